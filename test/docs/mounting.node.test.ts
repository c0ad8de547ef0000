/**
 * The handler is mounted as docs/server.md says. Hono, Express and Node are the real ones. `npm run runtimes` has the handlers in
 * the real Bun, Deno and workerd; here the sentences of the document are held to what these call a server.
 */
import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/server.md";
const SITE = "https://www.example.com";
const PATH = "/api/live-avatar/token";
type Handler = (request: Request, env?: object) => Response | Promise<Response>;

/** The module that the document leaves to the site, with the service played behind it. */
const TOKEN = `
import { createTokenHandler } from "live-avatar/server";
export const makeHandler = ({ LIVEAVATAR_API_KEY }) => createTokenHandler({
  apiKey: LIVEAVATAR_API_KEY, session: (_, { language }) => ({ avatar_id: language }), allowedOrigins: ["${SITE}"], rateLimit: false, logger,
  fetch: async (...args) => { const request = new Request(...args);
    asked.push(request.headers.get("x-api-key"));
    const { avatar_id } = await request.json();
    return Response.json({ code: 1000, data: { session_id: "s-1", session_token: \`t-\${avatar_id}\` } }); },
});
export const handler = makeHandler({ LIVEAVATAR_API_KEY: "key-of-the-document" });`;

async function mounted(words: string, globals: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const quiet = { error() {}, warn() {}, info() {}, debug() {} };
  const source = block(DOCUMENT, words);
  const js = source.replace("(request: Request)", "(request)");
  return run(js, { logger: quiet, asked: [], ...globals }, { "./token.js": TOKEN });
}

const post = (origin: string, headers: Record<string, string> = {}) =>
  new Request(`${origin}${PATH}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: SITE, ...headers },
    body: JSON.stringify({ language: "en" }),
  });

/** Asks as a page does: a pre-flight, a request, another site's request, and a path of somebody else's. */
async function checkAnswers(send: Handler, origin = SITE): Promise<void> {
  const answer = await send(post(origin));
  assert.deepEqual([answer.status, await answer.json()], [200, { session_token: "t-en" }], "it has read the body");
  assert.equal(answer.headers.get("access-control-allow-origin"), SITE);
  assert.equal((await send(post(origin, { Origin: "https://elsewhere.example" }))).status, 403);
  const preflight = new Request(`${origin}${PATH}`, {
    method: "OPTIONS",
    headers: { Origin: SITE, "Access-Control-Request-Method": "POST" },
  });
  assert.equal((await send(preflight)).status, 204);
  assert.equal((await send(new Request(`${origin}/elsewhere`))).status, 404);
}

async function overHttp(server: Server): Promise<void> {
  if (!server.listening) await new Promise<void>((listening) => server.once("listening", listening));
  try {
    await checkAnswers(fetch, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

describe("the handler is mounted", () => {
  it("in Hono", async () => {
    const { app } = (await mounted("// hono.js")) as { app: { fetch: Handler } };
    await checkAnswers((request) => app.fetch(request));
  });

  it("in Express, beside its reader of bodies", async () => {
    const { app } = (await mounted("// express.js")) as { app: RequestListener };
    await overHttp(createServer(app).listen(0, "127.0.0.1"));
  });

  it("in Node", async () => {
    const { server } = (await mounted("// node.js", { process: { env: { PORT: "0" } } })) as { server: Server };
    await overHttp(server);
  });

  it("in Next, by the method", async () => {
    const route = (await mounted("// app/api/live-avatar/token/route.ts")) as Record<string, Handler>;
    assert.deepEqual(Object.keys(route).sort(), ["OPTIONS", "POST"]);
    await checkAnswers((request) => {
      if (new URL(request.url).pathname !== PATH) return new Response(null, { status: 404 });
      return route[request.method]!(request);
    });
  });

  it("in a worker, with the key of its environment", async () => {
    const asked: string[] = [];
    const { default: worker } = (await mounted("// worker.js", { asked })) as { default: { fetch: Handler } };
    await checkAnswers((request) => worker.fetch(request, { LIVEAVATAR_API_KEY: "key-of-the-worker" }));
    assert.deepEqual(asked, ["key-of-the-worker"]);
  });

  it("in Deno", async () => {
    let serve: Handler | undefined;
    await mounted("// deno.js", { Deno: { serve: (_: object, handler: Handler) => (serve = handler) } });
    await checkAnswers(serve!);
  });

  it("in Bun", async () => {
    let routes: Record<string, Handler> = {};
    const serve = (options: { routes: typeof routes }) => (routes = options.routes);
    await mounted("// bun.js", { Bun: { serve } });
    await checkAnswers(
      (request) => routes[new URL(request.url).pathname]?.(request) ?? new Response(null, { status: 404 }),
    );
  });
});
