/** What one chunk of an answer says, in OpenAI's shape and in those of servers that take it less strictly. */
import { isRecord } from "../../core/is-record.js";

type Fields = Readonly<Record<string, unknown>>;

export interface ChunkContent {
  /** The chunk is part of the answer, and not of its costs. */
  readonly isChoice: boolean;
  /** Words for the visitor: content, or those of a refusal. */
  readonly text: string;
  /** The whole text so far, or the rest of it, from a server that sends messages in the place of deltas. */
  readonly message: string;
  readonly hasThoughts: boolean;
  readonly reason: string | undefined;
  /** What may hold calls of tools. */
  readonly delta: Fields;
  /** An error of this choice. */
  readonly error: unknown;
}

const NOTHING: ChunkContent = {
  isChoice: false,
  text: "",
  message: "",
  hasThoughts: false,
  reason: undefined,
  delta: {},
  error: undefined,
};
const THOUGHTS = ["reasoning_content", "reasoning", "reasoning_details", "thinking", "thoughts", "thinking_blocks"];
const THOUGHT_PART = /think|reason|thought/i;

/** Choices but the first are not asked for, and dropped; a chunk without one reports costs. */
export function readChunk({ choices }: Fields): ChunkContent {
  const list: readonly unknown[] = Array.isArray(choices) ? choices : [];
  const choice = list.filter(isRecord).find(({ index }) => Number(index ?? 0) === 0);
  if (!choice) return NOTHING;
  const { delta: change, message } = choice;
  const delta = isRecord(change) ? change : { content: change };
  const whole = isRecord(message) ? message : {};
  return {
    isChoice: true,
    text: textOf(delta.content) + textOf(delta.refusal) + (delta.content === undefined ? textOf(choice.text) : ""),
    message: textOf(whole.content) + textOf(whole.refusal),
    hasThoughts: [delta, whole].some((fields) => isThinking(fields)),
    reason: reasonOf(choice),
    delta: isRecord(change) ? delta : whole,
    error: choice.error,
  };
}

/** Text, a number from a careless server, or parts, of which those for the visitor are taken. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (typeof content === "number") return String(content);
  if (Array.isArray(content)) return content.map((part: unknown) => textOf(part)).join("");
  if (!isRecord(content) || (typeof content.type === "string" && THOUGHT_PART.test(content.type))) return "";
  return textOf(content.text ?? content.refusal ?? content.content ?? content.value);
}

function isThinking(fields: Fields): boolean {
  const parts: readonly unknown[] = Array.isArray(fields.content) ? fields.content : [];
  const isThought = (part: unknown): boolean =>
    isRecord(part) && typeof part.type === "string" && THOUGHT_PART.test(part.type);
  return THOUGHTS.some((name) => isSaid(fields[name])) || parts.some(isThought);
}

const isSaid = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : typeof value === "string" ? value !== "" : isRecord(value);

function reasonOf({ finish_reason: reason, finish_details: details, stop_reason: other }: Fields): string | undefined {
  for (const value of [reason, isRecord(details) ? details.type : undefined, other]) {
    if (typeof value === "string" && value !== "" && !/^(?:null|none)$/i.test(value)) return value;
  }
  return undefined;
}
