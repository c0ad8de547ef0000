/** A real browser's page with `src/room` in it, and the words to drive its renderer from a test. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "puppeteer-core";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "./chromium.js";
import { sharedStand } from "./stand.js";

const HTML = `<!doctype html><meta charset="utf-8"><title>room</title><link rel="icon" href="data:,">
<div id="stage"><video data-live-avatar-media playsinline width="320" height="240"></video></div>
<div id="other"><video data-live-avatar-media playsinline width="320" height="240"></video></div>
<script type="module" src="/page.js"></script>`;

export interface RoomPages {
  /** A fresh page, ready for `window.rooms`. @param hash of its address */
  open(hash?: string): Promise<Page>;
  close(): Promise<void>;
}

/**
 * @param flags further flags of the browser
 * @param livekitClient the folder of the livekit-client that the page gets. Default: the one of the lock
 */
export async function startRoomPages(flags: readonly string[] = [], livekitClient?: string): Promise<RoomPages> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("room-page.client.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    ...(livekitClient !== undefined && { alias: { "livekit-client": livekitClient } }),
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : HTML);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const stand = await sharedStand();
  return {
    async open(hash = "") {
      const context = await stand.newContext({ flags: [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS, ...flags] });
      const page = await context.newPage();
      page.once("close", () => void context.close().catch(() => undefined));
      await page.goto(`${url}#${hash}`);
      await page.waitForFunction(() => "rooms" in window);
      return page;
    },
    close() {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
