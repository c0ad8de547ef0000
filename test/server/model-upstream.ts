/** A model server on a real socket: answers what a test tells it and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createModelHandler } from "../../src/server/index.js";
import type { FailureBody, ModelHandlerOptions } from "../../src/server/index.js";
import { silentLogger } from "../../src/core/ports/logger.js";

export const KEY = "sk-model-secret-0123456789abcdef";
export const SITE = "https://shop.example";

export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}
type Answer = (outgoing: ServerResponse, asked: Asked) => unknown;

export interface Upstream {
  readonly baseURL: string;
  readonly asked: Asked[];
  answer: Answer;
  close(): Promise<void>;
}

export const sendJson =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (outgoing) =>
    outgoing.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));

export async function startUpstream(): Promise<Upstream> {
  const asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      const request = { path: incoming.url ?? "", headers: incoming.headers, body: Buffer.concat(chunks) };
      asked.push(request);
      upstream.answer(outgoing, request);
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const upstream: Upstream = {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    answer: sendJson(200, { ok: true }),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return upstream;
}

export function modelHandler(upstream: Pick<Upstream, "baseURL">, options: Partial<ModelHandlerOptions> = {}) {
  return createModelHandler({
    apiKey: KEY,
    baseURL: upstream.baseURL,
    models: { chat: ["talker", "thinker"], speech: ["voice"], transcription: ["transcriber"], embeddings: ["vectors"] },
    maxInputChars: 1000,
    maxOutputTokens: 200,
    allowedOrigins: [SITE],
    rateLimit: false,
    imageHosts: ["shop.example"],
    logger: silentLogger,
    ...options,
  });
}

/** A page's request; text goes as it is, anything else as JSON. */
export function post(path: string, body: unknown, init: RequestInit = {}): Request {
  const headers = new Headers({ "Content-Type": "application/json", Origin: SITE, ...(init.headers as object) });
  return new Request(`${SITE}/api/model${path}`, {
    ...init,
    method: init.method ?? "POST",
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

export const chat = (body: object = {}, init: RequestInit = {}): Request =>
  post("/chat/completions", { messages: [{ role: "user", content: "Hello" }], ...body }, init);

/** A page's recording. */
export function recording(fields: Record<string, string | Blob> = {}, name = "speech.webm"): Request {
  const form = new FormData();
  const all = { file: new Blob(["sound"], { type: "audio/webm" }), ...fields };
  for (const [field, value] of Object.entries(all)) {
    if (typeof value === "string") form.append(field, value);
    else form.append(field, value, name);
  }
  return new Request(`${SITE}/api/model/audio/transcriptions`, {
    method: "POST",
    headers: { Origin: SITE },
    body: form,
  });
}

/** The form that the model server got, read back. */
export const formOf = ({ headers, body }: Asked): Promise<FormData> =>
  new Response(new Uint8Array(body), { headers: { "Content-Type": headers["content-type"] ?? "" } }).formData();

export const jsonOf = ({ body }: Asked): unknown => JSON.parse(body.toString());

export const failureOf = async (response: Response): Promise<FailureBody["error"]> =>
  ((await response.json()) as FailureBody).error;
