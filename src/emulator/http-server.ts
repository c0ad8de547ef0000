/** A Node socket in front of a `Request → Response` handler; a caller that goes away aborts its request. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const MAX_BODY_BYTES = 256 * 1024;

export async function listen(
  handler: (request: Request) => Promise<Response>,
  host: string,
  port: number,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((incoming, outgoing) => {
    serve(handler, incoming, outgoing).catch((error: unknown) => {
      console.error("emulator:", error);
      if (!outgoing.headersSent) outgoing.writeHead(500).end();
      else outgoing.destroy();
    });
  });
  server.listen(port, host);
  await once(server, "listening"); // rejects where the server fails first
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${String(address.port)}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  handler: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    gone.abort();
  });
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" || method === "OPTIONS" ? undefined : await readBody(incoming);
  const request = new Request(`http://${incoming.headers.host ?? "127.0.0.1"}${incoming.url ?? "/"}`, {
    method,
    headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
    ),
    signal: gone.signal,
    ...(body && body.length > 0 ? { body } : {}),
  });
  const response = await handler(request);
  if (outgoing.destroyed) return;
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(new Uint8Array(await response.arrayBuffer()));
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new Error("The request body is too large.");
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
