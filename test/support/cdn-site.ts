/**
 * A site, and beside it, of another origin, CDNs that have `dist/cdn/`: one that serves a package's short address as it is and
 * one that redirects it, as the two public ones do. The site has a language model of one sentence, and a voice that is silent.
 */
import { readFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { ROOT } from "./documents.js";
import { silence } from "./matrix-site.js";

const DIST = resolve(ROOT, "dist");
const TYPES: Readonly<Record<string, string>> = { html: "text/html", css: "text/css", json: "application/json" };

/** What the model answers. */
export const SENTENCE = "It is sunny today.";

/** The strictest policy that a page with these scripts can have. */
export const policyOf = (scripts: string, more = ""): string =>
  `default-src 'none'; script-src ${scripts}; style-src 'self'; connect-src 'self'; img-src 'self' data:; ` +
  `media-src 'self' blob:; require-trusted-types-for 'script'${more}`;

interface PackageJson {
  readonly version: string;
  readonly jsdelivr: string;
  readonly unpkg: string;
}
const PACKAGE = JSON.parse(await readFile(resolve(ROOT, "package.json"), "utf8")) as PackageJson;

export interface CdnPage {
  readonly html: string;
  /** The Content-Security-Policy. Default: none. */
  readonly policy?: string;
}

export interface CdnSite {
  /** The site's own origin, which has `dist/cdn/` as `/cdn/`. */
  readonly origin: string;
  /** The origin of the CDNs: `/npm/` serves short addresses as they are, `/redirected/` redirects them. */
  readonly cdn: string;
  readonly version: string;
  /** What was asked of either so far, by path, without what is no script. */
  readonly scripts: string[];
  /** Scripts of the site itself, by path. */
  readonly files: Map<string, string>;
  /** Paths of files that somebody has changed on their way. */
  readonly changed: Set<string>;
  urlOf(page: CdnPage): string;
  close(): void;
}

/** @returns the file that an npm CDN has at a path below its package, or where it redirects to */
function fileAt(pathname: string): { readonly file?: string; readonly location?: string } {
  const [, service = "", range, path = ""] =
    /^\/(npm|redirected)\/live-avatar(?:@([^/]+))?(\/.*)?$/.exec(pathname) ?? [];
  if (service === "") return pathname.startsWith("/cdn/") ? { file: pathname.slice(1) } : {};
  // Ranges and tags of this release; an exact version of another one is not there.
  if (range !== undefined && ![PACKAGE.version, "latest", PACKAGE.version.split(".")[0]].includes(range)) return {};
  if (path.startsWith("/dist/")) return { file: path.slice("/dist/".length) };
  if (path !== "") return {};
  const short = PACKAGE[service === "npm" ? "jsdelivr" : "unpkg"].replace("./dist/", "");
  return service === "npm" ? { file: short } : { location: `/redirected/live-avatar@${PACKAGE.version}/dist/${short}` };
}

function answer(response: ServerResponse): void {
  const chunk = {
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta: { content: SENTENCE }, finish_reason: "stop" }],
  };
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
}

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

export async function startCdnSite(): Promise<CdnSite> {
  const pages: CdnPage[] = [];
  const scripts: string[] = [];
  const changed = new Set<string>();
  const files = new Map<string, string>();

  const serveFile: RequestListener = (request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? "/", "http://here");
      const { file, location } = fileAt(pathname);
      const path = resolve(DIST, file ?? "none");
      const code = path.startsWith(resolve(DIST, "cdn")) ? await readFile(path).catch(() => undefined) : undefined;
      if (code === undefined || pathname.endsWith(".js") || file?.endsWith(".js")) scripts.push(pathname);
      const headers = { "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin" };
      if (location !== undefined) response.writeHead(302, { ...headers, Location: location }).end();
      else if (code === undefined) response.writeHead(404, headers).end();
      else {
        const type = TYPES[/\w+$/.exec(path)?.[0] ?? ""] ?? "text/javascript";
        response.writeHead(200, { ...headers, "Content-Type": type });
        response.end(changed.has(pathname) ? Buffer.concat([code, Buffer.from("\n// changed")]) : code);
      }
    })();
  };

  const serveSite: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://here");
    const page = pages[Number(searchParams.get("page") ?? NaN)];
    if (pathname === "/" && page) {
      const policy = page.policy === undefined ? {} : { "Content-Security-Policy": page.policy };
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...policy }).end(page.html);
    } else if (pathname === "/model/chat/completions") answer(response);
    else if (pathname === "/model/audio/speech") {
      response.writeHead(200, { "Content-Type": "audio/wav" }).end(silence(0.02));
    } else if (files.has(pathname)) {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(files.get(pathname));
    } else serveFile(request, response);
  };

  const [site, cdn] = [createServer(serveSite), createServer(serveFile)];
  const [origin, cdnOrigin] = await Promise.all([listen(site), listen(cdn)]);
  return {
    ...{ origin, cdn: cdnOrigin, version: PACKAGE.version, scripts, files, changed },
    urlOf: (page) => `${origin}/?page=${String(pages.push(page) - 1)}`,
    close() {
      for (const server of [site, cdn]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
