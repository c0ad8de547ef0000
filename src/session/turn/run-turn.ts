/** One turn of the pipeline: text comes in, is shown as it comes, and is spoken sentence by sentence. */
import { raceAbort, throwIfAborted } from "../../core/abort.js";
import { AsyncQueue } from "../../core/async-queue.js";
import { type Piece, type Reading, ReplyReader, type ReplyReaderOptions } from "./reply-reader.js";
import { leave } from "./reply-text.js";
import type { Speaker } from "./speaker.js";
import { speakAll, type SpeechTools } from "./speech.js";

export interface TurnTools extends SpeechTools {
  /** Left out: the turn is text only. */
  readonly speaker: Speaker | undefined;
  readonly reading: ReplyReaderOptions;
}

/** After so long the page gets its turn. */
const BREATH_MS = 12;

/**
 * Resolves when everything has been read and spoken.
 * @param source the reply, piece by piece; it need not know of the signal
 * @throws what the source throws; AbortError as soon as the signal is aborted, also where the source just ends then
 */
export async function runTurn(source: AsyncIterable<string>, tools: TurnTools, signal: AbortSignal): Promise<void> {
  const { speaker } = tools;
  const pieces = new AsyncQueue<Piece>();
  const reading = readAll(source, tools, pieces, signal);
  await (speaker ? Promise.all([reading, speakAll(pieces, speaker, tools, signal)]) : reading);
}

async function readAll(
  source: AsyncIterable<string>,
  tools: TurnTools,
  pieces: AsyncQueue<Piece>,
  signal: AbortSignal,
): Promise<void> {
  const reader = new ReplyReader(tools.reading);
  const take = ({ text, pieces: found }: Reading): void => {
    if (text !== "") tools.report({ type: "chunk", text });
    for (const piece of found) {
      if (tools.speaker) pieces.push(piece);
      else if (piece.type === "sentence") piece.emotions.forEach(tools.express);
      else if (piece.type === "emotion") tools.express(piece.emotion);
    }
  };
  let since = tools.clock.now();
  for await (const text of abortable(source, signal)) {
    take(reader.push(text));
    if (tools.clock.now() - since < BREATH_MS) continue;
    // A whole reply can come in one piece of network, and would be read in one task.
    await tools.clock.sleep(0, signal);
    since = tools.clock.now();
  }
  take(reader.flush());
  pieces.end();
}

/** The iteration, given up at once when the signal is aborted. */
async function* abortable<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      throwIfAborted(signal);
      const next: IteratorResult<T, unknown> = await raceAbort(Promise.resolve(iterator.next()), signal);
      // A source may end quietly because of the abort: what it said until then is not its whole answer.
      throwIfAborted(signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    leave(iterator);
  }
}
