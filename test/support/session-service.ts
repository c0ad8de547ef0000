/** A service that a site's backend asks for sessions and that does as it is told: what it was asked is written down. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, or a text as it is. Undefined: there is no answer at all. */
  readonly body?: unknown;
}

const SESSION: Answer = {
  body: { code: 1000, data: { session_id: "1", session_token: "a.b.c" }, message: "ok" },
};

export interface SessionService {
  readonly url: string;
  readonly asked: Asked[];
  /** What it answers from now on. */
  answer: Answer;
  stop(): Promise<void>;
}

export async function startSessionService(): Promise<SessionService> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      let text = "";
      for await (const piece of request) text += String(piece);
      const body = JSON.parse(text || "{}") as Asked["body"];
      asked.push({ path: request.url ?? "", headers: request.headers, body });
      const { status = 200, headers = {}, body: said } = service.answer;
      if (said === undefined) return;
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(typeof said === "string" ? said : JSON.stringify(said));
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const service: SessionService = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer: SESSION,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return service;
}
