/**
 * An OpenAI-compatible server without a network: the talker, espeak-ng and hashed vectors behind the four addresses'
 * usual shapes. It stands where a real one would, behind `createModelHandler`.
 */
import { type Clock, systemClock } from "../../../src/core/clock.js";
import { isRecord } from "../../../src/core/is-record.js";
import { synthesizeWav } from "../../../src/emulator/voice.js";
import { DIMENSIONS, embed } from "./embedding.js";
import type { Line } from "./memory.js";
import { streamWords } from "./stream.js";
import { answerTo } from "./talker.js";

/** One model a kind: a page that names none gets it. */
export const LOCAL_MODELS = { chat: ["demo-talker"], speech: ["demo-voice"], embeddings: ["demo-vectors"] };

/** Ada's by three names, and the languages that espeak-ng speaks for a page that names one. */
export const LOCAL_VOICES = [
  "demo-ada",
  "alloy",
  "nova",
  "en-us",
  "en-gb",
  "de",
  "es",
  "fr",
  "it",
  "nl",
  "pl",
  "pt",
  "sv",
];

/** A woman's voice for Ada. */
const VOICE = "en-us+f3";
const WORDS_PER_MINUTE = 165;

type Fields = Readonly<Record<string, unknown>>;

export function createLocalModel({ clock = systemClock }: { clock?: Clock } = {}): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body: unknown = await request.json().catch(() => undefined);
    if (!isRecord(body)) return problem(400, "The body must be a JSON object.");
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/chat/completions")) return chat(body, clock, request.signal);
    if (pathname.endsWith("/audio/speech")) return speech(body);
    if (pathname.endsWith("/embeddings")) return embeddings(body);
    return problem(404, "There is no such address.");
  };
}

const problem = (status: number, message: string): Response =>
  Response.json({ error: { message, type: "invalid_request_error", code: null } }, { status });

const textOf = (content: unknown): string => {
  if (typeof content === "string") return content;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  return parts.map((part) => (isRecord(part) && typeof part["text"] === "string" ? part["text"] : "")).join(" ");
};

function chat(body: Fields, clock: Clock, signal: AbortSignal): Response {
  const messages = Array.isArray(body["messages"]) ? body["messages"].filter(isRecord) : [];
  if (messages.length === 0) return problem(400, "There are no messages.");
  const lines: Line[] = messages.map(({ role, content }) => ({ role: String(role), text: textOf(content) }));
  const last = messages.at(-1)?.["content"];
  const hasPicture = Array.isArray(last) && last.some((part) => isRecord(part) && part["type"] === "image_url");
  const words = answerTo(lines, { now: new Date(clock.now()), hasPicture }).split(/(?<=\s)/);
  const ceiling = Number(body["max_completion_tokens"] ?? body["max_tokens"] ?? Infinity);
  const said = words.slice(0, ceiling);
  const reason = said.length < words.length ? "length" : "stop";
  const id = { id: `chatcmpl-${String(clock.now())}`, created: Math.floor(clock.now() / 1000), model: body["model"] };
  if (body["stream"] === true) return streamWords(said, { id, reason, clock, signal });
  const message = { role: "assistant", content: said.join("") };
  return Response.json({ ...id, object: "chat.completion", choices: [{ index: 0, message, finish_reason: reason }] });
}

/** A voice that is named like a language speaks it; any other is Ada's. */
async function speech({ input, voice, speed }: Fields): Promise<Response> {
  if (typeof input !== "string" || input === "") return problem(400, "There is nothing to say.");
  const isLanguage = typeof voice === "string" && /^[a-z]{2}(-[a-z]{2,})*$/.test(voice);
  const pace = typeof speed === "number" ? Math.min(2, Math.max(0.5, speed)) : 1;
  const wav = await synthesizeWav(input, {
    language: isLanguage ? voice : VOICE,
    wordsPerMinute: WORDS_PER_MINUTE * pace,
  });
  return new Response(wav, { headers: { "Content-Type": "audio/wav" } });
}

function embeddings({ input, model, encoding_format: format, dimensions }: Fields): Response {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const length = typeof dimensions === "number" ? dimensions : DIMENSIONS;
  const data = texts.map((text, index) => {
    const vector = embed(String(text), length);
    const bytes = () => Buffer.from(Float32Array.from(vector).buffer).toString("base64");
    return { object: "embedding", index, embedding: format === "base64" ? bytes() : vector };
  });
  return Response.json({ object: "list", model, data });
}
