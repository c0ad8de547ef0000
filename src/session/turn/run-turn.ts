/** One turn of the pipeline: text comes in, is shown as it comes, and is spoken sentence by sentence. */
import { throwIfAborted } from "../../core/abort.js";
import { AsyncQueue } from "../../core/async-queue.js";
import { LiveAvatarError } from "../../core/errors.js";
import { deferred } from "../../core/wait.js";
import { type Piece, type Reading, ReplyReader, type ReplyReaderOptions } from "./reply-reader.js";
import { leave } from "./reply-text.js";
import type { Speaker } from "./speaker.js";
import { speakAll, type SpeechContext } from "./speech.js";

export interface TurnContext extends SpeechContext {
  /** Undefined: the turn is text only. */
  readonly speaker: Speaker | undefined;
  readonly reading: ReplyReaderOptions;
  /** Milliseconds that the source may be silent, before its first piece and between two. */
  readonly patienceMs: number;
}

/** Milliseconds of reading after which other tasks of the page get their turn. */
const MAX_TASK_MS = 12;

/**
 * Resolves when everything has been read and spoken.
 * @param source the reply, piece by piece; it need not know of the signal
 * @throws what the source throws; AbortError as soon as the signal is aborted, also where the source just ends then;
 * `no-answer` for a source that says nothing, `llm-timeout` for one that falls silent in its middle
 */
export async function runTurn(source: AsyncIterable<string>, context: TurnContext, signal: AbortSignal): Promise<void> {
  const { speaker } = context;
  const pieces = new AsyncQueue<Piece>();
  const reading = readAll(source, context, pieces, signal);
  await (speaker ? Promise.all([reading, speakAll(pieces, speaker, context, signal)]) : reading);
}

async function readAll(
  source: AsyncIterable<string>,
  context: TurnContext,
  pieces: AsyncQueue<Piece>,
  signal: AbortSignal,
): Promise<void> {
  const reader = new ReplyReader(context.reading);
  const take = ({ text, pieces: found }: Reading): void => {
    if (text !== "") context.report({ type: "chunk", text });
    for (const piece of found) {
      if (context.speaker) pieces.push(piece);
      else if (piece.type === "sentence") piece.emotions.forEach(context.express);
      else if (piece.type === "emotion") context.express(piece.emotion);
    }
  };
  let since = context.clock.now();
  for await (const text of read(source, context, signal)) {
    take(reader.push(text));
    if (context.clock.now() - since < MAX_TASK_MS) continue;
    // A whole reply can come in one piece of network, and would be read in one task.
    await context.clock.sleep(0, signal);
    since = context.clock.now();
  }
  take(reader.flush());
  pieces.end();
}

/** The iteration, given up at once when the signal is aborted, and when its patience has run out. */
async function* read<T>(
  source: AsyncIterable<T>,
  { clock, patienceMs }: Pick<TurnContext, "clock" | "patienceMs">,
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
