import type { Clock } from "../core/clock.js";
import type { CharacterCard } from "../characters/character-card.js";
import { LiveAvatarError } from "../core/errors.js";
import { checkMemory, type MemoryConfig } from "./memory-config.js";
import type { AudioSource } from "../core/ports/audio-source.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { LLMProvider, ReasoningEffort } from "../core/ports/language-model.js";
import type { Logger } from "../core/ports/logger.js";
import type { RealtimeSTTProvider } from "../core/ports/realtime-stt.js";
import type { STTProvider } from "../core/ports/speech-to-text.js";
import type { Tool } from "../core/ports/tool.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import type { VADProvider } from "../core/ports/voice-activity.js";

/** How the visitor's voice is taken. Read once, by the constructor. */
export interface VoiceConfig {
  /** Whether final words end a running answer and are asked; false: they are only told while there is one. Default true. */
  readonly bargeIn?: boolean | undefined;
  /** Letters and digits that final words need to end a running answer. Default 2. */
  readonly bargeInMinLength?: number | undefined;
  /**
   * Whether words that end in mid-sentence ("and then …") wait for the rest before they are asked: 1.2 s, longer with each such
   * piece, 3 s at most. Default true.
   */
  readonly waitForEndOfTurn?: boolean | undefined;
  /**
   * Whether the avatar's own voice is left out of what the microphone hears: nothing goes to the recogniser while the avatar
   * speaks and nobody is louder than its echo, and words that it is saying are dropped. Default true.
   */
  readonly dropEcho?: boolean | undefined;
  /**
   * Makes the source, such as a `MicCapture`, that is heard where `startListening()` is given none, the renderer has no microphone
   * and the recogniser does not capture sound itself. Called when it is to be opened, and anew where it was closed or lost.
   * Default: the source of last time is heard again.
   */
  readonly makeSource?: (() => AudioSource) | undefined;
  /**
   * `push-to-talk`: a plain source, or the sound that a recogniser captures itself, is opened mute and heard from
   * `startPushToTalk()` to `stopPushToTalk()`. A microphone (`MicControls`) and a renderer know by themselves how turns are taken.
   * Default `conversational`.
   */
  readonly interaction?: "conversational" | "push-to-talk" | undefined;
}

/** How pictures of the visitor's video are made. */
export interface VisionConfig {
  /** The MIME type that the browser is asked for; one that it cannot write becomes JPEG. Default `image/webp`. */
  readonly imageFormat?: string | undefined;
  /** The quality of the picture, 0…1. Default 0.5. */
  readonly imageQuality?: number | undefined;
  /** The greatest width in pixels, at least 1; the height follows. Smaller pictures cost fewer tokens. Default 512. */
  readonly maxWidth?: number | undefined;
}

/** Questions that a model is asked about the visitor's video again and again. */
export interface VisionWorkloadsConfig {
  /** The model that sees; it may be another one than the one that answers the visitor. */
  readonly llm: LLMProvider;
  /**
   * Any of `screen:interpret`, `screen:understand`, `screen:ocr` and `screen:ui-automation`. An unknown name counts as the first,
   * with a warning.
   */
  readonly workloads: readonly string[];
  /** Milliseconds from one picture to the next, at least 100. Default 3000. */
  readonly intervalMs?: number | undefined;
  /** Whether they start with the video. Default false. */
  readonly autoStart?: boolean | undefined;
}

