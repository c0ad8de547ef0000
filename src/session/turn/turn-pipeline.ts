/**
 * The session's own way to an answer: language model, sentences, voice, renderer. It owns the models, which may be
 * changed at any time; a turn under way goes on with those that it began with.
 */
import type { Clock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { MachineInput, TurnProgress } from "../../core/machine/types.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { LLMProvider } from "../../core/ports/language-model.js";
import type { Logger } from "../../core/ports/logger.js";
import type { TTSProvider } from "../../core/ports/text-to-speech.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { AvatarSessionConfig } from "../config.js";
import { turnWorks } from "./load-works.js";
import type { EmotionMark } from "./reply-reader.js";
import { replyText } from "./reply-text.js";
import { speakerOf } from "./speaker.js";

export interface PipelineTools {
  readonly config: AvatarSessionConfig;
  readonly renderer: () => AvatarRenderer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dispatch: (input: MachineInput) => void;
  readonly history: () => readonly ChatMessage[];
}

export class TurnPipeline {
  llm: LLMProvider | undefined;
  tts: TTSProvider | undefined;
  characterCard: CharacterCard | undefined;
  readonly #tools: PipelineTools;

  constructor(tools: PipelineTools) {
    this.#tools = tools;
    this.llm = tools.config.llm;
    this.tts = tools.config.tts;
    this.characterCard = tools.config.characterCard;
  }

  /** Whether given text can be spoken. */
  get canSpeak(): boolean {
    return speakerOf(this.#tools.renderer(), this.tts) !== undefined;
  }

  /** Answers the history; what comes of it is dispatched. */
  respond(turnId: string, signal: AbortSignal): void {
    const { llm, characterCard } = this;
    const { config, history, logger } = this.#tools;
    const messages = history();
    const ask = async function* (): AsyncGenerator<string, void, undefined> {
      if (!llm) throw new LiveAvatarError("config-missing", "There is no language model to ask.");
      const prompt = await turnWorks().promptFor(messages, { ...config, characterCard, logger });
      const options = { signal, reasoningEffort: config.reasoningEffort };
      yield* replyText(llm.chat(prompt, options));
    };
    const isSpoken = config.autoSpeak ?? true;
    void this.#run(turnId, ask(), isSpoken, config.emotions ?? false, signal);
  }

  /** Speaks the text verbatim. */
  say(turnId: string, text: string, signal: AbortSignal): void {
    const words = async function* (): AsyncGenerator<string, void, undefined> {
      yield await Promise.resolve(text);
    };
    void this.#run(turnId, words(), true, false, signal);
  }

  async #run(turnId: string, source: AsyncIterable<string>, isSpoken: boolean, emotions: boolean, signal: AbortSignal) {
    const { clock, dispatch, renderer, logger } = this.#tools;
    const face = renderer();
    const report = (progress: TurnProgress): void => {
      if (!signal.aborted) dispatch({ type: "progress", turnId, at: clock.now(), progress });
    };
    const express = (emotion: EmotionMark): void => {
      try {
        face.update({ avatar: { emotion: { label: emotion.name, intensity: emotion.intensity } } });
      } catch (error) {
        logger.error("The renderer could not show an emotion.", error); // a face is not worth a turn
      }
      report({ type: "emotion", emotion });
    };
    const speaker = isSpoken ? speakerOf(face, this.tts) : undefined;
    try {
      const reading = { emotions, locale: this.#tools.config.locale };
      await turnWorks().runTurn(source, { clock, report, express, speaker, reading }, signal);
      report({ type: "done" });
    } catch (cause) {
      // An abort that nobody here asked for is a failure like any other.
      if (signal.aborted) return;
      const error = LiveAvatarError.is(cause)
        ? cause
        : new LiveAvatarError("llm-failed", "The language model failed.", { cause });
      dispatch({ type: "turn-failed", turnId, error });
    }
  }
}
