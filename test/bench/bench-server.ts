/** Serves every contender's page in the same way: nothing cached, one token endpoint for all. */
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { createAdaptorServer } from "@hono/node-server";
import { createTokenHandler } from "../../src/server/index.js";
import type { Bundle } from "./bundles.js";

/** One page of the comparison. */
export interface BenchPage {
  readonly bundle: Bundle;
  /** The body, without scripts. */
  readonly body: (emulatorUrl: string) => string;
  /** What loads the page's scripts, in its head. Default: the bench's style, and `main.js` as a module. */
  readonly head?: string;
}

export interface BenchServer {
  readonly url: string;
  close(): Promise<void>;
}

const STYLE = "body { margin: 0 } live-avatar, video { display: block; width: 640px; height: 360px }";

const HEAD = '<link rel="stylesheet" href="/bench.css">\n<script type="module" src="main.js"></script>';

const document = (head: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>bench</title>
<link rel="icon" href="data:,">
${head}
</head>
${body}
</html>`;

const tokenHandler = (url: string, emulatorUrl: string) =>
  createTokenHandler({
    apiKey: "bench",
    // The emulator's latencies of this comparison: 150 ms for a token, 300 ms for a start.
    session: {
      avatar_id: "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a",
      avatar_persona: { context_id: "5b9dba8a-aa31-11f0-a6ee-066a7fa2e369" },
      dynamic_variables: { scenario: "bench" },
    },
    allowedOrigins: [url],
    rateLimit: false,
    apiUrl: emulatorUrl,
  });

type Handler = (request: Request) => Promise<Response>;

export interface BenchServerOptions {
  /** Left out: nobody mints tokens. */
  readonly emulatorUrl?: string;
  /** Makes what answers below `/api/model/`, of the server's own address. */
  readonly models?: (url: string) => Handler;
  /** Whether what a page loads is compressed, as a site's server does it. Default: false. */
  readonly gzip?: boolean;
}

const nobody: Handler = () => Promise.reject(new Error("nobody answers here"));

/** @param pages path without slashes → page */
export async function startBenchServer(
  pages: ReadonlyMap<string, BenchPage>,
  { emulatorUrl, models, gzip = false }: BenchServerOptions = {},
): Promise<BenchServer> {
  let mint = nobody;
  let answer = nobody;
  const file = (text: string, type: string) => {
    const headers = { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "no-store" };
    if (!gzip) return new Response(text, { headers });
    return new Response(gzipSync(text, { level: 9 }), { headers: { ...headers, "Content-Encoding": "gzip" } });
  };

  const server = createAdaptorServer({
    fetch(request) {
      const { pathname } = new URL(request.url);
      if (pathname === "/token") return mint(request);
      if (pathname.startsWith("/api/model/")) return answer(request);
      if (pathname === "/bench.css") return file(STYLE, "text/css");
      const [, name = "", fileName = ""] = /^\/([\w-]+)\/(.*)$/.exec(pathname) ?? [];
      const page = pages.get(name);
      if (page && fileName === "") return file(document(page.head ?? HEAD, page.body(emulatorUrl ?? "")), "text/html");
      const script = page?.bundle.get(fileName);
      const type = fileName.endsWith(".css") ? "text/css" : "text/javascript";
      return script ? file(script.code, type) : new Response("not found", { status: 404 });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (emulatorUrl !== undefined) mint = tokenHandler(url, emulatorUrl);
  if (models) answer = models(url);
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        if ("closeAllConnections" in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
