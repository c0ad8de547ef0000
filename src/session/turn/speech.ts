/** The mouth of a turn: sentences are prepared ahead, a few at a time, and played one after the other. */
import { raceAbort, throwIfAborted } from "../../core/abort.js";
import { AsyncQueue } from "../../core/async-queue.js";
import type { Clock } from "../../core/clock.js";
import type { TurnProgress } from "../../core/machine/types.js";
import type { EmotionMark, Piece } from "./reply-reader.js";
import { type Prepared, type Speaker, speechError } from "./speaker.js";

/** Sentences that are prepared beyond the one that plays. */
const AHEAD = 3;

export interface SpeechTools {
  readonly clock: Clock;
  readonly report: (progress: TurnProgress) => void;
  readonly express: (emotion: EmotionMark) => void;
}

type Waiting = { readonly piece: Piece; readonly sound: Promise<Prepared> | undefined };

/**
 * Speaks the pieces in their order; resolves after the last. A sentence that cannot be spoken is reported and skipped.
 * @throws AbortError as soon as the signal is aborted
 */
export async function speakAll(
  pieces: AsyncIterable<Piece>,
  speaker: Speaker,
  tools: SpeechTools,
  signal: AbortSignal,
): Promise<void> {
  const ready = new AsyncQueue<Waiting>();
  const slots = new Slots(AHEAD);
  const preparing = prepareAll(pieces, speaker, ready, slots, signal);
  await Promise.all([preparing, playAll(ready, speaker, slots, tools, signal)]);
}

async function prepareAll(
  pieces: AsyncIterable<Piece>,
  speaker: Speaker,
  ready: AsyncQueue<Waiting>,
  slots: Slots,
  signal: AbortSignal,
): Promise<void> {
  for await (const piece of pieces) {
    if (piece.type !== "sentence" || !canBeSpoken(piece.text)) {
      ready.push({ piece, sound: undefined });
      continue;
    }
    if (slots.full) await raceAbort(slots.free(), signal);
    throwIfAborted(signal);
    slots.take();
    const sound = speaker.prepare(piece.text, signal);
    sound.catch(noop); // met when its turn comes
    ready.push({ piece, sound });
  }
  ready.end();
}

async function playAll(
  ready: AsyncIterable<Waiting>,
  speaker: Speaker,
  slots: Slots,
  tools: SpeechTools,
  signal: AbortSignal,
): Promise<void> {
  let index = 0;
  for await (const { piece, sound } of ready) {
    throwIfAborted(signal);
    if (piece.type === "delay") await tools.clock.sleep(piece.ms, signal);
    else if (piece.type === "emotion") tools.express(piece.emotion);
    else {
      if (sound) slots.release();
      await playSentence(piece, sound, index, speaker, tools, signal);
      index += 1;
    }
  }
}

async function playSentence(
  { text, emotions }: Extract<Piece, { type: "sentence" }>,
  sound: Promise<Prepared> | undefined,
  index: number,
  speaker: Speaker,
  { report, express }: SpeechTools,
  signal: AbortSignal,
): Promise<void> {
  try {
    const prepared = sound && (await raceAbort(sound, signal));
    for (const emotion of emotions) express(emotion);
    if (prepared === undefined) return;
    if (!speaker.reportsSound) report({ type: "speech-start" });
    report({ type: "segment", index, text, phase: "start" });
    throwIfAborted(signal);
    await raceAbort(speaker.play(prepared, signal), signal);
    // One that forgot to say that it sounds has sounded all the same.
    report({ type: "speech-start" });
    report({ type: "segment", index, text, phase: "end" });
  } catch (cause) {
    throwIfAborted(signal);
    report({ type: "problem", error: speechError(cause) });
  }
}

/** Without a letter or a digit there is nothing to say. */
const canBeSpoken = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

class Slots {
  #left: number;
  #wake: () => void = noop;

  constructor(count: number) {
    this.#left = count;
  }

  get full(): boolean {
    return this.#left <= 0;
  }

  /** Resolves with the next release; for one waiter. */
  free(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  take(): void {
    this.#left -= 1;
  }

  release(): void {
    this.#left += 1;
    this.#wake();
  }
}

const noop = (): void => undefined;
