/** The scripted server behind real WebSockets, with a record of all that went over the wire. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket, WebSocketServer } from "ws";
import { systemTimers } from "../../src/core/timers.js";
import type { WebSocketClass } from "../../src/providers/openai/realtime-socket.js";
import { type Script, scriptedConnection } from "./realtime-server.js";

/** The client of `ws`: Node 20 has none of its own. */
export const wsClass = WebSocket as unknown as WebSocketClass;

export interface WireRecord {
  readonly from: "client" | "server";
  readonly message: Record<string, unknown>;
}

export interface RealtimeWireOptions {
  readonly script?: Script;
  /** The status with which a handshake is refused. */
  readonly refuses?: (request: IncomingMessage) => number | undefined;
  /** Instead of the script: answers to a message of the client. */
  readonly answers?: (message: Record<string, unknown>, index: number) => readonly Record<string, unknown>[];
}

export async function realtimeWire({ script = {}, refuses, answers }: RealtimeWireOptions = {}) {
  const record: WireRecord[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer();
  const sockets = new WebSocketServer({
    noServer: true,
    // As the service does: it takes the first, and repeats no token.
    handleProtocols: (protocols: Iterable<string>) => [...protocols][0] ?? false,
  });
  server.on("upgrade", (request, socket, head) => {
    requests.push(request);
    const status = refuses?.(request);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const say = (data: string): void => {
        record.push({ from: "server", message: JSON.parse(data) as Record<string, unknown> });
        client.send(data);
      };
      const connection = answers ? undefined : scriptedConnection(script, systemTimers, say);
      let count = 0;
      client.on("message", (data: Buffer) => {
        const text = data.toString();
        const message = JSON.parse(text) as Record<string, unknown>;
        record.push({ from: "client", message });
        connection?.receive(text);
        for (const event of answers?.(message, count) ?? []) say(JSON.stringify(event));
        count += 1;
      });
      client.on("close", () => connection?.end());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    record,
    requests,
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    /** Says something to every client. */
    say(...events: readonly Record<string, unknown>[]) {
      for (const client of sockets.clients) for (const event of events) client.send(JSON.stringify(event));
    },
    /** Breaks off every connection. */
    cut() {
      for (const client of sockets.clients) client.terminate();
    },
    get connections() {
      return sockets.clients.size;
    },
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
