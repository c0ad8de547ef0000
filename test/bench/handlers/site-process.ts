/** A site's backend for the load: the token and the model handler on Node, in front of services that answer at once. Prints its address. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createModelHandler, createTokenHandler } from "../../../src/server/index.js";

export const ORIGIN = "https://www.example.com";
const PIECES = 20;
const quiet = () => undefined;
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const chunk = (content: string, end: string | null) =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content }, finish_reason: end }] })}\n\n`;

const listening = async (server: ReturnType<typeof createServer>): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

// The services: a token, and an answer in pieces.
const services = await listening(
  createServer((request, response) => {
    request.resume();
    if (request.url?.includes("/sessions/")) {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify({ code: 1000, data: { session_id: "s", session_token: "jwt.of.session" }, message: null }),
      );
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (let piece = 0; piece < PIECES; piece += 1) response.write(chunk("word ", null));
    response.end(`${chunk("", "stop")}data: [DONE]\n\n`);
  }),
);

const common = {
  allowedOrigins: [ORIGIN],
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
const site = await listening(createServer((request, response) => void listener(request, response)));
process.stdout.write(`site at ${site}\n`);
