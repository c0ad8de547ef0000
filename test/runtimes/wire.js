/** HTTP as nobody's client writes it. */
import { connect } from "node:net";

export const ORIGIN = "https://shop.example";

/** A request as text. Headers that are a list go out as often as they have members; an undefined one does not. */
export function request(path, { method = "POST", headers = {}, body = "" } = {}) {
  const all = {
    Host: "127.0.0.1",
    Origin: ORIGIN,
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "close",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    [value]
      .flat()
      .filter((one) => one !== undefined)
      .map((one) => `${name}: ${one}`),
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

export const chat = (more = {}) => JSON.stringify({ messages: [{ role: "user", content: "Hi" }], ...more });

/**
 * Sends pieces, with pauses between them, and reads the answer to its end or until it has enough.
 * @param {number} port
 * @param {string | Buffer | readonly (string | Buffer)[]} pieces
 * @returns {Promise<{ raw: string, status: number, bytes: number, ms: number }>} what came, at most 200,000 characters of it
 */
export function send(
  port,
  pieces,
  { gapMs = 0, leaveAfterMs = 0, limitMs = 25_000, isReading = true, isReset = false } = {},
) {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let [raw, bytes] = ["", 0];
    const end = () => {
      clearTimeout(limit);
      if (isReset) socket.resetAndDestroy();
      else socket.destroy();
      resolve({
        raw,
        bytes,
        status: Number(/^HTTP\/1\.1 (\d+)/.exec(raw)?.[1] ?? 0),
        ms: Math.round(performance.now() - began),
      });
    };
    const limit = setTimeout(end, leaveAfterMs || limitMs);
    if (isReading) {
      socket.on("data", (data) => {
        bytes += data.length;
        if (raw.length < 200_000) raw += data.toString("latin1");
        // A runtime may keep the connection for the rest of what was announced.
        const [, length] = /^HTTP[^]*?\r\ncontent-length: (\d+)[^]*?\r\n\r\n/i.exec(raw) ?? [];
        if (length !== undefined && Buffer.byteLength(bodyOf(raw), "latin1") >= Number(length)) end();
      });
    }
    socket.once("close", end).on("error", () => undefined);
    socket.once("connect", async () => {
      for (const piece of [pieces].flat()) {
        if (socket.destroyed) return;
        socket.write(piece);
        if (gapMs > 0) await new Promise((go) => setTimeout(go, gapMs));
      }
    });
  });
}

export const bodyOf = (raw) => raw.slice(raw.indexOf("\r\n\r\n") + 4);
