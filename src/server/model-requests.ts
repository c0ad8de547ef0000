/** The requests to the model server by kind: built anew from known fields, never passed through. */
import { readForm, readJsonObject } from "./body.js";
import type { Fields } from "./body.js";
import { readMessages } from "./chat-messages.js";
import { readTools } from "./chat-tools.js";
import { HandlerFailure } from "./failure.js";
import { InputMeter, bodyInvalid, modelOf, number, oneOf, voiceOf, word } from "./fields.js";
import type { ModelHandlerSettings, ModelKind } from "./model-options.js";
import { checkSystemPrompt } from "./model-options.js";

export interface ModelRequest {
  readonly body: FormData | Fields;
  /** The media types that a sensible answer can have. */
  readonly answers: RegExp;
  /** Whether the answer is to come in events. */
  readonly isStream: boolean;
}

type Build = (request: Request, settings: ModelHandlerSettings) => Promise<ModelRequest>;

/** Field names, brackets, boundaries. */
const STRUCTURE_BYTES = 256_000;
/** Long enough for pictures and recordings over a bad mobile connection; a body that trickles is given up. */
const [WORDS_SECONDS, RECORDING_SECONDS] = [30, 60];
/** A character as `\uXXXX`. */
const BYTES_A_CHAR = 6;
const MAX_EMBEDDED_TEXTS = 256;
const LANGUAGE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;
const AUDIO_ENDING = /\.(flac|m4a|mp3|mp4|mpeg|mpga|oga|ogg|wav|webm)$/i;
const AUDIO_TYPE = /^(?:audio|video)\/(?:x-)?(flac|m4a|mp3|mp4|mpeg|ogg|wav|webm)(?:;|$)/i;
const JSON_ANSWER = /^application\/json\b/i;

const wordsIn = (request: Request, settings: ModelHandlerSettings, more = 0): Promise<Fields> =>
  readJsonObject(request, {
    maxBytes: settings.maxInputChars * BYTES_A_CHAR + more + STRUCTURE_BYTES,
    seconds: WORDS_SECONDS,
    clock: settings.clock,
  });

const chat: Build = async (request, settings) => {
  const { systemPrompt: source, maxImageBytes, maxOutputTokens, outputLimitField } = settings;
  const systemPrompt = typeof source === "function" ? checkSystemPrompt(await source(request)) : source;
  const fields = await wordsIn(request, settings, Math.ceil((maxImageBytes * 4) / 3));
  const limit = { min: 1, max: Number.MAX_SAFE_INTEGER, isWhole: true };
  const { max_completion_tokens: newLimit = Infinity } = number(fields, "max_completion_tokens", limit);
  const { max_tokens: oldLimit = Infinity } = number(fields, "max_tokens", limit);
  const stream = fields["stream"] ?? false;
  if (typeof stream !== "boolean") throw bodyInvalid("stream: must be true or false.");
  const meter = new InputMeter(settings);
  return {
    body: {
      model: modelOf(fields, "chat", settings),
      messages: readMessages(fields["messages"], settings, systemPrompt, meter),
      ...readTools(fields, meter),
      stream,
      [outputLimitField]: Math.min(newLimit, oldLimit, maxOutputTokens),
      ...number(fields, "temperature", { min: 0, max: 2 }),
      ...oneOf(fields, "reasoning_effort", ["none", "minimal", "low", "medium", "high", "xhigh"]),
    },
    answers: stream ? /^text\/event-stream\b/i : JSON_ANSWER,
    isStream: stream,
  };
};

const speech: Build = async (request, settings) => {
  const fields = await wordsIn(request, settings);
  const input = fields["input"];
  if (typeof input !== "string" || input.trim() === "") throw bodyInvalid("input: must be a text.");
  return {
    body: {
      model: modelOf(fields, "speech", settings),
      input: new InputMeter(settings).count(input),
      ...voiceOf(fields, settings),
      ...oneOf(fields, "response_format", ["mp3", "opus", "aac", "flac", "wav", "pcm"]),
      ...number(fields, "speed", { min: 0.25, max: 4 }),
    },
    answers: /^(?:audio\/[\w.+-]+|application\/octet-stream)\s*(?:;|$)/i,
    isStream: false,
  };
};

const embeddings: Build = async (request, settings) => {
  const fields = await wordsIn(request, settings);
  const meter = new InputMeter(settings);
  const texts: unknown = fields["input"];
  const list: readonly unknown[] = Array.isArray(texts) ? texts : [texts];
  if (list.length > MAX_EMBEDDED_TEXTS) {
    throw new HandlerFailure("input-too-long", `input: one request is limited to ${MAX_EMBEDDED_TEXTS} texts.`);
  }
  const input = list.map((text) => {
    if (typeof text !== "string" || text === "") throw bodyInvalid("input: must be a text or a list of texts.");
    return meter.count(text);
  });
  if (input.length === 0) throw bodyInvalid("input: has no text.");
  return {
    body: {
      model: modelOf(fields, "embeddings", settings),
      input,
      ...oneOf(fields, "encoding_format", ["float", "base64"]),
      ...number(fields, "dimensions", { min: 1, max: 8192, isWhole: true }),
    },
    answers: JSON_ANSWER,
    isStream: false,
  };
};

const transcription: Build = async (request, settings) => {
  const form = await readForm(request, {
    maxBytes: settings.maxAudioBytes + STRUCTURE_BYTES,
    seconds: RECORDING_SECONDS,
    clock: settings.clock,
  });
  const fields: Fields = Object.fromEntries([...form].filter(([, value]) => typeof value === "string"));
  const recording = form.get("file");
  if (recording === null || typeof recording === "string" || recording.size === 0) {
    throw bodyInvalid("file: must be a recording.");
  }
  if (recording.size > settings.maxAudioBytes) {
    throw new HandlerFailure("body-too-large", `file: is limited to ${settings.maxAudioBytes} bytes.`);
  }
  const body = new FormData();
  body.set("model", modelOf(fields, "transcription", settings));
  const { response_format: format = "json" } = oneOf(fields, "response_format", ["json", "text"]);
  body.set("response_format", format);
  for (const [name, value] of Object.entries(word(fields, "language", LANGUAGE))) body.set(name, value ?? "");
  // Servers tell the format by the name's ending; of the name that the visitor gave, nothing else is kept.
  const ending = (AUDIO_ENDING.exec(recording.name) ?? AUDIO_TYPE.exec(recording.type))?.[1]?.toLowerCase();
  if (ending === undefined) throw bodyInvalid("file: its name or type must say which audio format it is.");
  body.set("file", new Blob([recording], { type: `audio/${ending}` }), `recording.${ending}`);
  return { body, answers: format === "text" ? /^text\/plain\b/i : JSON_ANSWER, isStream: false };
};

/** The builders of model requests by kind. Each throws HandlerFailure for a request that does not make sense. */
export const MODEL_REQUESTS: Readonly<Record<ModelKind, Build>> = { chat, speech, transcription, embeddings };
