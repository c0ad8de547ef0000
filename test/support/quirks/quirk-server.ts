/** A server on a real socket that answers each request with the quirk that its path names. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { Quirk } from "./quirk.js";

export interface QuirkServer {
  /** The base URL at which this quirk answers. */
  urlOf(quirk: Quirk): string;
  close(): Promise<void>;
}

export async function startQuirkServer(quirks: readonly Quirk[]): Promise<QuirkServer> {
  const server: Server = createServer((incoming, outgoing) => {
    incoming.resume();
    const index = Number(/^\/(\d+)\//.exec(incoming.url ?? "")?.[1]);
    const quirk = quirks[index];
    if (quirk) void answer(quirk, outgoing);
    else outgoing.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (quirk) => `http://127.0.0.1:${port}/${quirks.indexOf(quirk)}/v1`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(quirk: Quirk, outgoing: ServerResponse): Promise<void> {
  const { status = 200, contentType = "text/event-stream", headers, chunks = [], gapMs = 0, repeat, ending } = quirk;
  const pause = (): Promise<unknown> => (gapMs === 0 ? setImmediate() : setTimeout(gapMs));
  outgoing.writeHead(status, { ...headers, ...(contentType !== null && { "Content-Type": contentType }) });
  outgoing.flushHeaders();
  for (const chunk of chunks) {
    outgoing.write(chunk);
    await pause();
  }
  while (repeat !== undefined && !outgoing.destroyed) {
    outgoing.write(repeat);
    await setTimeout(5);
  }
  if (ending === "cut") outgoing.socket?.destroy();
  else if (ending !== "hang") outgoing.end();
}
