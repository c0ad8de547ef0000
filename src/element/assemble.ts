/**
 * The composition root: makes a session out of what the element was told. Loaded on intent; LiveKit, the portrait, the
 * models and character cards are chunks behind it. What it re-exports is what the shell needs once somebody is about to
 * talk.
 */
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { LLMProvider } from "../core/ports/language-model.js";
import type { TTSProvider } from "../core/ports/text-to-speech.js";
import { stopUnwantedSession } from "../backend/session-calls.js";
import { endpointTokenSource } from "../backend/token-source.js";
import type { TokenSource } from "../backend/token-source.js";
import { AvatarSession } from "../session/avatar-session.js";
import { loadPipeline } from "../session/turn/load-pipeline.js";
import { CardLoader } from "../backend/card-loader.js";
import { avatarOf, hasTokenSource, isComplete, type Settings } from "./settings.js";
import { loadFailure } from "./shell-errors.js";
import { checkAddresses } from "../backend/site-address.js";
import { modelOptions } from "../backend/site-fetch.js";
import { TokenPrefetch } from "../backend/token-prefetch.js";

export { watchPage } from "./controllers/page-life.js";
export { ConversationView } from "./conversation/conversation-view.js";

export interface Assembly {
  readonly session: AvatarSession;
  readonly renderer: AvatarRenderer;
  /** Answers are spoken sentence by sentence, so that captions follow the sentences. */
  readonly speaksSegments: boolean;
  /** The portrait has nothing to speak with: answers are text only, though nobody asked for that. */
  readonly isVoiceless: boolean;
  /** The page's colours have changed. */
  readonly restyle?: (() => void) | undefined;
}

/** The sound that was unlocked in the press; whoever asks keeps it until the session's end. */
export type UnlockedSound = () => AudioContext | undefined;

const tokens = new TokenPrefetch();
const cards = new CardLoader(async () => (await chunk(import("../characters/parse-card.js"))).parseCharacterCard);

/**
 * Somebody has pressed Start: asks for the token and makes the session.
 * @param signal the start was given up: what the token request may have begun on the site is undone
 * @throws LiveAvatarError `config-missing`, `config-invalid`, `load-failed`
 */
export async function assemble(
  settings: Settings,
  signal: AbortSignal,
  sound: UnlockedSound = noSound,
): Promise<Assembly> {
  checkAddresses(settings);
  const { autoSpeak, logger } = settings;
  // In one go, so that the request for the token leaves in the press itself.
  const making = makeAvatar(settings, signal, sound);
  making.catch(noop); // met below, once the others are there
  const equipping = Promise.all([makeLLM(settings), cardOf(settings, signal)]);
  const [llm, characterCard] = await equipping.catch((error: unknown) => {
    making.then(({ discard }) => discard?.(), noop);
    throw error;
  });
  const avatar = await making;
  // Given up meanwhile: the site may have started a session already, and the renderer knows how to stop a late one.
  if (signal.aborted) avatar.discard?.();
  const { renderer, tts, restyle } = avatar;
  const canSpeak = renderer.speakText !== undefined || tts !== undefined;
  const session = new AvatarSession({
    ...{ renderer, llm, tts, characterCard, autoSpeak, logger },
    systemPrompt: settings.systemPrompt,
    greeting: settings.greeting,
    emotions: settings.emotions,
    reasoningEffort: settings.reasoningEffort,
    locale: settings.language,
    idleTimeoutSeconds: settings.idleTimeout,
    maxDurationSeconds: settings.maxDuration,
  });
  tellMismatch(session, renderer, settings);
  return {
    ...{ session, renderer, restyle },
    speaksSegments: llm !== undefined && canSpeak && autoSpeak,
    isVoiceless: avatarOf(settings) === "portrait" && !canSpeak && autoSpeak,
  };
}

/** Whoever runs the site learns that its page and its backend do not agree on how turns are taken. */
function tellMismatch(session: AvatarSession, renderer: AvatarRenderer, { interaction, logger }: Settings): void {
  const off = session.on("state-change", (state) => {
    if (state !== "ready") return;
    off();
    const decided = renderer.voice?.interaction;
    if (decided === undefined || decided === interaction) return;
    logger.warn(`The element says interaction="${interaction}", the session's token ${decided}: the token decides.`);
  });
}

