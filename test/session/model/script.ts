/** Models and voices that play what a random run has written for them, on the run's clock, good and bad manners included. */
import { abortError } from "../../../src/core/abort.js";
import type { Clock } from "../../../src/core/clock.js";
import { LiveAvatarError } from "../../../src/core/errors.js";
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../../src/core/ports/language-model.js";
import type { TTSOptions, TTSProvider } from "../../../src/core/ports/text-to-speech.js";

/** How a model answers one question. */
export interface Answer {
  readonly chunks: readonly string[];
  /** Milliseconds before each chunk. */
  readonly gapMs: number;
  /** After the last chunk. `hang`: says no more, and does not listen to an abort either. */
  readonly end: "done" | "ends" | "fail" | "hang";
  /** What an abort does to it. */
  readonly onAbort: "quiet" | "throw";
}

const isSilent = ({ chunks }: Answer): boolean => chunks.length === 0;

export const isWhole = (answer: Answer): boolean =>
  (answer.end === "done" || answer.end === "ends") && !isSilent(answer);

/** The codes that a question with this answer may fail with. */
export const failuresOf = (answer: Answer): readonly string[] => {
  if (answer.end === "fail") return ["llm-interrupted"];
  if (answer.end === "hang") return isSilent(answer) ? ["no-answer"] : ["llm-timeout"];
  return isSilent(answer) ? ["llm-failed"] : [];
};

export interface VoiceScript {
  /**
   * The milliseconds that the n-th sentence takes: one after the other, from the start again at the end. Infinity: it never
   * answers, and does not listen to an abort either.
   */
  readonly waitsMs: readonly number[];
  /** Every so many sentences one fails; 0: none. */
  readonly failsEvery: number;
}

const never = new Promise<never>(() => undefined);

export class ScriptedModel implements LLMProvider {
  readonly id = "scripted-model";
  /** Answers under way; those that hang do not count. */
  open = 0;
  readonly #clock: Clock;
  readonly #answers: ReadonlyMap<string, Answer>;

  constructor(clock: Clock, answers: ReadonlyMap<string, Answer>) {
    this.#clock = clock;
    this.#answers = answers;
  }

  async *chat(
    messages: readonly ChatMessage[],
    { signal }: LLMOptions = {},
  ): AsyncGenerator<LLMChunk, void, undefined> {
    // Questions that were not answered stand before the newest one, in one message with it.
    const [question = ""] = (messages.at(-1)?.content as string).split("\n\n").slice(-1);
    const answer = this.#answers.get(question);
    if (!answer) throw new Error("the newest message is nobody's question");
    this.open += 1;
    try {
      for (const text of answer.chunks) {
        await this.#clock.sleep(answer.gapMs, signal);
        yield { text };
      }
      if (answer.end === "fail") throw new LiveAvatarError("llm-interrupted", "The line was cut.");
      if (answer.end === "done") yield { text: "", done: true };
    } catch (error) {
      if (!signal?.aborted) throw error;
      if (answer.onAbort === "throw") throw abortError(signal);
      return;
    } finally {
      this.open -= 1;
    }
    if (answer.end === "hang") await never;
  }
}

export class ScriptedVoice implements TTSProvider {
  readonly id = "scripted-voice";
  open = 0;
  #count = 0;
  readonly #texts = new WeakMap<Blob, string>();
  readonly #clock: Clock;
  readonly #script: VoiceScript;

  constructor(clock: Clock, script: VoiceScript) {
    this.#clock = clock;
    this.#script = script;
  }

  textOf(sound: Blob): string | undefined {
    return this.#texts.get(sound);
  }

  async synthesize(text: string, { signal }: TTSOptions = {}): Promise<Blob> {
    const { waitsMs, failsEvery } = this.#script;
    const number = (this.#count += 1);
    const waitMs = waitsMs[number % waitsMs.length] ?? 0;
    if (waitMs === Infinity) return never;
    this.open += 1;
    try {
      await this.#clock.sleep(waitMs, signal);
      if (failsEvery > 0 && number % failsEvery === 0) throw new Error("hoarse");
      const sound = new Blob([text]);
      this.#texts.set(sound, text);
      return sound;
    } finally {
      this.open -= 1;
    }
  }
}
