/** Which chunk decides that a sentence is over, and how long the voice was asked after it. */
import { createSentenceSplitter } from "../../src/session/index.js";

/** A sentence, and the chunk with which it is certain. */
export interface Decision {
  readonly text: string;
  readonly chunk: number;
}

/** What a page noted of one reply; all times in milliseconds of the page. */
export interface Noted {
  readonly chunksAt: readonly number[];
  readonly requests: readonly { readonly text: string; readonly at: number }[];
  /** When each sentence had been played. */
  readonly segmentEnds: readonly number[];
}

/** Sentences that a session prepares beyond the one that plays. */
const AHEAD = 3;

/** What the end of the stream decides is decided by the last chunk, which says that it is the last. */
export function decisionsOf(chunks: readonly string[]): readonly Decision[] {
  const splitter = createSentenceSplitter();
  const decided = chunks.flatMap((text, chunk) => splitter.push(text).map((sentence) => ({ text: sentence, chunk })));
  const rest = splitter.flush().map((text) => ({ text, chunk: chunks.length - 1 }));
  return [...decided, ...rest];
}

/**
 * Milliseconds from the chunk to the request, of every sentence that found a place: the others wait for the mouth, which
 * is not what is measured here.
 * @throws Error if the voice was asked for anything but these sentences in this order
 */
export function decisionLatencies(decisions: readonly Decision[], noted: Noted): number[] {
  const asked = noted.requests.map(({ text }) => text);
  if (JSON.stringify(asked) !== JSON.stringify(decisions.map(({ text }) => text)))
    throw new Error(`the voice was asked for ${JSON.stringify(asked)}`);
  return decisions.flatMap(({ chunk }, index) => {
    const decidedAt = noted.chunksAt[chunk] ?? NaN;
    const played = noted.segmentEnds.filter((at) => at < decidedAt).length;
    // All before it have been asked for; one more than have been played needs no place any longer.
    const isFree = index - (played + 1) < AHEAD;
    return isFree ? [(noted.requests[index]?.at ?? NaN) - decidedAt] : [];
  });
}
