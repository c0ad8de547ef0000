/**
 * The sounds of one turn's sentences. A few are asked for ahead of their turn. A voice that says it has too much to do is left
 * alone: what was asked ahead of its turn is asked again when it is needed.
 */
import { LiveAvatarError } from "../../core/errors.js";
import type { Clock } from "../../core/clock.js";
import { attempt } from "../../core/wait.js";
import type { Prepared, Speaker } from "./speaker.js";

/** Milliseconds that a voice may take for one sentence. */
const VOICE_TIMEOUT_MS = 30_000;
/** A voice that asks for more is not waited for: the conversation goes on in text. */
const LONGEST_PAUSE_MS = 20_000;
/** The pause of a voice that does not say how long it wants to be left alone. */
const PAUSE_MS = 1000;
/** Requests for one sentence, once it is needed. */
const MAX_TRIES = 3;

type Outcome = { readonly prepared: Prepared } | { readonly error: unknown; readonly at: number };

/** The sound of one sentence, asked for or not. */
export interface Sound {
  readonly text: string;
  asked: Promise<Outcome> | undefined;
}

export interface SoundsOptions {
  readonly speaker: Speaker;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export class Sounds {
  readonly #options: SoundsOptions;
  readonly #unasked: Sound[] = [];
  #isBusy = false;

  constructor(options: SoundsOptions) {
    this.#options = options;
  }

  /** @param isAhead ask now, unless the voice has too much to do */
  add(text: string, isAhead: boolean): Sound {
    const sound: Sound = { text, asked: undefined };
    if (isAhead && !this.#isBusy) sound.asked = this.#ask(sound);
    else if (isAhead) this.#unasked.push(sound);
    return sound;
  }

  /**
   * The sound, now that its turn has come. A busy voice is asked again after the pause that it wants.
   * @throws what the voice failed with
   */
  async need(sound: Sound): Promise<Prepared> {
    const { clock, signal } = this.#options;
    const place = this.#unasked.indexOf(sound);
    if (place !== -1) this.#unasked.splice(place, 1);
    for (let tries = 1; ; tries += 1) {
      const outcome = await (sound.asked ??= this.#ask(sound));
      if ("prepared" in outcome) {
        this.#handleSuccess();
        return outcome.prepared;
      }
      const pauseMs = pauseOf(outcome.error);
      if (pauseMs === undefined || pauseMs > LONGEST_PAUSE_MS || tries >= MAX_TRIES) throw outcome.error;
      await clock.sleep(Math.max(0, outcome.at + pauseMs - clock.now()), signal);
      sound.asked = undefined;
    }
  }

  /** One at a time, the voice is asked ahead again. */
  #handleSuccess(): void {
    const next = this.#unasked.shift();
    if (next) next.asked = this.#ask(next);
    else this.#isBusy = false;
  }

  /** Never rejects: a failure is met when the sentence's turn comes. */
  async #ask({ text }: Sound): Promise<Outcome> {
    const { speaker, clock, signal } = this.#options;
    try {
      const prepared = await attempt((given) => speaker.prepare(text, given), {
        ...{ signal, clock, ms: VOICE_TIMEOUT_MS },
        timeout: () => new LiveAvatarError("tts-timeout", "The voice gave no sound for a sentence in time."),
      });
      return { prepared };
    } catch (error) {
      this.#isBusy ||= pauseOf(error) !== undefined;
      return { error, at: clock.now() };
    }
  }
}

/** Milliseconds for which a voice wants to be left alone (429, 503); undefined: it failed in another way. */
function pauseOf(error: unknown): number | undefined {
  if (!LiveAvatarError.is(error)) return undefined;
  const { code, status, retryAfter } = error;
  if (code !== "tts-rate-limited" && status !== 429 && status !== 503) return undefined;
  return retryAfter === undefined ? PAUSE_MS : retryAfter * 1000;
}
