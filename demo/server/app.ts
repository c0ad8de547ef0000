/** The demo's routes. Every page goes out under the strict policy that the README prints. */
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Hono } from "hono";
import { createTokenHandler, type FullSessionConfig } from "../../src/server/index.js";
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

export interface AppOptions {
  readonly service: Service | undefined;
  /** Why there is no service, in words for the page. */
  readonly missing: string | undefined;
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
  const { service, missing, origins, models, realtimeToken, memory, modelNames } = options;
  const app = new Hono();
  const policy = contentSecurityPolicy(service?.connect ?? []);
  const tokenOf = (session: FullSessionConfig | undefined) =>
    service && session
      ? createTokenHandler({
          apiKey: service.apiKey,
          apiUrl: service.apiUrl,
          session,
          allowedOrigins: origins,
          // A demo on one's own machine has one visitor; a public site keys by its visitors' addresses.
          rateLimit: { limit: 60, windowSeconds: 60, key: () => "demo" },
        })
      : () =>
          Promise.resolve(
            Response.json(
              { error: { code: "service-missing", message: missing ?? "There is no service behind this demo." } },
              { status: 503 },
            ),
          );
  const token = tokenOf(service?.session);
  const mouthToken = tokenOf(service?.mouth);

  app.all("/api/live-avatar/token", (context) => token(context.req.raw));
  app.all("/api/live-avatar/mouth-token", (context) => mouthToken(context.req.raw));
  app.all("/api/model/realtime-token", (context) => realtimeToken(context.req.raw));
  app.all("/api/model/*", (context) => models(context.req.raw));
  app.all("/api/memory/*", (context) => memory(context.req.raw));
  // `cdn/` is what pages load; modules of the package without imports of other packages can be loaded as they are.
  app.get("/dist/*", (context) => file(DIST, context.req.path.slice("/dist/".length)));
  app.get("/favicon.ico", () => new Response(null, { status: 204 }));
  app.get("*", async (context) => {
    const path = context.req.path === "/" ? "index.html" : context.req.path.slice(1);
    if (path.startsWith("server/")) return notFound();
    const response = await file(DEMO, path);
    if (extname(path) !== ".html" || !response.ok) return response;
    const html = withModels(withApiUrl(await response.text(), service?.apiUrl), modelNames);
    return new Response(html, {
      headers: {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": policy,
        "Permissions-Policy": "microphone=(self), camera=(self), display-capture=(self), autoplay=(self)",
        "Cache-Control": "no-store",
        ...(path === "memory.html" && !visitorOf(context.req.raw) && { "Set-Cookie": newVisitorCookie() }),
      },
    });
  });
  return app;
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

/** The pages say what a site would say; only the emulator's address has to be added to their tags. */
function withApiUrl(html: string, apiUrl: string | undefined): string {
  return apiUrl ? html.replace(/<live-avatar(?=[\s>])/g, `<live-avatar api-url="${apiUrl}"`) : html;
}

/** A tag names the demo's own models; where a real server stands behind it, that one's are meant. */
function withModels(html: string, names: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string =>
    text.replace(/[&"<]/g, (character) => `&#${String(character.charCodeAt(0))};`);
  return Object.entries(names).reduce(
    (text, [said, meant]) => text.replaceAll(`="${said}"`, () => `="${escaped(meant)}"`),
    html,
  );
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
