/** What went over a WebSocket of the realtime wire, in both directions and with its times: to write it down, and to play it again. */
import type { Clock } from "../../src/core/clock.js";
import { WebSocket } from "ws";
import type { WebSocketClass } from "../../src/providers/openai/realtime-socket.js";

export interface RecordedMessage {
  readonly from: "client" | "server";
  /** Milliseconds since the connection was asked for. */
  readonly atMs: number;
  /** Samples that the client had sent by then. */
  readonly samples: number;
  /** A client's sound is told by its length in samples: it would be all of the file. */
  readonly message: Record<string, unknown>;
}

const samplesOf = (message: Record<string, unknown>): number =>
  typeof message["audio"] === "string" ? Buffer.from(message["audio"], "base64").length / 2 : 0;

const withoutSound = (message: Record<string, unknown>): Record<string, unknown> =>
  typeof message["audio"] === "string" ? { ...message, audio: samplesOf(message) } : message;

/** A class of real WebSockets, and the record of the newest. */
export function recordingSocket(clock: Clock) {
  const record: RecordedMessage[] = [];
  class RecordingSocket extends WebSocket {
    readonly #began = clock.now();
    #samples = 0;

    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      record.length = 0;
      this.on("message", (data: Buffer) => {
        this.#write("server", JSON.parse(data.toString()) as Record<string, unknown>);
      });
    }

    override send(data: string): void {
      const message = JSON.parse(data) as Record<string, unknown>;
      this.#samples += samplesOf(message);
      this.#write("client", withoutSound(message));
      super.send(data);
    }

    #write(from: "client" | "server", message: Record<string, unknown>): void {
      record.push({ from, atMs: Math.round(clock.now() - this.#began), samples: this.#samples, message });
    }
  }
  return { record, webSocket: RecordingSocket as unknown as WebSocketClass };
}

/** A class of sockets behind which the recorded server speaks: not before its time, nor before it has heard what it had heard. */
export function replayingSocket(clock: Clock, recorded: readonly RecordedMessage[]) {
  const sent: RecordedMessage[] = [];
  const answers = recorded.filter(({ from }) => from === "server");
  let connections = 0;
  class ReplayingSocket {
    onopen: unknown = undefined;
    onmessage: unknown = undefined;
    onerror: unknown = undefined;
    onclose: unknown = undefined;
    readyState = 0;
    readonly bufferedAmount = 0;
    readonly #began = clock.now();
    #samples = 0;
    #next = 0;
    #cancel: () => void = () => undefined;

    constructor() {
      connections += 1;
      clock.setTimeout(() => {
        if (this.readyState !== 0) return;
        this.readyState = 1;
        (this.onopen as (() => void) | undefined)?.();
        this.#speak();
      }, 0);
    }

    send(data: string): void {
      const message = JSON.parse(data) as Record<string, unknown>;
      this.#samples += samplesOf(message);
      const atMs = clock.now() - this.#began;
      sent.push({ from: "client", atMs, samples: this.#samples, message: withoutSound(message) });
      this.#speak();
    }

    close(): void {
      this.readyState = 3;
      this.#cancel();
    }

    #speak(): void {
      this.#cancel();
      const answer = answers[this.#next];
      if (this.readyState !== 1 || !answer || this.#samples < answer.samples) return;
      this.#cancel = clock.setTimeout(
        () => {
          this.#next += 1;
          (this.onmessage as ((event: object) => void) | undefined)?.({ data: JSON.stringify(answer.message) });
          this.#speak();
        },
        Math.max(0, this.#began + answer.atMs - clock.now()),
      );
    }
  }
  return {
    sent,
    webSocket: ReplayingSocket as WebSocketClass,
    get connections() {
      return connections;
    },
  };
}
