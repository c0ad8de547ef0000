/** The demo's routes. Every page goes out under the strict policy that the README prints. */
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { createTokenHandler, type FullSessionConfig } from "../../src/server/index.js";
import { pageOf } from "./pages.js";
import { newVisitorCookie, visitorOf } from "./visitor-cookie.js";

export interface Service {
  readonly name: string;
  readonly apiKey: string;
  readonly apiUrl: string;
  readonly session: FullSessionConfig;
  /** The same for a page with a language model of its own: an avatar that says what it is told, and nothing else. */
  readonly mouth: FullSessionConfig;
  /** What `connect-src` must allow beside the page's own origin. */
  readonly connect: readonly string[];
}

/** The service behind the rooms, or why there is none, in words for the page. `building`: it comes by itself. */
export type Backing =
  | { readonly state: "ready"; readonly service: Service }
  | { readonly state: "building" | "missing"; readonly message: string };

export interface AppOptions {
  /** As it is now. */
  readonly backing: () => Backing;
  /** Of the demo's pages: every name under which a browser may have asked for them. */
  readonly origins: readonly string[];
  /** Answers everything below `/api/model/`. */
  readonly models: (request: Request) => Promise<Response>;
  /** Lends a page the recogniser for a while. */
  readonly realtimeToken: (request: Request) => Promise<Response>;
  /** Answers everything below `/api/memory/`, each visitor for what is theirs. */
  readonly memory: (request: Request) => Promise<Response>;
  /** What the pages' tags say of the models → what it is here. */
  readonly modelNames: Readonly<Record<string, string>>;
}

const DEMO = fileURLToPath(new URL("..", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
};

export function createApp(options: AppOptions): Hono {
  const { backing, origins, models, realtimeToken, memory, modelNames } = options;
  const app = new Hono();
  const token = tokenHandler(backing, origins, ({ session }) => session);
  const mouthToken = tokenHandler(backing, origins, ({ mouth }) => mouth);

  app.all("/api/live-avatar/token", (context) => token(context.req.raw));
  app.all("/api/live-avatar/mouth-token", (context) => mouthToken(context.req.raw));
  app.get("/api/live-avatar/service", () => {
    const now = backing();
    return Response.json(now.state === "ready" ? { state: now.state } : now);
  });
  app.all("/api/model/realtime-token", (context) => realtimeToken(context.req.raw));
  app.all("/api/model/*", (context) => models(context.req.raw));
  app.all("/api/memory/*", (context) => memory(context.req.raw));
  // `cdn/` is what pages load; modules of the package without imports of other packages can be loaded as they are.
  app.get("/dist/*", (context) => file(DIST, context.req.path.slice("/dist/".length)));
  app.get("/custom-elements.json", () => file(PACKAGE, "custom-elements.json"));
  app.get("/favicon.ico", () => new Response(null, { status: 204 }));
  app.get("*", async (context) => {
    const path = context.req.path === "/" ? "index.html" : context.req.path.slice(1);
    if (path.startsWith("server/")) return notFound();
    const response = await file(DEMO, path);
    if (extname(path) !== ".html" || !response.ok) return response;
    const now = backing();
    const service = now.state === "ready" ? now.service : undefined;
    const html = pageOf(await response.text(), {
      path: context.req.path,
      apiUrl: service?.apiUrl,
      modelNames,
      building: now.state === "building" ? now.message : undefined,
    });
    return new Response(html, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": contentSecurityPolicy(service?.connect ?? []),
        "Permissions-Policy": "microphone=(self), camera=(self), display-capture=(self), autoplay=(self)",
        "Cache-Control": "no-store",
        ...(path === "memory.html" && !visitorOf(context.req.raw) && { "Set-Cookie": newVisitorCookie() }),
      },
    });
  });
  return app;
}

/** A handler of the service that is there now: it may come while the pages are already served. */
function tokenHandler(
  backing: () => Backing,
  allowedOrigins: readonly string[],
  sessionOf: (service: Service) => FullSessionConfig,
): (request: Request) => Promise<Response> {
  let known: { readonly service: Service; readonly handle: (request: Request) => Promise<Response> } | undefined;
  return async (request) => {
    const now = backing();
    if (now.state !== "ready") {
      return Response.json({ error: { code: "service-missing", message: now.message } }, { status: 503 });
    }
    const { service } = now;
    if (known?.service !== service) {
      const handle = createTokenHandler({
        ...{ apiKey: service.apiKey, apiUrl: service.apiUrl, session: sessionOf(service), allowedOrigins },
        // A demo on one's own machine has one visitor; a public site keys by its visitors' addresses.
        rateLimit: { limit: 60, windowSeconds: 60, key: () => "demo" },
      });
      known = { service, handle };
    }
    return known.handle(request);
  };
}

/** The policy of the README, with this demo's hosts in it. */
function contentSecurityPolicy(connect: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    `connect-src ${["'self'", ...connect].join(" ")}`,
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join("; ");
}

async function file(root: string, path: string): Promise<Response> {
  const full = normalize(join(root, decodeURIComponent(path)));
  const type = TYPES[extname(full)];
  if (!type || !full.startsWith(root.endsWith(sep) ? root : root + sep)) return notFound();
  try {
    return new Response(new Uint8Array(await readFile(full)), {
      headers: { "Content-Type": type, "Cache-Control": "no-cache" },
    });
  } catch {
    return notFound(); // there is no such file
  }
}

const notFound = (): Response => new Response("Not found", { status: 404 });
