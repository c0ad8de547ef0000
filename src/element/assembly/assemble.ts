/**
 * The composition root: makes a session out of what the element was told. Loaded on intent; LiveKit, the portrait, the
 * models and character cards are chunks behind it. What it re-exports is what the shell needs once somebody is about to
 * talk.
 */
import { linkedController, throwIfAborted } from "../../core/abort.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { checkAddresses } from "../../backend/site-address.js";
import { TokenPrefetch } from "../../backend/token-prefetch.js";
import type { AvatarSession } from "../../session/avatar-session.js";
import { avatarOf, hasTokenSource, isComplete, type Settings } from "../settings.js";
import { avatarFor } from "./avatar.js";
import { cards, characterCard, languageModel } from "./models.js";
import { type AssemblyContext, CHUNKS } from "./part.js";
import { type Assembly, makeSession } from "./session.js";
import { prefetchTokenInto } from "./token.js";
import { voices } from "./voice.js";

export { watchPage } from "../controllers/page-life.js";
export { ConversationView } from "../conversation/conversation-view.js";
export { viewHostOf } from "../conversation/view-host.js";

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

/** What the part of a start that is loaded on intent has to know of the press. */
export interface Press {
  /** Aborted when the start was given up. */
  readonly signal: AbortSignal;
  readonly settings: () => Settings;
  /** Starts this one in place of a session of the element's own. */
  readonly adopted: AvatarSession | undefined;
  readonly stage: () => HTMLElement;
  /** The sound that was unlocked. */
  readonly sound: () => AudioContext | undefined;
  /** A session was made: its end is from now on somebody else's to see to. */
  readonly handleMade: (assembly: Assembly) => void;
  /** It is about to be started. */
  readonly handleStarting: (session: AvatarSession) => void;
}

/**
 * From the request for the token, which leaves in this task, to the session that can be talked to.
 * @throws LiveAvatarError; AbortError
 */
export async function runStart(press: Press): Promise<void> {
  const { adopted, signal, stage, handleStarting, handleMade } = press;
  if (adopted) {
    handleStarting(adopted);
    await adopted.start(stage());
    return;
  }
  const settings = press.settings();
  const assembly = await assemble(settings, signal, { sound: press.sound });
  throwIfAborted(signal);
  handleMade(assembly);
  handleStarting(assembly.session);
  await assembly.session.start(stage());
  if (!signal.aborted) openMicrophone(assembly, settings);
}

/** Voice is optional: what goes wrong shows as the microphone's state, and a renderer without ears has none. */
function openMicrophone({ session, renderer }: Assembly, { microphone }: Settings): void {
  if (microphone === "off" || !renderer.voice) return;
  session.startListening({ muted: microphone === "muted" }).catch(noop);
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
