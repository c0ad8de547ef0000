/**
 * The composition root: makes a session out of what the element was told. Loaded on intent; LiveKit, the portrait, the
 * models and character cards are chunks behind it. What it re-exports is what the shell needs once somebody is about to
 * talk.
 */
import { linkedController } from "../../core/abort.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import { checkAddresses } from "../../backend/site-fetch.js";
import { TokenPrefetch } from "../../backend/token-prefetch.js";
import { AvatarSession } from "../../session/avatar-session.js";
import { avatarOf, hasTokenSource, isComplete, type Settings } from "../settings.js";
import { type Avatar, avatarFor } from "./avatar.js";
import { cards, characterCard, languageModel } from "./models.js";
import { type AssemblyContext, CHUNKS } from "./part.js";
import { prefetchTokenInto } from "./token.js";
import { voices } from "./voice.js";

export { watchPage } from "../controllers/page-life.js";
export { ConversationView } from "../conversation/conversation-view.js";

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

export type AssembleOptions = Partial<Omit<AssemblyContext, "signal" | "clock">> & {
  readonly clock?: Clock | undefined;
};

const tokens = new TokenPrefetch();

/**
 * Somebody has pressed Start: asks for the token, in this task, and makes the session.
 * @param signal the start was given up: the wait ends at once, and what the token request may have begun on the site is
 * undone, unless the session has been started meanwhile
 * @throws LiveAvatarError `config-missing`, `config-invalid`, `load-failed`; AbortError
 */
export async function assemble(
  settings: Settings,
  signal: AbortSignal,
  { sound = () => undefined, chunks = CHUNKS, clock = systemClock, ...ahead }: AssembleOptions = {},
): Promise<Assembly> {
  checkAddresses(settings);
  if (!isComplete(settings)) throw missing(settings);
  const { controller } = linkedController(signal);
  const context = { signal: controller.signal, sound, chunks, clock, tokens, cards, ...ahead };
  try {
    const [avatar, llm, card] = await Promise.all([
      avatarFor(settings).make(settings, context),
      languageModel.wants(settings) ? languageModel.make(settings, context) : undefined,
      characterCard.wants(settings) ? characterCard.make(settings, context) : undefined,
    ]);
    return makeSession(settings, avatar, { llm, characterCard: card });
  } catch (error) {
    // One part has failed: the others give back what they have begun.
    controller.abort();
    throw error;
  }
}

type Models = Pick<ConstructorParameters<typeof AvatarSession>[0], "llm" | "characterCard">;

function makeSession(settings: Settings, { renderer, tts, restyle }: Avatar, models: Models): Assembly {
  const { autoSpeak, logger, systemPrompt, greeting, emotions, reasoningEffort } = settings;
  const session = new AvatarSession({
    ...{ renderer, tts, autoSpeak, logger, systemPrompt, greeting, emotions, reasoningEffort, ...models },
    locale: settings.language,
    idleTimeoutSeconds: settings.idleTimeout,
    maxDurationSeconds: settings.maxDuration,
  });
  tellMismatch(session, renderer, settings);
  const canSpeak = renderer.speakText !== undefined || tts !== undefined;
  return {
    ...{ session, renderer, restyle },
    speaksSegments: models.llm !== undefined && canSpeak && autoSpeak,
    isVoiceless: avatarOf(settings) === "portrait" && !canSpeak && autoSpeak,
  };
}

/** Fetches, ahead of the press, what it will need. A failure is told at the start, not here. */
export function preload(settings: Settings): void {
  if (!isComplete(settings)) {
    settings.logger.warn(missing(settings).message);
    return;
  }
  for (const { wants, preload } of [avatarFor(settings), voices, languageModel, characterCard]) {
    if (wants(settings)) for (const load of preload(settings)) load?.catch(noop);
  }
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchToken(settings: Settings): void {
  if (avatarOf(settings) === "liveavatar" && hasTokenSource(settings)) prefetchTokenInto(tokens, settings);
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

const noop = (): void => undefined;