/** What a session is made of. Everything is read once, by the constructor. */
export interface AvatarSessionConfig {
  /** The avatar. Without `llm` it must converse itself (`respond`, `subscribe`), as LiveAvatar FULL mode does. */
  readonly renderer: AvatarRenderer;
  /** Answers; see {@link AvatarSession.setLLM}. Default: the renderer converses itself. */
  readonly llm?: LLMProvider | undefined;
  /**
   * Speaks the answers; never asked where the renderer has `speakText`. With neither, answers are text only. See
   * {@link AvatarSession.setTTS}.
   */
  readonly tts?: TTSProvider | undefined;
  /** Hears the visitor from {@link AvatarSession.startListening} on. Default: only a renderer with a microphone can be talked to. */
  readonly realtimeSTT?: RealtimeSTTProvider | undefined;
  /** Batch speech recognition. The session keeps it for whoever asks, and does not listen with it: that takes `realtimeSTT`. */
  readonly stt?: STTProvider | undefined;
  /** A detector of speech. The session keeps it for whoever asks; a `realtimeSTT` that needs one is given one by the page. */
  readonly vad?: VADProvider | undefined;
  /** See {@link VoiceConfig}. */
  readonly voice?: VoiceConfig | undefined;
  /** Keeps the conversation in a thread. Default: it is forgotten with the session. */
  readonly memory?: MemoryConfig | undefined;
  /** Who the model is. It goes before the history of every request. Ignored where there is a card. */
  readonly systemPrompt?: string | undefined;
  /** A character card V3, see `parseCharacterCard`. */
  readonly characterCard?: CharacterCard | undefined;
  /**
   * Tools of the page that the model may ask for in the middle of its answer; see {@link Tool}. Only for sessions with an `llm`
   * that knows tools. Default: none.
   */
  readonly tools?: readonly Tool[] | undefined;
  /**
   * The window of the conversation that the model is told, in characters (UTF-16 units): the newest exchanges that fit, each
   * whole. The newest question, the persona and the greeting are told in any case; {@link AvatarSession.messages} keeps
   * everything. Where the model's server says that it was too long, it is asked once more with half. Default 24,000.
   */
  readonly maxHistoryChars?: number | undefined;
  /**
   * Whether the model is asked in the order of roles that every chat template accepts: `system? (user assistant)* user`.
   * Default true; false: as the messages come, with system messages and unanswered questions at their places.
   */
  readonly strictRoles?: boolean | undefined;
  /** How long the model may think; handed to it as it is. Default: not said. */
  readonly reasoningEffort?: ReasoningEffort | undefined;
  /**
   * Whether markers (`<|ACT {"emotion":"happy"}|>`, `<|DELAY:500|>`) in the model's text are acted upon; the model is then
   * told how to write them. They are taken out of its text in any case. Default false.
   */
  readonly emotions?: boolean | undefined;
  /** The pictures that go with questions while {@link AvatarSession.startVideo} is in effect. Only for sessions with an `llm`. */
  readonly vision?: VisionConfig | undefined;
  /** See {@link AvatarSession.startVisionWorkloads}. Only for sessions with an `llm`. Default: none. */
  readonly visionWorkloads?: VisionWorkloadsConfig | undefined;
  /** Whether answers are spoken; {@link AvatarSession.say} always speaks. Default true. */
  readonly autoSpeak?: boolean | undefined;
  /**
   * Sentences whose sound is asked for while another one plays. Fewer spare a voice that limits requests at a time; 0 asks for
   * each sentence when it is needed. Default 3.
   */
  readonly speakAhead?: number | undefined;
  /** BCP 47: the language of the answers, for cutting them into sentences. Default: whatever fits most languages. */
  readonly locale?: string | undefined;
  /** Said as soon as the session is ready, and kept in the history; not where a conversation goes on. Default: nothing. */
  readonly greeting?: string | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  /** Default: the platform's time. */
  readonly clock?: Clock | undefined;
  /**
   * Milliseconds without any sign of an answer before `no-answer`; a model that has begun to answer may be silent for as long.
   * A chunk is a sign, also an empty one. Default 15,000; with a `reasoningEffort` other than `none` 60,000.
   */
  readonly noAnswerTimeoutMs?: number | undefined;
  /** Seconds without activity after which the session ends, warned 20 s ahead. Default: never. */
  readonly idleTimeoutSeconds?: number | undefined;
  /** Seconds after which the session ends, warned 20 s ahead. Default: the renderer's limit, if it has one. */
  readonly maxDurationSeconds?: number | undefined;
}

/** Milliseconds without a sign of an answer. A model that is asked to think may be silent for longer. */
export function patienceOf({ noAnswerTimeoutMs, reasoningEffort = "none" }: AvatarSessionConfig): number {
  return noAnswerTimeoutMs ?? (reasoningEffort === "none" ? 15_000 : 60_000);
}

/** Whether final words may end a running answer. */
export function interrupts(text: string, { bargeIn = true, bargeInMinLength = 2 }: VoiceConfig = {}): boolean {
  return bargeIn && letterCount(text) >= bargeInMinLength;
}

/** How many letters and digits a text has: what a recogniser writes down of a noise is often a sign or two. */
export const letterCount = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;

/** Without a language model the renderer must converse itself. @throws LiveAvatarError `config-invalid` */
export function checkRenderer(renderer: AvatarRenderer, llm: LLMProvider | undefined): void {
  if (llm || (renderer.respond && renderer.subscribe)) return;
  throw new LiveAvatarError(
    "config-invalid",
    `The renderer "${renderer.id}" cannot converse (it has no respond() or no subscribe()): give the session an llm.`,
  );
}

const NUMBERS = [
  ...(["noAnswerTimeoutMs", "speakAhead", "maxHistoryChars"] as const),
  ...(["idleTimeoutSeconds", "maxDurationSeconds"] as const),
] as const;

/** Rejects, in plain words, a configuration that could only fail later. */
export function checkConfig(config: AvatarSessionConfig): void {
  const renderer = (config as Partial<AvatarSessionConfig> | undefined)?.renderer;
  if (!renderer) throw new LiveAvatarError("config-missing", "AvatarSession needs a renderer.");
  checkRenderer(renderer, config.llm);
  const { vision, visionWorkloads } = config;
  const given = { tools: config.tools?.length, vision, visionWorkloads };
  for (const [name, value] of Object.entries(given)) {
    if (!config.llm && value) throw invalid(`${name}: only for sessions with an llm; here the renderer converses.`);
  }
  checkMemory(config.memory, config.llm !== undefined);
  for (const name of NUMBERS) checkNumber(name, config[name]);
  checkNumber("voice.bargeInMinLength", config.voice?.bargeInMinLength);
  for (const [name, method] of METHODS) {
    const provider = config[name] as Record<string, unknown> | undefined;
    if (provider && typeof provider[method] !== "function") {
      throw invalid(`${name} must have a method ${method}().`);
    }
  }
  checkNumber("vision.imageQuality", vision?.imageQuality, 0, 1);
  checkNumber("vision.maxWidth", vision?.maxWidth, 1);
  checkNumber("visionWorkloads.intervalMs", visionWorkloads?.intervalMs, 100);
  if (visionWorkloads && typeof (visionWorkloads.llm as LLMProvider | undefined)?.chat !== "function") {
    throw new LiveAvatarError("config-missing", "visionWorkloads needs an llm.");
  }
}

const METHODS = [
  ["realtimeSTT", "connect"],
  ["stt", "transcribe"],
  ["vad", "process"],
] as const;

function checkNumber(name: string, value: number | undefined, least = 0, most = Infinity): void {
  if (value === undefined || (value >= least && value <= most)) return;
  const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  throw invalid(`${name} must be a number ${range}, not ${String(value)}.`);
}

const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message);
