/**
 * `/api/model/realtime` of the demo: WebSockets of its own pages are passed on to the speech service, which wants a token of
 * `/api/model/realtime-token`. Nothing is read on the way.
 */
import type { IncomingMessage } from "node:http";
import type { ServerType } from "@hono/node-server";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

const PATH = "/api/model/realtime";
/** A person has one page, and it has one connection; what is beyond is a loop of somebody's. */
const MOST_CONNECTIONS = 32;
const REASONS = { 403: "Forbidden", 404: "Not Found", 503: "Service Unavailable" } as const;

export interface RealtimeOptions {
  /** Of the demo's pages; a connection without an `Origin` is none of theirs. */
  readonly origins: readonly string[];
  readonly speechUrl: () => string | undefined;
}

/** @returns ends every connection that was passed on */
export function passOnRealtime(server: ServerType, { origins, speechUrl }: RealtimeOptions): () => void {
  /** Both ends of each. */
  const open = new Set<Duplex>();
  server.on("upgrade", (request: IncomingMessage, visitor: Duplex, head: Buffer) => {
    visitor.on("error", () => visitor.destroy());
    // Any page can make a browser ask for any path here, such as `//`, which is no address.
    const [path = "", query] = (request.url ?? "").split(/\?(.*)/s);
    const url = speechUrl();
    if (path !== PATH) refuse(visitor, 404);
    else if (!origins.includes(request.headers.origin ?? "")) refuse(visitor, 403);
    else if (url === undefined || open.size >= 2 * MOST_CONNECTIONS) refuse(visitor, 503);
    else {
      const { host, hostname, pathname, port } = new URL(url);
      const service = connect({ host: hostname, port: Number(port) });
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
      const target = `${pathname}/realtime${query === undefined ? "" : `?${query}`}`;
      // As it came: headers are bytes.
      service.write(headOf(request, target, host), "latin1");
      service.write(head);
      visitor.pipe(service).pipe(visitor);
    }
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function headOf({ rawHeaders }: IncomingMessage, target: string, host: string): string {
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    // Cookies are the demo's; a request to be upgraded has no body.
    if (!/^(?:host|cookie|content-length|transfer-encoding)$/i.test(name)) lines.push(`${name}: ${value}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Also a visitor who does not hang up is gone then. */
function refuse(socket: Duplex, status: keyof typeof REASONS): void {
  const answer = `HTTP/1.1 ${String(status)} ${REASONS[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(answer, () => socket.destroy());
}
