/** A server that is asked by the handlers and misbehaves as the first part of the path says. It knows the key: it was sent it. */
import { once } from "node:events";
import { createServer } from "node:http";
import { ENCODINGS } from "../server/encodings.js";

const encodings = Object.values(ENCODINGS);
const json = (outgoing, status, body, headers = {}) =>
  outgoing.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
const stream = (outgoing) => outgoing.writeHead(200, { "Content-Type": "text/event-stream" });
const delta = (content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

/** Writes for as long as somebody reads. */
function pour(outgoing, piece) {
  const write = () => {
    while (!outgoing.destroyed && outgoing.write(piece));
  };
  outgoing.on("drain", write);
  write();
}

/** @type {Readonly<Record<string, (outgoing: import("node:http").ServerResponse, secret: string) => unknown>>} */
const BEHAVIOURS = {
  fine: (outgoing) =>
    json(outgoing, 200, { code: 1000, data: { session_id: "s", session_token: "t" }, choices: [], value: "ek_t" }),
  limited: (outgoing) => BEHAVIOURS.fine(outgoing),
  "echo-400": (outgoing, secret) =>
    json(outgoing, 400, { error: { message: `${"x".repeat(280)} ${secret}` }, message: secret }),
  "echo-422": (outgoing, secret) =>
    json(outgoing, 422, { code: 4000, data: [{ message: secret }], error: { message: secret } }),
  "echo-500": (outgoing, secret) => outgoing.writeHead(500, { "Content-Type": "text/html" }).end(`<h1>${secret}</h1>`),
  "echo-redirect": (outgoing, secret) =>
    json(outgoing, 302, { secret }, { Location: `https://evil.example/?${encodeURIComponent(secret)}` }),
  "echo-headers": (outgoing, secret) =>
    json(outgoing, 200, {}, { "X-Echo": encodeURIComponent(secret), "Retry-After": encodeURIComponent(secret) }),
  "echo-whole": (outgoing, secret) =>
    json(outgoing, 200, {
      code: 1000,
      data: { session_token: secret.replace(/[^!-~]/g, "") },
      value: secret.replace(/[^!-~]/g, ""),
      choices: [{ message: { content: secret } }],
    }),
  "echo-stream": (outgoing, secret) => {
    stream(outgoing);
    for (const piece of secret.match(/[^]{1,5}/g) ?? []) outgoing.write(delta(piece));
    outgoing.end("data: [DONE]\n\n");
  },
  "echo-cut": (outgoing, secret) => {
    stream(outgoing).write(delta(`I have ${secret.slice(0, -1)}`));
    outgoing.destroy();
  },
  deep: (outgoing) => outgoing.writeHead(200, { "Content-Type": "application/json" }).end("[".repeat(900_000)),
  parts: (outgoing) =>
    outgoing
      .writeHead(200, { "Content-Type": "application/json" })
      .end(`{"code":1000,"data":[${"1,".repeat(3_000_000)}1]}`),
  "endless-sound": (outgoing) =>
    pour(outgoing.writeHead(200, { "Content-Type": "audio/mpeg" }), Buffer.alloc(65_536, 7)),
  "endless-line": (outgoing) => pour(stream(outgoing), Buffer.alloc(65_536, 120)),
  "endless-levels": (outgoing) => pour(stream(outgoing), `data: ${"[".repeat(1000)}\n\n`),
  "endless-refusal": (outgoing) =>
    pour(outgoing.writeHead(400, { "Content-Type": "application/json" }), Buffer.alloc(65_536, 120)),
  lies: (outgoing) => {
    outgoing.writeHead(200, { "Content-Type": "application/json", "Content-Length": "5" }).write("{}");
    outgoing.socket?.end();
  },
  "not-http": (outgoing) => outgoing.socket?.end("nonsense\r\n\r\n"),
  silent: () => undefined,
  "begins-and-waits": (outgoing) => stream(outgoing).write(delta("Hello")),
};

/** @returns {Promise<{ url: string, closed: Map<string, number>, asked: Map<string, number>, close: () => void }>} */
export async function startUpstream() {
  /** How many requests of each behaviour came, and how many of those ended before their answer did. */
  const [asked, closed] = [new Map(), new Map()];
  const count = (map, name) => map.set(name, (map.get(name) ?? 0) + 1);
  const server = createServer((incoming, outgoing) => {
    const [, name = ""] = (incoming.url ?? "").split("/");
    const [behaviour = "", index = "0"] = name.split("~");
    const key = incoming.headers["x-api-key"] ?? incoming.headers.authorization?.replace("Bearer ", "") ?? "";
    count(asked, behaviour);
    outgoing.once("close", () => !outgoing.writableEnded && count(closed, behaviour));
    incoming
      .resume()
      .once("end", () => BEHAVIOURS[behaviour]?.(outgoing, (encodings[Number(index)] ?? encodings[0])(String(key))));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    closed,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
