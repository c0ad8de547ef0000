/**
 * One connection of realtime transcription, as OpenAI's API speaks it (events of openai 6.49, resources/realtime/realtime.d.ts):
 * sound goes in, what was said comes out. It owns its session's settings, its buffer and the order of its items.
 */
import { randomBytes } from "node:crypto";
import type { WebSocket } from "ws";
import type { Clock } from "../src/core/clock.js";
import { isRecord } from "../src/core/is-record.js";
import { encodeWav } from "../src/core/wav.js";
import type { SpeechModels } from "./models.js";
import { invalid, type Problem, quote } from "./problem.js";
import { RealtimeBuffer } from "./realtime-buffer.js";
import {
  describeSession,
  readSession,
  REALTIME_RATE,
  SettingsError,
  type TranscriptionSession,
} from "./session-settings.js";

/** Milliseconds; a commit of less is refused, as OpenAI's API does. */
const SHORTEST_COMMIT_MS = 100;
/** Milliseconds; OpenAI's API ends a session then, and says so. */
const LONGEST_SESSION_MS = 3_600_000;
const SESSION_IS_OVER = "Your session hit the maximum duration of 60 minutes.";
/** Bytes that may wait for a client that does not read. */
const MOST_UNREAD = 8 * 1024 * 1024;
/** Utterances that may wait for the model: it is slower than speech where several speak at once. */
const MOST_WAITING = 20;
const LONGEST_ID = 512;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const newId = (prefix: string): string => `${prefix}_${randomBytes(10).toString("hex")}`;

type ClientEvent = Readonly<Record<string, unknown>>;

export interface RealtimeConnectionContext {
  readonly socket: WebSocket;
  readonly models: SpeechModels;
  readonly session: TranscriptionSession;
  readonly clock: Clock;
}

export class RealtimeConnection {
  readonly #socket: WebSocket;
  readonly #models: SpeechModels;
  readonly #id = newId("sess");
  readonly #buffer = new RealtimeBuffer();
  #session: TranscriptionSession;
  /** The item that is being said, where turns are detected. */
  #speaking: string | undefined;
  #previousItem: string | null = null;
  #waiting = 0;

  constructor({ socket, models, session, clock }: RealtimeConnectionContext) {
    this.#socket = socket;
    this.#models = models;
    this.#session = session;
    this.#buffer.detect(session.turnDetection);
    socket.on("message", (data, isBinary) => {
      // A text comes as one Buffer: that is what `ws` is set to.
      this.#handleMessage(isBinary ? undefined : (data as Buffer).toString("utf8"));
    });
    const cancel = clock.setTimeout(() => {
      this.#fail(invalid(SESSION_IS_OVER, null, "session_expired"));
      socket.close(1001, SESSION_IS_OVER);
    }, LONGEST_SESSION_MS);
    socket.on("close", cancel);
    this.#send("session.created", { session: describeSession(this.#id, session) });
  }

