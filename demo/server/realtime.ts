/**
 * `/api/model/realtime` of the demo: WebSockets of its own pages are passed on to the speech service, which wants a token of
 * `/api/model/realtime-token`. Nothing is read on the way.
 */
import type { IncomingMessage } from "node:http";
import type { ServerType } from "@hono/node-server";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

const PATH = "/api/model/realtime";
const REASONS = { 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable" } as const;

export interface RealtimeOptions {
  /** Of the demo's pages; a connection without an `Origin` is none of theirs. */
  readonly origins: readonly string[];
  readonly speechUrl: () => string | undefined;
}

/** @returns ends every connection that was passed on */
export function passOnRealtime(server: ServerType, { origins, speechUrl }: RealtimeOptions): () => void {
  const open = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, visitor: Duplex, head: Buffer) => {
    visitor.on("error", () => visitor.destroy());
    const { pathname, search } = new URL(request.url ?? "/", "http://demo.invalid");
    const url = speechUrl();
    if (pathname !== PATH) refuse(visitor, 404);
    else if (!origins.includes(request.headers.origin ?? "")) refuse(visitor, 403);
    else if (url === undefined) refuse(visitor, 503);
    else {
      const service = connect({ host: new URL(url).hostname, port: Number(new URL(url).port) });
      for (const [one, other] of [
        [visitor, service],
        [service, visitor],
      ] as const) {
        open.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => {
          open.delete(one);
          other.destroy();
        });
      }
      service.write(headOf(request, `${new URL(url).pathname}/realtime${search}`, new URL(url).host));
      service.write(head);
      visitor.pipe(service).pipe(visitor);
    }
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function headOf({ rawHeaders }: IncomingMessage, path: string, host: string): string {
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    // Cookies are the demo's.
    if (!/^(?:host|cookie)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

function refuse(socket: Duplex, status: keyof typeof REASONS): void {
  socket.end(`HTTP/1.1 ${String(status)} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