/** Fetches, ahead of the press, what it will need. A failure is told at the start, not here. */
export function preload(settings: Settings): void {
  if (!isComplete(settings)) {
    settings.logger.warn(missing(settings).message);
    return;
  }
  const avatar = avatarOf(settings);
  const wanted: (Promise<unknown> | undefined)[] = [];
  if (avatar === "liveavatar") wanted.push(chunk(import("../room/index.js")));
  if (avatar === "portrait") wanted.push(chunk(import("../portrait/index.js")));
  if (avatar === "portrait" && !settings.tts && !settings.ttsBaseUrl) wanted.push(browserVoice(settings));
  if (settings.llm ?? settings.llmBaseUrl) wanted.push(loadPipeline());
  if (settings.llmBaseUrl ?? settings.ttsBaseUrl) wanted.push(chunk(import("../providers/openai/index.js")));
  if (hasSafeCard(settings)) cards.prefetch(settings);
  for (const load of wanted) load?.catch(noop);
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchToken(settings: Settings): void {
  if (avatarOf(settings) === "liveavatar" && hasTokenSource(settings)) {
    tokens.mint(keyOf(settings), tokenSource(settings), (answer) => void stopUnwantedSession(answer, settings));
  }
}

interface Avatar {
  readonly renderer: AvatarRenderer;
  readonly tts?: TTSProvider | undefined;
  readonly restyle?: (() => void) | undefined;
  /** Takes back what making it has begun on the site. */
  readonly discard?: (() => void) | undefined;
}

function makeAvatar(settings: Settings, signal: AbortSignal, sound: UnlockedSound): Promise<Avatar> {
  const avatar = avatarOf(settings);
  if (!isComplete(settings)) return Promise.reject(missing(settings));
  if (avatar === "liveavatar") return makeLiveAvatar(settings, signal);
  return avatar === "portrait" ? makePortrait(settings, sound) : own(avatar, settings);
}

/** A renderer of the page's own speaks with the page's voice, unless it has one itself. */
async function own(renderer: AvatarRenderer, settings: Settings): Promise<Avatar> {
  return { renderer, tts: renderer.speakText ? undefined : await makeTTS(settings) };
}

async function makeLiveAvatar(settings: Settings, signal: AbortSignal): Promise<Avatar> {
  const source = tokenSource(settings);
  // The request is on its way while LiveKit, a hundred times its size, still loads. One press, one request.
  let early: Promise<unknown> | undefined = tokens.take(keyOf(settings)) ?? source({ signal });
  early.catch(noop); // the renderer tells of it
  const room = await chunk(import("../room/index.js"));
  const renderer = new room.LiveAvatarRenderer({
    token: (options) => {
      const answer = early ?? source(options);
      early = undefined;
      return answer;
    },
    apiUrl: settings.apiUrl,
    fetchOptions: settings.fetchOptions,
    keepAlive: settings.keepAlive,
    logger: settings.logger,
  });
  return {
    renderer,
    discard: () => {
      giveUp(renderer);
    },
  };
}

async function makePortrait(settings: Settings, sound: UnlockedSound): Promise<Avatar> {
  const [{ PortraitRenderer }, tts] = await Promise.all([chunk(import("../portrait/index.js")), makeTTS(settings)]);
  const voice = tts ? undefined : await browserVoice(settings);
  if (!tts && !voice) settings.logger.warn("This browser has no voice, and there is no tts: answers are text only.");
  const renderer = new PortraitRenderer({ voice, output: sound()?.destination });
  return {
    ...{ renderer, tts },
    restyle: () => {
      renderer.refreshPalette();
    },
  };
}

async function browserVoice({ language }: Settings) {
  const { BrowserVoice } = await chunk(import("../browser/index.js"));
  return (await BrowserVoice.isAvailable()) ? new BrowserVoice({ language }) : undefined;
}

async function makeLLM(settings: Settings): Promise<LLMProvider | undefined> {
  if (settings.llm || !settings.llmBaseUrl) return settings.llm;
  const { OpenAILLM } = await chunk(import("../providers/openai/index.js"));
  return new OpenAILLM(modelOptions("llm", settings.llmBaseUrl, settings.llmModel, settings));
}

async function makeTTS(settings: Settings): Promise<TTSProvider | undefined> {
  if (settings.tts || !settings.ttsBaseUrl) return settings.tts;
  const { OpenAITTS } = await chunk(import("../providers/openai/index.js"));
  const options = modelOptions("tts", settings.ttsBaseUrl, settings.ttsModel, settings);
  return new OpenAITTS({ ...options, voice: settings.ttsVoice });
}

function cardOf(settings: Settings, signal: AbortSignal) {
  return settings.characterCard ? cards.take(settings, signal) : undefined;
}

/** Ahead of a start nothing is complained of, and nothing is asked of an address that a start would refuse. */
function hasSafeCard(settings: Settings): boolean {
  try {
    checkAddresses(settings);
    return Boolean(settings.characterCard);
  } catch {
    return false; // the start says why
  }
}

/** What the author of the page has forgotten. */
function missing(settings: Settings): LiveAvatarError {
  const avatar = avatarOf(settings);
  const what =
    avatar === "liveavatar"
      ? "The element has no token-endpoint and no tokenProvider."
      : avatar === "portrait"
        ? "Nobody could answer: the element has neither llm-base-url and llm-model (or llm) for the portrait, nor a token-endpoint (or tokenProvider) for LiveAvatar."
        : `The renderer "${avatar.id}" cannot converse, and there are no llm-base-url and llm-model, and no llm.`;
  return new LiveAvatarError("config-missing", what);
}

async function chunk<T>(loading: Promise<T>): Promise<T> {
  try {
    return await loading;
  } catch (cause) {
    throw loadFailure(cause);
  }
}

function giveUp(renderer: AvatarRenderer): void {
  const controller = new AbortController();
  renderer.mount(undefined, { signal: controller.signal }).catch(noop); // it rejects with our own abort
  controller.abort();
}

function tokenSource(settings: Settings): TokenSource {
  if (settings.tokenProvider) return settings.tokenProvider;
  const { tokenEndpoint = "", fetchOptions, language, interaction, threadId, userId } = settings;
  return endpointTokenSource({
    url: tokenEndpoint,
    fetchOptions,
    hints: { language, interaction, threadId, userId },
  });
}

/** A token is good for whoever would have asked in the same words. */
function keyOf({ tokenProvider, tokenEndpoint, language, interaction, threadId, userId }: Settings): unknown {
  return tokenProvider ?? JSON.stringify([tokenEndpoint, language, interaction, threadId, userId]);
}

const noop = (): void => undefined;
const noSound = (): undefined => undefined;
