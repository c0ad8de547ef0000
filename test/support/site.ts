/** A site with our built element and its token endpoint, which does as the page's address says. */
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { createTokenHandler } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import { brokenEndpoint } from "./broken-endpoint.js";
import { AVATAR_ID } from "./emulator-client.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** A name of this machine that browsers do not take for it, so that its pages are not secure. */
const INSECURE_HOST = "shop.test";

export interface Site {
  readonly port: number;
  readonly insecureOrigin: string;
  /** Mints at this emulator, and tells the pages of it, from now on. */
  use(emulatorUrl: string): void;
  /** What was minted for the page whose address has this `visit`. */
  tokensOf(visit: string): readonly string[];
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

/** The page, `dist/cdn` and the token endpoint. */
export async function startSite(): Promise<Site> {
  let apiUrl = "";
  const tokens = new Map<string, string[]>();
  let mint: (request: Request) => Promise<Response> = () => Promise.reject(new Error("it has no emulator yet"));
  const html = (query: URLSearchParams) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>breakage</title>
<link rel="icon" href="data:,"><script type="module" src="/cdn/live-avatar.js"></script>
<live-avatar token-endpoint="${escaped(`/token?${query.toString()}`)}" api-url="${apiUrl}"
${query.get("attributes") ?? 'microphone="off"'}></live-avatar>`;

  async function mintFor(visit: string, request: Request): Promise<Response> {
    const response = await mint(request);
    const { session_token: token } = (await response.clone().json()) as { readonly session_token?: string };
    if (token !== undefined) tokens.set(visit, [...(tokens.get(visit) ?? []), token]);
    return response;
  }

  const server = createAdaptorServer({
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === "/token") {
        const broken = brokenEndpoint(searchParams.get("endpoint"), request);
        return broken ?? mintFor(searchParams.get("visit") ?? "", request);
      }
      if (pathname === "/") return new Response(html(searchParams), { headers: { "Content-Type": "text/html" } });
      const path = resolve(ROOT, "dist", `.${pathname}`);
      if (!path.startsWith(resolve(ROOT, "dist/cdn"))) return new Response("not found", { status: 404 });
      return new Response(new Uint8Array(await readFile(path)), { headers: { "Content-Type": "text/javascript" } });
    },
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const insecureOrigin = `http://${INSECURE_HOST}:${port}`;
  return {
    ...{ port, insecureOrigin },
    tokensOf: (visit) => tokens.get(visit) ?? [],
    use(emulatorUrl) {
      apiUrl = emulatorUrl;
      mint = createTokenHandler({
        ...{ apiKey: "any", apiUrl, rateLimit: false, logger: silentLogger },
        allowedOrigins: [`http://127.0.0.1:${port}`, insecureOrigin],
        session: (request) => ({
          avatar_id: AVATAR_ID,
          avatar_persona: {},
          video_settings: { quality: "low" },
          dynamic_variables: { scenario: new URL(request.url).searchParams.get("scenario") ?? "" },
        }),
      });
    },
  };
}