  #send(type: string, fields: object = {}): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_UNREAD) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(JSON.stringify({ type, event_id: newId("event"), ...fields }));
  }

  #fail(problem: Problem, eventId: unknown = null): void {
    this.#send("error", {
      error: { ...problem, event_id: typeof eventId === "string" ? eventId.slice(0, LONGEST_ID) : null },
    });
  }

  #handleMessage(text: string | undefined): void {
    let event: unknown;
    try {
      event = text === undefined ? undefined : JSON.parse(text);
    } catch {
      // told below
    }
    if (isRecord(event)) this.#handleEvent(event);
    else this.#fail(invalid("The message is no JSON object.", null, "invalid_json"));
  }

  #handleEvent(event: ClientEvent): void {
    const { type, event_id: id } = event;
    switch (type) {
      case "session.update":
        this.#update(event);
        return;
      case "input_audio_buffer.append":
        this.#append(event);
        return;
      case "input_audio_buffer.commit":
        this.#commitByHand(id);
        return;
      case "input_audio_buffer.clear":
        this.#buffer.clear();
        this.#speaking = undefined;
        this.#send("input_audio_buffer.cleared");
        return;
      default:
        this.#fail(invalid(`Invalid value: ${quote(type)}.`, "type", "invalid_value"), id);
    }
  }

  #update({ session, event_id: id }: ClientEvent): void {
    try {
      this.#session = readSession(session, this.#session);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      this.#fail(error.problem, id);
      return;
    }
    this.#buffer.detect(this.#session.turnDetection);
    this.#send("session.updated", { session: describeSession(this.#id, this.#session) });
  }

  #append({ audio, event_id: id }: ClientEvent): void {
    const bytes = typeof audio === "string" && BASE64.test(audio) ? Buffer.from(audio, "base64") : undefined;
    if (!bytes || bytes.byteLength % 2 === 1) {
      this.#fail(invalid("audio must be 16-bit samples in base64.", "audio", "invalid_value"), id);
      return;
    }
    const samples = new Int16Array(bytes.byteLength / 2);
    for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(i * 2);
    for (const change of this.#buffer.append(samples)) {
      switch (change.type) {
        case "full":
          this.#fail(invalid("The input audio buffer is full: commit or clear it.", "audio", "buffer_full"), id);
          return;
        case "started":
          this.#speaking = newId("item");
          this.#send("input_audio_buffer.speech_started", { audio_start_ms: change.atMs, item_id: this.#speaking });
          break;
        case "stopped": {
          const item = this.#speaking ?? newId("item");
          this.#speaking = undefined;
          this.#send("input_audio_buffer.speech_stopped", { audio_end_ms: change.atMs, item_id: item });
          this.#commit(item, change.samples);
        }
      }
    }
  }

  #commitByHand(eventId: unknown): void {
    const samples = this.#buffer.take();
    const ms = (samples.length / REALTIME_RATE) * 1000;
    if (ms < SHORTEST_COMMIT_MS) {
      const message = `Error committing input audio buffer: buffer too small. Expected at least ${String(SHORTEST_COMMIT_MS)}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`;
      this.#fail(invalid(message, null, "input_audio_buffer_commit_empty"), eventId);
      return;
    }
    const item = this.#speaking ?? newId("item");
    this.#speaking = undefined;
    this.#commit(item, samples);
  }

  #commit(item: string, samples: Int16Array): void {
    const previous = this.#previousItem;
    this.#previousItem = item;
    this.#send("input_audio_buffer.committed", { item_id: item, previous_item_id: previous });
    const content = [{ type: "input_audio", transcript: null }];
    this.#send("conversation.item.added", {
      previous_item_id: previous,
      item: { id: item, type: "message", status: "completed", role: "user", content },
    });
    if (this.#session.transcription) void this.#transcribe(item, samples);
  }

  async #hear(samples: Int16Array): Promise<string> {
    if (this.#waiting >= MOST_WAITING) throw new Error("More is said than can be heard in time.");
    this.#waiting += 1;
    try {
      return (await this.#models.hear(encodeWav(samples, REALTIME_RATE))).text;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #transcribe(item: string, samples: Int16Array): Promise<void> {
    const place = { item_id: item, content_index: 0 };
    const name = "conversation.item.input_audio_transcription";
    try {
      const text = samples.length > 0 ? await this.#hear(samples) : "";
      // The model tells everything at once; a client of the real one gets it in pieces.
      for (const delta of text === "" ? [] : text.split(/(?=\s)/)) this.#send(`${name}.delta`, { ...place, delta });
      const usage = { type: "duration", seconds: Math.ceil(samples.length / REALTIME_RATE) };
      this.#send(`${name}.completed`, { ...place, transcript: text, usage });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#send(`${name}.failed`, {
        ...place,
        error: { type: "server_error", code: "transcription_failed", message, param: null },
      });
    }
  }
}
