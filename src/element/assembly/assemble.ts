/**
 * The composition root: makes a session from the element's settings. It is the intent chunk; LiveKit, the portrait, the
 * models and the character cards are chunks behind it. Its re-exports are what the shell needs for a conversation.
 */
import { throwIfAborted } from "../../core/abort.js";
import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { linkedController } from "../../core/linked-controller.js";
import { checkAddresses } from "../../backend/site-address.js";
import { TokenPrefetch } from "../../backend/token-prefetch.js";
import type { AvatarSession } from "../../session/avatar-session.js";
import { applyDevices } from "../conversation/device-choice.js";
import { avatarOf, hasTokenSource, isComplete, type Settings } from "../settings.js";
import { avatarFor } from "./avatar.js";
import { memory } from "./memory.js";
import { cards, characterCard, languageModel } from "./models.js";
import { type AssemblyContext, CHUNKS } from "./part.js";
import { relay } from "./relay.js";
import { type Assembly, makeSession } from "./session.js";
import { prefetchTokenInto } from "./token.js";
import { voices } from "./voice.js";
import { voiceInput } from "./voice-input.js";

export { render } from "../templates.js";
export { watchVisitor } from "../controllers/visitor.js";
export { setDevice } from "../conversation/device-choice.js";
export { ConversationView } from "../conversation/conversation-view.js";
export { videoOf } from "../conversation/video-input.js";
export { SignalWatch } from "../conversation/signal-watch.js";
export { smallWindowOf } from "../conversation/small-window.js";
export { viewHostOf } from "../conversation/view-host.js";
export { forgetThreads } from "./forget.js";

export type AssembleOptions = Partial<Omit<AssemblyContext, "signal" | "clock">> & {
  readonly clock?: Clock | undefined;
};

const tokens = new TokenPrefetch();

/**
 * Asks for the token, in this task, and makes the session.
 * @param signal cancels the start: the wait ends at once, and a session that the token request may have started is stopped,
 * unless the renderer has taken it over
 * @throws LiveAvatarError `config-missing`, `config-invalid`, `load-failed`; AbortError
 */
export async function assemble(
  settings: Settings,
  signal: AbortSignal,
  {
    sound = () => undefined,
    handleDownload = noop,
    chunks = CHUNKS,
    clock = systemClock,
    ...ahead
  }: AssembleOptions = {},
): Promise<Assembly> {
  checkAddresses(settings);
  if (!isComplete(settings)) throw missing(settings);
  const { controller } = linkedController(signal);
  const context = { signal: controller.signal, sound, handleDownload, chunks, clock, tokens, cards, ...ahead };
  try {
    const remembered = memory.wants(settings) ? memory.make(settings, context) : undefined;
    const isTold = remembered && avatarOf(settings) === "liveavatar";
    const [avatar, kept, llm, card, hearing, connectRelay] = await Promise.all([
      // Without a memory the token is asked for in this task.
      isTold
        ? remembered.then((memories) => avatarFor(settings).make({ ...settings, ...memories?.hints }, context))
        : avatarFor(settings).make(settings, context),
      remembered,
      languageModel.wants(settings) ? languageModel.make(settings, context) : undefined,
      characterCard.wants(settings) ? characterCard.make(settings, context) : undefined,
      voiceInput.wants(settings) ? voiceInput.make(settings, context) : undefined,
      relay.wants(settings) ? relay.make(settings, context) : undefined,
    ]);
    throwIfAborted(signal); // nobody would end the relay of a session that is not wanted any more
    const assembly = makeSession(settings, avatar, { llm, characterCard: card, memory: kept?.config }, hearing);
    connectRelay?.(assembly.session, avatar.relayToken);
    return assembly;
  } catch (error) {
    // One part has failed: the others take back what they have begun.
    controller.abort();
    throw error;
  }
}

/** The context of {@link runStart}: settings, callbacks and the abort of one start. */
export interface RunStartContext {
  /** Aborted when the start is cancelled. */
  readonly signal: AbortSignal;
  readonly settings: () => Settings;
  /** The adopted session, which is started in place of an own one. */
  readonly adopted: AvatarSession | undefined;
  readonly stage: () => HTMLElement;
  /** The AudioContext that was unlocked in the press. */
  readonly sound: () => AudioContext | undefined;
  /** Called with 0…1 while the browser downloads its language model. */
  readonly handleDownload: (progress: number) => void;
  /** Called with the new session, whose end is from now on the caller's concern. */
  readonly handleMade: (assembly: Assembly) => void;
  /** Called right before the session is started. */
  readonly handleStarting: (session: AvatarSession) => void;
}

/**
 * Runs a start: asks for the token in this task, makes the session and starts it; resolves when the avatar is ready.
 * @throws LiveAvatarError; AbortError
 */
export async function runStart(context: RunStartContext): Promise<void> {
  const { adopted, signal, sound, stage, handleDownload, handleStarting, handleMade } = context;
  if (adopted) {
    handleStarting(adopted);
    await adopted.start(stage());
    if (!signal.aborted) applyDevices(adopted);
    return;
  }
  const settings = context.settings();
  const assembly = await assemble(settings, signal, { sound, handleDownload });
  throwIfAborted(signal);
  handleMade(assembly);
  handleStarting(assembly.session);
  await assembly.session.start(stage());
  if (signal.aborted) return;
  // Before the microphone is opened: it is the chosen one at once.
  applyDevices(assembly.session);
  openMicrophone(assembly, settings);
}

/** Opens the microphone, where the avatar hears. Voice is optional: a failure shows as the microphone's state. */
function openMicrophone({ hears, session }: Assembly, { microphone }: Settings): void {
  if (hears && microphone !== "off") session.startListening(undefined, { muted: microphone === "muted" }).catch(noop);
}

/** Fetches the chunks of a start ahead of the press. A failure is reported by the start. */
export function preload(settings: Settings): void {
  if (!isComplete(settings)) {
    settings.logger.warn(missing(settings).message);
    return;
  }
  for (const { wants, preload } of [
    avatarFor(settings),
    voices,
    languageModel,
    characterCard,
    voiceInput,
    relay,
    memory,
  ]) {
    if (wants(settings)) for (const load of preload(settings)) load?.catch(noop);
  }
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchToken(settings: Settings): void {
  if (avatarOf(settings) === "liveavatar" && hasTokenSource(settings)) prefetchTokenInto(tokens, settings);
}

/** The error that says which settings are missing. */
function missing(settings: Settings): LiveAvatarError {
  const avatar = avatarOf(settings);
  const what =
    avatar === "liveavatar"
      ? "The element has no token-endpoint and no tokenProvider."
      : avatar === "portrait"
        ? "The element has neither llm-base-url and llm-model (or llm) for the portrait, nor a token-endpoint (or tokenProvider) for LiveAvatar."
        : `The renderer "${avatar.id}" cannot converse, and there are no llm-base-url and llm-model, and no llm.`;
  return new LiveAvatarError("config-missing", what);
}

const noop = (): void => undefined;
