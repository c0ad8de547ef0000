/**
 * The messages of OpenAI's Realtime API that a transcription needs, as `openai/resources/realtime` (6.49) types them. What comes in
 * is not trusted: a message that is too long, or none of these, is nothing.
 */
import { isRecord } from "../../core/is-record.js";
import { parseJson } from "../../core/parse-json.js";
import { REALTIME_FORMAT, type Transcription, transcriptionFields } from "../../core/realtime-transcription.js";

export const SAMPLES_PER_SECOND = REALTIME_FORMAT.rate;
export const SAMPLES_PER_MS = SAMPLES_PER_SECOND / 1000;
/** In UTF-16 units. No transcript comes near. */
const LONGEST_MESSAGE = 1_048_576;
const LONGEST_ID = 256;

/** What a server says has gone wrong. All texts are its own. */
export interface WireError {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  /** The field that the error is about. */
  readonly param: string;
  /** The `event_id` of our message that caused it. */
  readonly eventId: string;
  /** Seconds. */
  readonly retryAfter: number | undefined;
}

export type ServerEvent =
  /** `isManual`: the session that the server reports takes no turns. */
  | { readonly type: "created" | "updated"; readonly isManual: boolean }
  | { readonly type: "speech-start" | "speech-end"; readonly itemId: string; readonly atMs: number | undefined }
  /** `previousId`: null where it says that there is none, undefined where it says nothing. */
  | { readonly type: "committed"; readonly itemId: string; readonly previousId: string | null | undefined }
  | { readonly type: "delta" | "completed"; readonly itemId: string; readonly text: string }
  | { readonly type: "failed"; readonly itemId: string; readonly error: WireError }
  | { readonly type: "error"; readonly error: WireError };

const TRANSCRIPTION = "conversation.item.input_audio_transcription.";

/** The event of a message; undefined for what is none of ours. */
export function readServerEvent(data: unknown): ServerEvent | undefined {
  if (typeof data !== "string" || data.length > LONGEST_MESSAGE) return undefined;
  const message = parseJson(data);
  if (!isRecord(message)) return undefined;
  const itemId = idOf(message.item_id);
  switch (message.type) {
    case "session.created":
    case "session.updated":
    case "transcription_session.created":
    case "transcription_session.updated":
      return { type: message.type.endsWith("created") ? "created" : "updated", isManual: isManual(message.session) };
    case "error":
      return { type: "error", error: wireError(message.error) };
    case "input_audio_buffer.speech_started":
      return itemId === undefined ? undefined : { type: "speech-start", itemId, atMs: timeOf(message.audio_start_ms) };
    case "input_audio_buffer.speech_stopped":
      return itemId === undefined ? undefined : { type: "speech-end", itemId, atMs: timeOf(message.audio_end_ms) };
    case "input_audio_buffer.committed": {
      const previous = message.previous_item_id;
      return itemId === undefined
        ? undefined
        : { type: "committed", itemId, previousId: previous === null ? null : idOf(previous) };
    }
    case `${TRANSCRIPTION}delta`:
      return itemId === undefined ? undefined : { type: "delta", itemId, text: textOf(message.delta) };
    case `${TRANSCRIPTION}completed`:
      return itemId === undefined ? undefined : { type: "completed", itemId, text: textOf(message.transcript) };
    case `${TRANSCRIPTION}failed`:
      return itemId === undefined ? undefined : { type: "failed", itemId, error: wireError(message.error) };
    default:
      return undefined;
  }
}

export interface SessionFields extends Transcription {
  /** The server is to take no turns. */
  readonly isManual: boolean;
}

export function sessionUpdate({ model, language, prompt, isManual }: SessionFields, eventId: string): object {
  return {
    type: "session.update",
    event_id: eventId,
    session: {
      type: "transcription",
      audio: {
        input: {
          format: REALTIME_FORMAT,
          transcription: transcriptionFields({ model, language, prompt }),
          turn_detection: isManual ? null : { type: "server_vad" },
        },
      },
    },
  };
}

export const audioAppend = (samples: Int16Array): object => ({
  type: "input_audio_buffer.append",
  audio: base64Of(samples),
});
export const audioCommit = (eventId: string): object => ({ type: "input_audio_buffer.commit", event_id: eventId });
export const audioClear = (): object => ({ type: "input_audio_buffer.clear" });

/** More arguments than this would be too many for some engines. */
const BYTES_AT_ONCE = 8192;

function base64Of(samples: Int16Array): string {
  const bytes = new Uint8Array(samples.length * 2);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, index) => {
    view.setInt16(index * 2, sample, true);
  });
  let binary = "";
  for (let at = 0; at < bytes.length; at += BYTES_AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(at, at + BYTES_AT_ONCE));
  }
  return btoa(binary);
}

function isManual(session: unknown): boolean {
  const audio = isRecord(session) ? session.audio : undefined;
  const input = isRecord(audio) ? audio.input : undefined;
  return isRecord(input) && input.turn_detection === null;
}

function wireError(value: unknown): WireError {
  const error = isRecord(value) ? value : { message: value };
  const seconds = error.retry_after;
  return {
    message: textOf(error.message),
    code: textOf(error.code),
    type: textOf(error.type),
    param: textOf(error.param),
    eventId: textOf(error.event_id),
    retryAfter: typeof seconds === "number" && seconds >= 0 ? seconds : undefined,
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const timeOf = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
const idOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value.length <= LONGEST_ID ? value : undefined;
