/** The visitors' page in Chromium, with the token endpoint of their site. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "puppeteer-core";
import { FREE_SOUND_FLAGS, launchChromium } from "../../support/chromium.js";
import { mint } from "../../support/emulator-client.js";
import { bundleScript } from "../bundle-script.js";

const HTML = `<!doctype html><title>visitors</title><link rel="icon" href="data:,">
<style>body { display: flex; flex-wrap: wrap; margin: 0 }</style><body><script type="module" src="/page.js"></script>`;
/** All visitors are in it, so that no picture is left out because it is not seen. */
const VIEWPORT = { width: 1300, height: 800 };

export interface VisitorsPage {
  readonly page: Page;
  readonly close: () => Promise<void>;
}

/** @param apiUrl the emulator's address */
export async function openVisitors(apiUrl: string): Promise<VisitorsPage> {
  const code = await bundleScript(fileURLToPath(new URL("visitors.client.ts", import.meta.url)));
  const server = createServer((request, response) => {
    if (request.url === "/token") {
      mint(apiUrl, { video_settings: { quality: "low" } }).then(
        ({ session_token }) =>
          response.setHeader("Content-Type", "application/json").end(JSON.stringify({ session_token })),
        (error: unknown) => response.writeHead(502).end(String(error)),
      );
      return;
    }
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? code : HTML);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await launchChromium(FREE_SOUND_FLAGS, { defaultViewport: VIEWPORT, protocolTimeout: 300_000 });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  await page.waitForFunction(() => "visitors" in window);
  return {
    page,
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
