/** A client of the realtime wire, with the sockets of a library: sends events, and writes down what comes. */
import { once } from "node:events";
import { WebSocket } from "ws";

export interface WireEvent {
  readonly type: string;
  readonly event_id: string;
  readonly item_id?: string;
  readonly previous_item_id?: string | null;
  readonly transcript?: string;
  readonly delta?: string;
  readonly error?: { readonly code: string; readonly message: string; readonly event_id: string | null };
  readonly session?: Readonly<Record<string, unknown>>;
}

export interface RealtimeClientOptions {
  /** Up to and with `/v1`. */
  readonly url: string;
  readonly key?: string;
  readonly origin?: string;
  readonly query?: string;
}

export class RealtimeClient {
  readonly events: WireEvent[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => this.events.push(JSON.parse((data as Buffer).toString()) as WireEvent));
  }

  /** Resolves with the client, or with the status of the refusal. */
  static async connect(options: RealtimeClientOptions): Promise<RealtimeClient | number> {
    const { url, key, origin, query = "?intent=transcription" } = options;
    const protocols = ["realtime", ...(key === undefined ? [] : [`openai-insecure-api-key.${key}`])];
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/realtime${query}`, protocols, {
      ...(origin !== undefined && { origin }),
    });
    const refused = once(socket, "unexpected-response").then(([, response]) => {
      return (response as { readonly statusCode: number }).statusCode;
    });
    socket.on("error", () => undefined);
    const client = new RealtimeClient(socket);
    const status = await Promise.race([once(socket, "open").then(() => undefined), refused]);
    return status ?? client;
  }

  /** As connect; a refusal is a failure. */
  static async open(options: RealtimeClientOptions): Promise<RealtimeClient> {
    const client = await RealtimeClient.connect(options);
    if (typeof client === "number") throw new Error(`refused with ${client}`);
    return client;
  }

  send(event: object | string): void {
    this.#socket.send(typeof event === "string" ? event : JSON.stringify(event));
  }

  /** Sends 24 kHz samples in pieces of 100 ms. */
  say(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 2400) {
      const piece = samples.slice(at, at + 2400);
      this.send({ type: "input_audio_buffer.append", audio: Buffer.from(piece.buffer).toString("base64") });
    }
  }

  /** Resolves when `count` events of the type have come, with the last of them. */
  async event(type: string, count = 1): Promise<WireEvent> {
    for (;;) {
      const found = this.events.filter((event) => event.type === type);
      if (found.length >= count) return found[count - 1]!;
      await once(this.#socket, "message");
    }
  }

  /** Resolves with the code of the end. */
  get closed(): Promise<number> {
    return once(this.#socket, "close").then(([code]) => code as number);
  }

  close(): void {
    this.#socket.terminate();
  }
}
