/**
 * The settings of a realtime transcription session: read from what a client sent, never passed through. The shape is that of
 * `RealtimeTranscriptionSessionCreateRequest` in OpenAI's own types (openai 6.49, resources/realtime/realtime.d.ts).
 */
import { isRecord } from "../src/core/is-record.js";
import { invalid, type Problem, quote } from "./problem.js";
import { HEARING_MODEL } from "./models.js";

/** Samples per second; the only rate of 16-bit PCM that the API takes. */
export const REALTIME_RATE = 24_000;

export interface ServerVad {
  readonly type: "server_vad";
  readonly threshold: number;
  readonly prefix_padding_ms: number;
  readonly silence_duration_ms: number;
}

export interface TranscriptionSession {
  /** null: nothing is transcribed. */
  readonly transcription: { readonly model: string; readonly language: string | null; readonly prompt: string } | null;
  /** null: the client commits. */
  readonly turnDetection: ServerVad | null;
}

/** Characters: a token is kept with its session. */
const LONGEST_LANGUAGE = 64;
const LONGEST_PROMPT = 10_000;

const USUAL_VAD: ServerVad = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
};

export const USUAL_SESSION: TranscriptionSession = { transcription: null, turnDetection: USUAL_VAD };

/** A setting that makes no sense. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problem: Problem;

  constructor(message: string, param: string, code = "invalid_value") {
    super(message);
    this.problem = invalid(message, param, code);
  }
}

/**
 * @param value the `session` of a request
 * @param base what it leaves out
 * @throws SettingsError
 */
export function readSession(value: unknown, base: TranscriptionSession): TranscriptionSession {
  const session = record(value, "session");
  if (session["type"] !== "transcription") {
    throw new SettingsError("This service transcribes only: session.type must be 'transcription'.", "session.type");
  }
  const input = record(record(session["audio"] ?? {}, "session.audio")["input"] ?? {}, "session.audio.input");
  checkFormat(input["format"]);
  return {
    transcription: "transcription" in input ? readTranscription(input["transcription"]) : base.transcription,
    turnDetection: "turn_detection" in input ? readVad(input["turn_detection"]) : base.turnDetection,
  };
}

/** As events tell it. */
export function describeSession(id: string, { transcription, turnDetection }: TranscriptionSession): object {
  return {
    id,
    object: "realtime.transcription_session",
    type: "transcription",
    audio: {
      input: {
        format: { type: "audio/pcm", rate: REALTIME_RATE },
        transcription,
        noise_reduction: null,
        turn_detection: turnDetection,
      },
    },
    include: null,
  };
}

function checkFormat(value: unknown): void {
  if (value === undefined) return;
  const { type, rate = REALTIME_RATE } = record(value, "session.audio.input.format");
  if (type === "audio/pcm" && rate === REALTIME_RATE) return;
  throw new SettingsError("Only audio/pcm with 24000 Hz is taken here.", "session.audio.input.format");
}

function readTranscription(value: unknown): TranscriptionSession["transcription"] {
  if (value === null) return null;
  const at = "session.audio.input.transcription";
  const { model, language = null, prompt = "" } = record(value, at);
  if (model !== HEARING_MODEL) {
    throw new SettingsError(`The model ${quote(model)} is not here: ${HEARING_MODEL} is.`, `${at}.model`);
  }
  const isWord = language === null || (typeof language === "string" && language.length <= LONGEST_LANGUAGE);
  if (!isWord || typeof prompt !== "string" || prompt.length > LONGEST_PROMPT) {
    const limits = `${String(LONGEST_LANGUAGE)} and ${String(LONGEST_PROMPT)}`;
    throw new SettingsError(`language and prompt are texts, of at most ${limits} characters.`, at);
  }
  return { model, language, prompt };
}

function readVad(value: unknown): ServerVad | null {
  if (value === null) return null;
  const at = "session.audio.input.turn_detection";
  const { type, threshold, prefix_padding_ms: padding, silence_duration_ms: silence } = record(value, at);
  if (type !== "server_vad") throw new SettingsError("Turns are detected by server_vad alone here.", `${at}.type`);
  return {
    type,
    threshold: number(threshold, USUAL_VAD.threshold, [0, 1], `${at}.threshold`),
    prefix_padding_ms: number(padding, USUAL_VAD.prefix_padding_ms, [0, 5000], `${at}.prefix_padding_ms`),
    silence_duration_ms: number(silence, USUAL_VAD.silence_duration_ms, [20, 10_000], `${at}.silence_duration_ms`),
  };
}

function record(value: unknown, param: string): Readonly<Record<string, unknown>> {
  if (isRecord(value)) return value;
  throw new SettingsError(`${param} must be an object.`, param, "invalid_type");
}

function number(value: unknown, usual: number, [min, max]: readonly [number, number], param: string): number {
  if (value === undefined) return usual;
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw new SettingsError(`${param} must be a number from ${String(min)} to ${String(max)}.`, param);
}
