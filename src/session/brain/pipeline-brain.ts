import { guard } from "../../core/guard.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { TurnProgress, TurnReport } from "../../core/machine/types.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import type { LLMProvider } from "../../core/ports/language-model.js";
import type { Tool } from "../../core/ports/tool.js";
import type { TTSProvider } from "../../core/ports/text-to-speech.js";
import { attempt } from "../../core/wait.js";
import type { CharacterCard } from "../../characters/character-card.js";
import type { AvatarSessionConfig } from "../config.js";
import { loadPipeline, type Pipeline } from "../turn/load-pipeline.js";
import type { EmotionMark } from "../turn/reply-reader.js";
import type { ModelMemory } from "../turn/ask-model.js";
import { speakerOf } from "../turn/speaker.js";
import { hasImages } from "../images.js";
import { readTools } from "../tool-list.js";
import type { Brain, BrainContext, TurnRequest } from "./brain.js";
import { ContextNotes } from "./context-notes.js";

/** Milliseconds that the pipeline's chunk may take. */
const LOAD_TIMEOUT_MS = 30_000;

type Report = (progress: TurnProgress) => void;

/** What a turn is read and spoken with. */
interface TurnPlan {
  readonly source: AsyncIterable<string>;
  readonly isSpoken: boolean;
  readonly emotions: boolean;
  /** Every sign of the text is spoken as it is; else it is the answer of a model, which has to say something. */
  readonly verbatim: boolean;
}

/**
 * The session's own way to an answer: language model, sentences, voice, renderer. It owns the models, which may be changed at
 * any time; a turn under way goes on with those that it began with.
 */
export class PipelineBrain implements Brain {
  readonly canGreet = true;
  readonly sees = true;
  readonly wordsSource = "session";
  /** The reading of the model has its own patience: a model that has begun to answer may not fall silent for ever either. */
  readonly patienceMs = undefined;
  readonly notes = new ContextNotes();
  tts: TTSProvider | undefined;
  characterCard: CharacterCard | undefined;
  readonly #context: BrainContext;
  readonly #config: AvatarSessionConfig;
  readonly #modelPatienceMs: number;
  readonly #tools: readonly Tool[];
  #llm: LLMProvider;
  #memory: ModelMemory = {};
  #pipeline: Pipeline | undefined;

  /** @throws LiveAvatarError `config-invalid` for tools that are none */
  constructor(context: BrainContext, config: AvatarSessionConfig, llm: LLMProvider, modelPatienceMs: number) {
    this.#context = context;
    this.#config = config;
    this.#modelPatienceMs = modelPatienceMs;
    this.#llm = llm;
    this.#tools = readTools(config.tools);
    this.tts = config.tts;
    this.characterCard = config.characterCard;
  }

  set llm(llm: LLMProvider) {
    this.#llm = llm;
    this.#memory = {};
  }

  get canSpeak(): boolean {
    return speakerOf(this.#context.renderer(), this.tts) !== undefined;
  }

  async prepare(signal: AbortSignal): Promise<void> {
    this.#pipeline ??= await attempt(loadPipeline, {
      signal,
      clock: this.#context.clock,
      ms: LOAD_TIMEOUT_MS,
      timeout: () => new LiveAvatarError("load-failed", "The part that turns answers into speech did not come."),
    });
  }

  respond(request: TurnRequest): void {
    const { autoSpeak = true, emotions = false } = this.#config;
    this.#attachNotes();
    void this.#run(request, (pipeline, report) => ({
      source: this.#ask(pipeline, request, report),
      isSpoken: autoSpeak,
      emotions,
      verbatim: false,
    }));
  }

  say(request: TurnRequest): void {
    // A greeting may be written for the eye, as those of cards are; what a page has said is spoken as it is.
    const verbatim = request.text !== this.#config.greeting;
    void this.#run(request, ({ whole }) => ({
      source: whole(request.text),
      isSpoken: true,
      emotions: false,
      verbatim,
    }));
  }

  /** What the renderer says of words and of ends is known here; when its sound begins, only the renderer knows. */
  hears({ type }: TurnReport): boolean {
    return type.startsWith("user-") || (type === "speech-start" && this.#context.isBusy());
  }

  /** Reads the models now: a turn goes on with those that it began with. */
  #ask(pipeline: Pipeline, { signal }: TurnRequest, report: Report): AsyncIterable<string> {
    const { history, logger, clock, look, remind } = this.#context;
    const told = history();
    const context = {
      ...this.#config,
      ...{ remind, maxMessages: this.#config.memory?.maxMessages },
      ...{ llm: this.#llm, clock, logger, report, characterCard: this.characterCard, tools: this.#tools },
      // Pictures of its own are what a question is about.
      ...look(!hasImages(told.at(-1)), signal),
      history: pipeline.withNotes(told, this.notes.told),
      patienceMs: this.#modelPatienceMs,
      memory: this.#memory,
    };
    return pipeline.askModel(context, signal);
  }

  /** The newest message of the history is the question. */
  #attachNotes(): void {
    const question = this.#context.history().at(-1);
    if (question) this.notes.attach(question.id);
  }

  async #run({ turnId, signal }: TurnRequest, plan: (pipeline: Pipeline, report: Report) => TurnPlan): Promise<void> {
    const { clock, dispatch, renderer } = this.#context;
    const present = renderer();
    const report = (progress: TurnProgress): void => {
      if (!signal.aborted) dispatch({ type: "progress", turnId, at: clock.now(), progress });
    };
    try {
      if (!this.#pipeline) throw new LiveAvatarError("load-failed", "A turn began before its parts were loaded.");
      const { source, isSpoken, emotions, verbatim } = plan(this.#pipeline, report);
      const context = {
        clock,
        report,
        speaker: isSpoken ? speakerOf(present, this.tts) : undefined,
        ahead: this.#config.speakAhead ?? 3,
        reading: { emotions, verbatim, locale: this.#config.locale },
        express: (emotion: EmotionMark) => {
          this.#show(present, emotion);
          report({ type: "emotion", emotion });
        },
        silence: () => {
          this.#guard("could not be interrupted", () => {
            present.interrupt();
          });
        },
      };
      await this.#pipeline.runTurn(source, context, signal);
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

  #show(renderer: AvatarRenderer, { name, intensity }: EmotionMark): void {
    this.#guard("could not show an emotion", () => {
      renderer.update({ avatar: { emotion: { label: name, intensity } } });
    });
  }

  #guard(what: string, act: () => void): void {
    guard(act, (error) => {
      this.#context.logger.error(`The renderer ${what}.`, error);
    });
  }
}
