/** Hosts of a room that accept a visitor and lead nowhere, each in a way of its own. What was asked of them is counted. */
import { createServer as createHttpServer } from "node:http";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createHash } from "node:crypto";
import type { LiveKitAccess } from "./scripted-service.js";

export interface DeadEnd {
  readonly name: string;
  /** ws://… or wss://… */
  readonly url: string;
}

export interface DeadEnds {
  readonly hosts: readonly DeadEnd[];
  /** Connections that were begun so far. */
  readonly asked: () => number;
  close(): Promise<void>;
}

const WEBSOCKET_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export async function startDeadEnds(livekit: LiveKitAccess): Promise<DeadEnds> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  let asked = 0;
  const keep = (socket: Socket) => {
    asked += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const listen = async (server: Server) => {
    servers.push(server.on("connection", keep));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };

  const silent = await listen(createServer());
  const answering404 = await listen(createHttpServer((_request, response) => response.writeHead(404).end()));
  const hanging = await listen(createHttpServer(() => undefined));
  const opening = await listen(
    createHttpServer(() => undefined).on("upgrade", (request, socket) => {
      const key = `${request.headers["sec-websocket-key"] ?? ""}${WEBSOCKET_KEY}`;
      const accept = createHash("sha1").update(key).digest("base64");
      socket.write(
        `HTTP/1.1 101 .\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
    }),
  );
  /** A way to the real server on which nothing comes back after so much of it. */
  const throttled = (letThrough: (sent: Buffer) => number) =>
    listen(
      createServer((visitor) => {
        const server = connect(Number(new URL(livekit.url).port), "127.0.0.1");
        let sent = Buffer.alloc(0);
        let passed = 0;
        visitor.pipe(server);
        server
          .on("error", () => undefined)
          .on("data", (chunk: Buffer) => {
            sent = Buffer.concat([sent, chunk]);
            const limit = Math.min(sent.byteLength, letThrough(sent));
            if (limit > passed) visitor.write(sent.subarray(passed, limit));
            passed = Math.max(passed, limit);
          });
        visitor.on("close", () => server.destroy());
      }),
    );

  return {
    hosts: [
      { name: "TCP is accepted, and nothing is said", url: `ws://127.0.0.1:${silent}` },
      { name: "TCP is accepted, and TLS stays silent", url: `wss://127.0.0.1:${silent}` },
      { name: "every request is answered with 404", url: `ws://127.0.0.1:${answering404}` },
      { name: "every request hangs", url: `ws://127.0.0.1:${hanging}` },
      { name: "the socket opens and says nothing", url: `ws://127.0.0.1:${opening}` },
      {
        name: "it is silent in the middle of its first message",
        url: `ws://127.0.0.1:${await throttled((sent) => headLength(sent) + 200)}`,
      },
      {
        name: "it is silent after its first message",
        url: `ws://127.0.0.1:${await throttled((sent) => headLength(sent) + frameLength(sent.subarray(headLength(sent))))}`,
      },
      // The browser of the test takes every such name to this machine.
      { name: "a cloud that hangs, its list of regions too", url: `wss://room.livekit.cloud:${silent}` },
    ],
    asked: () => asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    },
  };
}

const headLength = (sent: Buffer): number => sent.indexOf("\r\n\r\n") + 4;

/** Of the first WebSocket frame, as far as its length is known. */
function frameLength(frame: Buffer): number {
  if (frame.byteLength < 4) return 0;
  const short = frame.readUInt8(1) & 0x7f;
  return short === 126 ? 4 + frame.readUInt16BE(2) : 2 + short;
}
