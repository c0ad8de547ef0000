import { throwIfAborted } from "../../core/abort.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { deferred } from "../../core/wait.js";
import { leave } from "./reply-chunks.js";

export interface PatienceOptions {
  readonly clock: Clock;
  /** Milliseconds that the source may be silent, before its first piece and between two. */
  readonly patienceMs: number;
}

/**
 * The iteration of a model's answer, given up at once when the signal is aborted, and when its patience has run out. The source
 * need not know of the signal.
 * @throws what the source throws; AbortError, also where the source just ends because of the abort; `no-answer` for a source
 * that says nothing, `llm-timeout` for one that falls silent in its middle
 */
export async function* withPatience<T>(
  source: AsyncIterable<T>,
  { clock, patienceMs }: PatienceOptions,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let hasBegun = false;
  let since = clock.now();
  let next = deferred<IteratorResult<T, unknown>>({ signal });
  // One timer for the whole reading: one for each chunk would cost more than the chunk.
  let cancelTimer = clock.setTimeout(handleTimer, patienceMs);
  function handleTimer(): void {
    const left = next.settled ? patienceMs : since + patienceMs - clock.now();
    if (left > 0) cancelTimer = clock.setTimeout(handleTimer, left);
    else next.reject(hasBegun ? fellSilent(patienceMs) : saidNothing(patienceMs));
  }
  try {
    for (;;) {
      since = clock.now();
      // An async function also turns what `next` throws at once into a rejection.
      if (!next.settled) (async () => iterator.next())().then(next.resolve, next.reject);
      const result = await next.promise;
      // A source may end quietly because of the abort: what it said until then is not its whole answer.
      throwIfAborted(signal);
      if (result.done) return;
      hasBegun = true;
      yield result.value;
      next = deferred({ signal });
    }
  } finally {
    cancelTimer();
    leave(iterator);
  }
}

const saidNothing = (ms: number): LiveAvatarError =>
  new LiveAvatarError("no-answer", `The language model gave no sign of an answer for ${ms / 1000} s.`);

const fellSilent = (ms: number): LiveAvatarError =>
  new LiveAvatarError("llm-timeout", `The language model fell silent in mid-answer for ${ms / 1000} s.`);
