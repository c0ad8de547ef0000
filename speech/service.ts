/**
 * The speech service of the development: an OpenAI-compatible server of this machine alone, with the models of worker.ts behind it.
 * HTTP is app.ts's, a realtime connection realtime.ts's; this file owns the port and who may open a connection.
 */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { serve } from "@hono/node-server";
import { WebSocketServer } from "ws";
import { type Clock, systemClock } from "../src/core/clock.js";
import { createOriginGuard } from "../src/emulator/origins.js";
import { createSpeechApp } from "./app.js";
import { ClientSecrets } from "./client-secrets.js";
import type { SpeechModels } from "./models.js";
import { RealtimeConnection } from "./realtime.js";
import { type TranscriptionSession, USUAL_SESSION } from "./session-settings.js";

const HOST = "127.0.0.1";
const PROTOCOL = "realtime";
/** The key of a page goes by here, since a page can set no headers (OpenAI's own client does the same). */
const KEY_PROTOCOL = "openai-insecure-api-key.";
/** Of one message; OpenAI's API takes 15 MiB of sound in one. */
const MAX_MESSAGE_BYTES = 21 * 1024 * 1024;
/** At a time. Each may keep ten minutes of sound, 29 MB. */
const MOST_CONNECTIONS = 32;

export interface SpeechServiceOptions {
  readonly models: SpeechModels;
  /** Default 0: any. */
  readonly port?: number;
  readonly clock?: Clock;
}

export interface SpeechService {
  /** The base URL, up to and with `/v1`. */
  readonly url: string;
  /** The models are not ended by it. */
  close(): Promise<void>;
}

export async function startSpeechService(options: SpeechServiceOptions): Promise<SpeechService> {
  const { models, port = 0, clock = systemClock } = options;
  const secrets = new ClientSecrets(clock);
  const app = createSpeechApp({ models, secrets });
  const server = serve({ fetch: app.fetch, hostname: HOST, port });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const isFull = sockets.clients.size >= MOST_CONNECTIONS;
    const admission = isFull ? 503 : admit(request, secrets);
    if (typeof admission === "number") {
      const head = `HTTP/1.1 ${String(admission)} ${REASONS[admission]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      // Also who does not hang up is gone then.
      socket.end(head, () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (connection) => {
      // A message that is too long, or a peer that is gone, ends the connection, and nothing else.
      connection.on("error", () => undefined);
      new RealtimeConnection({ socket: connection, models, session: admission, clock });
    });
  });
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${String(taken)}/v1`,
    async close() {
      const closed = once(server, "close");
      for (const connection of sockets.clients) connection.terminate();
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
    },
  };
}

type Refusal = 400 | 401 | 403 | 404;
const REASONS: Readonly<Record<Refusal | 503, string>> = {
  503: "Service Unavailable",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
};

/** @returns the session that the connection begins with, or the status of its refusal */
function admit(request: IncomingMessage, secrets: ClientSecrets): TranscriptionSession | Refusal {
  const { headers } = request;
  const url = `http://${headers.host ?? HOST}${request.url ?? "/"}`;
  if (!URL.canParse(url)) return 400;
  const { pathname, searchParams } = new URL(url);
  const origin = headers.origin;
  const asked = new Request(url, { headers: origin === undefined ? {} : { Origin: origin } });
  if (createOriginGuard([]).refuses(asked) !== undefined) return 403;
  if (pathname !== "/v1/realtime") return 404;
  if (searchParams.get("intent") !== "transcription") return 400;
  const key = keyOf(headers);
  if (key === undefined) return 401;
  // A page has a token, a program any key: as with the real service, a key that reaches a page is a mistake.
  if (key.startsWith("ek_") || origin !== undefined) return secrets.sessionOf(key) ?? 401;
  return USUAL_SESSION;
}

function keyOf(headers: IncomingMessage["headers"]): string | undefined {
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  const key = offered.find((protocol) => protocol.startsWith(KEY_PROTOCOL))?.slice(KEY_PROTOCOL.length);
  return key ?? /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
}
