/** The services behind a site's backend, which answer at once: a token, or an answer in pieces. Prints its address. */
import { createServer } from "node:http";
import { listening } from "./listening.js";

const PIECES = 20;

const chunk = (content: string, end: string | null) =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content }, finish_reason: end }] })}\n\n`;

const TOKEN = JSON.stringify({
  ...{ code: 1000, message: null },
  data: { session_id: "s", session_token: "jwt.of.session" },
});

const url = await listening(
  createServer((request, response) => {
    request.resume();
    if (request.url?.includes("/sessions/")) {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(TOKEN);
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    for (let piece = 0; piece < PIECES; piece += 1) response.write(chunk("word ", null));
    response.end(`${chunk("", "stop")}data: [DONE]\n\n`);
  }),
);
process.stdout.write(`${url}\n`);
