/** The five handlers under attack, as a site would have them: a `fetch` that every runtime can serve. */
import {
  clientAddressKey,
  createMemoryRelayStore,
  createMemoryThreadStore,
  createModelHandler,
  createRealtimeTokenHandler,
  createRelayHandler,
  createThreadHandler,
  createTokenHandler,
} from "../../src/server/index.js";

const ORIGIN = "https://shop.example";
const handlers = new Map();

/**
 * The first part of a path says what the server behind the handler does.
 * @param {Request} request
 * @param {{ readonly UPSTREAM: string, readonly KEY: string }} env
 * @returns {Promise<Response>}
 */
export async function respond(request, env) {
  const [, behaviour = "", kind = ""] = new URL(request.url).pathname.split("/");
  if (behaviour === "ready") return new globalThis.Response("ready");
  const name = `${behaviour}/${kind}`;
  let handler = handlers.get(name);
  if (!handler) handlers.set(name, (handler = make(behaviour, kind, env)));
  return handler(request);
}

function make(behaviour, kind, env) {
  const common = {
    apiKey: env.KEY,
    allowedOrigins: [ORIGIN],
    rateLimit:
      behaviour === "limited"
        ? { limit: 5, windowSeconds: 60, key: (request) => clientAddressKey(request.headers.get("x-forwarded-for")) }
        : false,
  };
  if (kind === "threads" || kind === "relay") {
    const kept = {
      allowedOrigins: common.allowedOrigins,
      rateLimit: common.rateLimit,
      authorize: (request) => request.headers.get("authorization")?.replace(/^Bearer /, "") ?? false,
    };
    return kind === "threads"
      ? createThreadHandler({ ...kept, store: createMemoryThreadStore(), basePath: `/${behaviour}/threads` })
      : createRelayHandler({ ...kept, store: createMemoryRelayStore(), handleEvents: () => undefined });
  }
  if (kind === "token") {
    return createTokenHandler({
      ...common,
      session: { avatar_id: "a" },
      start: behaviour.startsWith("start"),
      apiUrl: `${env.UPSTREAM}/${behaviour}`,
    });
  }
  if (kind === "realtime-token") {
    return createRealtimeTokenHandler({
      ...common,
      baseURL: `${env.UPSTREAM}/${behaviour}/v1`,
      models: ["transcriber"],
    });
  }
  return createModelHandler({
    ...common,
    baseURL: `${env.UPSTREAM}/${behaviour}/v1`,
    models: { chat: ["talker"], speech: ["voice"], transcription: ["transcriber"], embeddings: ["vectors"] },
    maxInputChars: 10_000,
    maxOutputTokens: 100,
  });
}
