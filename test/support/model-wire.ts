/**
 * An OpenAI-compatible server on a real socket in the hand of a test: every request stays open until the test, or a plan
 * of its, says what comes back, byte for byte, and the test sees when the caller hangs up.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "../contracts/framework.js";

export class WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly #response: ServerResponse;

  constructor(incoming: IncomingMessage, body: Buffer, response: ServerResponse) {
    this.method = incoming.method ?? "";
    this.path = incoming.url ?? "";
    this.headers = incoming.headers;
    this.body = body;
    this.#response = response;
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  json(): Record<string, unknown> {
    return JSON.parse(this.body.toString()) as Record<string, unknown>;
  }

  form(): Promise<FormData> {
    const headers = { "Content-Type": this.headers["content-type"] ?? "" };
    return new Response(new Uint8Array(this.body), { headers }).formData();
  }

  /** Resolves when the caller has hung up before all was said. */
  async givenUp(): Promise<void> {
    await until(() => this.#response.closed);
    if (this.#response.writableFinished) throw new Error("The answer was sent to its end.");
  }

  begin(status = 200, headers: Record<string, string> = {}): this {
    if (!this.#response.headersSent) {
      this.#response.writeHead(status, { "Content-Type": "text/event-stream", ...headers });
      this.#response.flushHeaders();
    }
    return this;
  }

  /** Bytes as they are; resolves when the network has taken them. */
  write(bytes: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#response.write(bytes, () => {
        resolve();
      });
    });
  }

  end(bytes: string | Uint8Array = ""): void {
    this.#response.end(bytes);
  }

  event(data: unknown): Promise<void> {
    return this.begin().write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  }

  say(content: string): Promise<void> {
    return this.event(chunk({ content }));
  }

  /** All that is still missing from a complete answer. */
  finish(reason = "stop"): void {
    void this.event(chunk({}, reason));
    void this.event("[DONE]");
    this.end();
  }

  reply(...texts: string[]): void {
    for (const text of texts) void this.say(text);
    this.finish();
  }

  answer(status: number, body: string | object, headers: Record<string, string> = {}): void {
    this.begin(status, { "Content-Type": "application/json", ...headers });
    this.end(body instanceof Uint8Array || typeof body === "string" ? body : JSON.stringify(body));
  }

  /** The connection breaks. */
  cut(): void {
    this.#response.socket?.destroy();
  }
}

export const chunk = (delta: object, reason: string | null = null): object => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: reason }],
});

export class ModelWire {
  readonly requests: WireRequest[] = [];
  /** Sent with every answer, pre-flights too. */
  headers: Record<string, string> = {};
  /** Accepted so far. */
  connections = 0;
  readonly #plans: ((request: WireRequest) => unknown)[] = [];
  readonly #server = createServer((incoming, response) => void this.#take(incoming, response));

  static async start(): Promise<ModelWire> {
    const wire = new ModelWire();
    wire.#server.on("connection", () => (wire.connections += 1));
    wire.#server.listen(0, "127.0.0.1");
    await once(wire.#server, "listening");
    return wire;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get baseURL(): string {
    return `${this.origin}/v1`;
  }

  /** What the next requests get, one plan each; a request without one stays open. */
  plan(...plans: ((request: WireRequest) => unknown)[]): void {
    this.#plans.push(...plans);
  }

  async arrival(index: number): Promise<WireRequest> {
    await until(() => index < this.requests.length);
    return this.requests[index]!;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece);
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    const request = new WireRequest(incoming, Buffer.concat(pieces), response);
    this.requests.push(request);
    if (request.method === "OPTIONS") request.answer(204, "");
    else this.#plans.shift()?.(request);
  }
}
