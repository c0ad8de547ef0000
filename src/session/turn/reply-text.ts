/** A model's stream as plain text, whatever the model does with its word. */
import { LiveAvatarError } from "../../core/errors.js";
import type { LLMChunk } from "../../core/ports/language-model.js";

/**
 * The text of each chunk, up to the one that says `done`: what the stream does after that is nobody's business.
 * @throws LiveAvatarError `llm-failed` for a chunk without text; what the stream throws
 */
export async function* replyText(stream: AsyncIterable<LLMChunk>): AsyncGenerator<string, void, undefined> {
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
      yield chunk.text;
      if (chunk.done) return;
    }
  } finally {
    if (isOpen) leave(iterator);
  }
}

/** Nobody waits: a stream that hangs on its way out would hang us, and how it fails there no longer matters. */
export function leave(iterator: AsyncIterator<unknown>): void {
  (async () => iterator.return?.())().catch(noop);
}

const noop = (): void => undefined;
