/** A site's backend for the load: the token and the model handler on Node. Its argument is the address of the services; prints its own. */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { createModelHandler, createTokenHandler } from "../../../src/server/index.js";
import { listening } from "./listening.js";

const [services = ""] = process.argv.slice(2);
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const common = {
  allowedOrigins: ["https://www.example.com"],
  rateLimit: { limit: 1_000_000, windowSeconds: 60, key: () => "one" },
  logger,
};
const token = createTokenHandler({
  ...common,
  apiKey: "sk-0123456789abcdef",
  apiUrl: services,
  session: { avatar_id: "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a", avatar_persona: {} },
});
const model = createModelHandler({
  ...common,
  ...{ apiKey: "sk-0123456789abcdef", baseURL: `${services}/v1`, models: { chat: ["m"] } },
  ...{ systemPrompt: "You are Ada.", maxInputChars: 20_000, maxOutputTokens: 500 },
});
const listener = getRequestListener((request) =>
  new URL(request.url).pathname === "/token" ? token(request) : model(request),
);
const url = await listening(createServer((request, response) => void listener(request, response)));
process.stdout.write(`${url}\n`);
