/** A model's stream as chunks that are what they should be, whatever the model does with its word. */
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import type { LLMChunk } from "../../core/ports/language-model.js";
import type { ToolCall } from "../../core/ports/tool.js";

export interface ReplyChunk {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
}

/**
 * Each chunk, up to the one that says `done`: what the stream does after that is nobody's business.
 * @throws LiveAvatarError `llm-failed` for a chunk without text, and for a call of a tool that has no name; what the stream throws
 */
export async function* replyChunks(stream: AsyncIterable<LLMChunk>): AsyncGenerator<ReplyChunk, void, undefined> {
  const iterator = stream[Symbol.asyncIterator]();
  /** It has given a chunk and would give another. */
  let isOpen = false;
  try {
    for (;;) {
      isOpen = false;
      const next: IteratorResult<Partial<LLMChunk> | null | undefined, unknown> = await iterator.next();
      if (next.done) return;
      isOpen = true;
      const chunk = next.value;
      if (typeof chunk?.text !== "string") {
        throw new LiveAvatarError("llm-failed", "The language model gave a chunk without text.");
      }
      yield { text: chunk.text, toolCalls: callsIn(chunk.toolCalls) };
      if (chunk.done) return;
    }
  } finally {
    if (isOpen) leave(iterator);
  }
}

function callsIn(given: unknown): readonly ToolCall[] {
  if (given == null) return [];
  const calls: readonly unknown[] = Array.isArray(given) ? given : [given];
  return calls.map((call) => {
    if (!isRecord(call) || typeof call.name !== "string") {
      throw new LiveAvatarError("llm-failed", "The language model asked for a tool without a name.");
    }
    const { id, name, arguments: written } = call;
    // A model of the page's own may give the arguments parsed.
    const text = typeof written === "string" ? written : written == null ? "" : JSON.stringify(written);
    return { id: typeof id === "string" ? id : "", name, arguments: text };
  });
}

/** Nobody waits: a stream that hangs on its way out would hang us, and how it fails there no longer matters. */
export function leave(iterator: AsyncIterator<unknown>): void {
  (async () => iterator.return?.())().catch(noop);
}

const noop = (): void => undefined;
