/** The mouth of a turn: sentences are prepared ahead, a few at a time, and played one after the other. */
import { throwIfAborted } from "../../core/abort.js";
import { AsyncQueue } from "../../core/async-queue.js";
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { attempt, type Deferred, deferred } from "../../core/wait.js";
import type { TurnProgress } from "../../core/machine/types.js";
import type { EmotionMark, Piece } from "./reply-reader.js";
import { type Sound, Sounds } from "./sounds.js";
import { type Speaker, speechError } from "./speaker.js";

/** Milliseconds that a sentence may sound: the slowest voices take less for a character. */
const playTimeoutMs = (text: string): number => 15_000 + 400 * text.length;

export interface SpeechContext {
  readonly clock: Clock;
  /** Sentences that are prepared beyond the one that plays. */
  readonly ahead: number;
  readonly report: (progress: TurnProgress) => void;
  readonly express: (emotion: EmotionMark) => void;
  /** Ends the sound of a sentence that was given up. */
  readonly silence: () => void;
}

type Waiting = { readonly piece: Piece; readonly sound: Sound | undefined };

/**
 * Speaks the pieces in their order; resolves after the last. A sentence that cannot be spoken is reported and skipped.
 * @throws AbortError as soon as the signal is aborted
 */
export async function speakAll(
  pieces: AsyncIterable<Piece>,
  speaker: Speaker,
  context: SpeechContext,
  signal: AbortSignal,
): Promise<void> {
  const ready = new AsyncQueue<Waiting>();
  const work: Work = {
    ...{ speaker, context, signal, ready },
    slots: new Slots(Math.max(1, context.ahead)),
    sounds: new Sounds({ speaker, clock: context.clock, signal }),
  };
  await Promise.all([prepareAll(pieces, work), playAll(work)]);
}

interface Work {
  readonly speaker: Speaker;
  readonly context: SpeechContext;
  readonly signal: AbortSignal;
  readonly ready: AsyncQueue<Waiting>;
  readonly slots: Slots;
  readonly sounds: Sounds;
}

async function prepareAll(
  pieces: AsyncIterable<Piece>,
  { context, signal, ready, slots, sounds }: Work,
): Promise<void> {
  for await (const piece of pieces) {
    if (piece.type !== "sentence" || !canBeSpoken(piece.text)) {
      ready.push({ piece, sound: undefined });
      continue;
    }
    if (slots.full) await slots.free(signal);
    throwIfAborted(signal);
    slots.take();
    ready.push({ piece, sound: sounds.add(piece.text, context.ahead > 0) });
  }
  ready.end();
}

async function playAll(work: Work): Promise<void> {
  const { context, signal, ready, slots } = work;
  let index = 0;
  for await (const { piece, sound } of ready) {
    throwIfAborted(signal);
    if (piece.type === "delay") await context.clock.sleep(piece.ms, signal);
    else if (piece.type === "emotion") context.express(piece.emotion);
    else {
      if (sound) slots.release();
      await playSentence(piece, sound, index, work);
      index += 1;
    }
  }
}

async function playSentence(
  { text, emotions }: Extract<Piece, { type: "sentence" }>,
  sound: Sound | undefined,
  index: number,
  { speaker, sounds, signal, context: { clock, report, express, silence } }: Work,
): Promise<void> {
  try {
    const prepared = sound && (await sounds.need(sound));
    for (const emotion of emotions) express(emotion);
    if (!sound || prepared === undefined) return;
    if (!speaker.reportsSound) report({ type: "speech-start" });
    report({ type: "segment", index, text, phase: "start" });
    await attempt((given) => speaker.play(prepared, sound.text, given), {
      ...{ signal, clock, ms: playTimeoutMs(text) },
      timeout: () => {
        silence();
        return new LiveAvatarError("tts-timeout", "A sentence did not end in time.");
      },
    });
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
  #freed: Deferred<void> | undefined;

  constructor(count: number) {
    this.#left = count;
  }

  get full(): boolean {
    return this.#left <= 0;
  }

  /** Resolves with the next release; for one waiter. */
  free(signal: AbortSignal): Promise<void> {
    this.#freed = deferred({ signal });
    return this.#freed.promise;
  }

  take(): void {
    this.#left -= 1;
  }

  release(): void {
    this.#left += 1;
    this.#freed?.resolve();
  }
}
