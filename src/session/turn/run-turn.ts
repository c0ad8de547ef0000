/** One turn of the pipeline: text comes in, is shown as it comes, and is spoken sentence by sentence. */
import { AsyncQueue } from "../../core/async-queue.js";
import { LiveAvatarError } from "../../core/errors.js";
import { hasVisibleText } from "../../core/visible-text.js";
import { type Piece, type Reading, ReplyReader, type ReplyReaderOptions } from "./reply-reader.js";
import type { Speaker } from "./speaker.js";
import { speakAll, type SpeechContext } from "./speech.js";

export interface TurnContext extends SpeechContext {
  /** Undefined: the turn is text only. */
  readonly speaker: Speaker | undefined;
  readonly reading: ReplyReaderOptions;
}

/** Milliseconds of reading after which other tasks of the page get their turn. */
const MAX_TASK_MS = 12;

/**
 * Resolves when everything has been read and spoken.
 * @param source the reply, piece by piece; it ends with an AbortError as soon as the signal is aborted
 * @throws what the source throws; AbortError; `llm-failed` for an answer of a model without a word
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
  const said = { words: false };
  const take = ({ text, pieces: found }: Reading): void => {
    said.words ||= hasVisibleText(text);
    if (text !== "") context.report({ type: "chunk", text });
    for (const piece of found) {
      if (context.speaker) pieces.push(piece);
      else if (piece.type === "sentence") piece.emotions.forEach(context.express);
      else if (piece.type === "emotion") context.express(piece.emotion);
    }
  };
  let since = context.clock.now();
  for await (const text of source) {
    take(reader.push(text));
    if (context.clock.now() - since < MAX_TASK_MS) continue;
    // A whole reply can come in one piece of network, and would be read in one task.
    await context.clock.sleep(0, signal);
    since = context.clock.now();
  }
  take(reader.flush());
  if (!context.reading.verbatim && !said.words) {
    throw new LiveAvatarError("llm-failed", "The language model ended without a word.");
  }
  pieces.end();
}

/** A text that is there already, as the source of a turn. */
export async function* whole(text: string): AsyncGenerator<string, void, undefined> {
  yield await Promise.resolve(text);
}
