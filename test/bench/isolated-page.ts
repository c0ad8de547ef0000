import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { bundleScript } from "./bundle-script.js";

/**
 * Serves a script of `pages/`, bundled from the sources, in a page that is isolated from others: there its clock is exact to
 * 5 µs; elsewhere to 100.
 */
export async function serveIsolated(script: string): Promise<{ readonly url: string; close(): void }> {
  const code = await bundleScript(resolve(import.meta.dirname, "pages", script));
  const server = createServer((request, response) => {
    const isScript = request.url === "/main.js";
    response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      isScript
        ? code
        : '<!doctype html><title>bench</title><link rel="icon" href="data:,"><script type="module" src="/main.js"></script>',
    );
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
