/**
 * A site's backend for the load: the token and the model handler on Node. Prints its address.
 *
 *   site-process.ts SERVICES [REDIS VISITOR_LIMIT GLOBAL_LIMIT [PORT]]
 *
 * Without Redis nobody is limited. With it a visitor (the header X-Visitor) has so many tokens, and all visitors together so many
 * answers, for as long as the load goes on, from all processes with that Redis together.
 */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createClient } from "redis";
import { createModelHandler, createTokenHandler } from "../../../src/server/index.js";
import { createRedisRateLimitStore } from "../../../src/server/redis/index.js";
import { listening } from "./listening.js";

const [services = "", redis, visitorLimit, globalLimit, port] = process.argv.slice(2);
const WINDOW_SECONDS = 600;
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const common = { allowedOrigins: ["https://www.example.com"], logger };

const generous = { limit: 1_000_000, windowSeconds: 60, key: () => "one" };

async function sharedLimits(url: string) {
  const client = createClient({ url, disableOfflineQueue: true });
  client.on("error", quiet);
  await client.connect();
  const store = createRedisRateLimitStore({ send: (command) => client.sendCommand(command) });
  const windowSeconds = WINDOW_SECONDS;
  return {
    token: {
      ...{ store, windowSeconds, limit: Number(visitorLimit) },
      key: (request: Request) => request.headers.get("X-Visitor") ?? "",
    },
    model: { store, windowSeconds, limit: Number(globalLimit), key: () => "everybody" },
  };
}

const limits = redis === undefined ? { token: generous, model: generous } : await sharedLimits(redis);
const token = createTokenHandler({
  ...common,
  rateLimit: limits.token,
  apiKey: "sk-0123456789abcdef",
  apiUrl: services,
  session: { avatar_id: "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a", avatar_persona: {} },
});
const model = createModelHandler({
  ...common,
  rateLimit: limits.model,
  ...{ apiKey: "sk-0123456789abcdef", baseURL: `${services}/v1`, models: { chat: ["m"] } },
  ...{ systemPrompt: "You are Ada.", maxInputChars: 20_000, maxOutputTokens: 500 },
});
const listener = getRequestListener((request) =>
  new URL(request.url).pathname === "/token" ? token(request) : model(request),
);
const url = await listening(
  createServer((request, response) => void listener(request, response)),
  port === undefined ? 0 : Number(port),
);
process.stdout.write(`${url}\n`);
