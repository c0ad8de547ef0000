import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import { AvatarSession } from "../../session/avatar-session.js";
import type { MemoryConfig } from "../../session/memory-config.js";
import type { HistoryHost } from "../history/history-host.js";
import { avatarOf, type Settings } from "../settings.js";
import type { Avatar } from "./avatar.js";
import type { Model } from "./models.js";
import type { VoiceInput } from "./voice-input.js";

export interface Assembly {
  readonly session: AvatarSession;
  readonly renderer: AvatarRenderer;
  /** Whether the avatar can hear the visitor. */
  readonly hears: boolean;
  /** Whether answers are spoken sentence by sentence, so that captions follow the sentences. */
  readonly speaksSegments: boolean;
  /** Whether the portrait has no voice, so that answers are text only although speech was wanted. */
  readonly isVoiceless: boolean;
  /** Whether answers are spoken, by whomever. */
  readonly hasVoice: boolean;
  /** Whether a model of the page's own answers, which may be shown pictures. */
  readonly sees: boolean;
  /** What the history panel works with; undefined where nothing is kept. */
  readonly history: HistoryHost | undefined;
  /** Tells the renderer that the page's colours have changed. */
  readonly restyle?: (() => void) | undefined;
}

type Models = Pick<ConstructorParameters<typeof AvatarSession>[0], "characterCard" | "memory"> & {
  readonly llm?: Model | undefined;
};

/**
 * Makes the session of an avatar and its models.
 * @param voiceInput how an avatar without a microphone of its own hears; undefined: it does not
 * @throws LiveAvatarError `config-invalid`
 */
export function makeSession(
  settings: Settings,
  { renderer, tts, restyle }: Avatar,
  models: Models,
  voiceInput?: VoiceInput,
): Assembly {
  const { autoSpeak, bargeIn, interaction, logger, systemPrompt, greeting, emotions, reasoningEffort } = settings;
  const { tools, visionWorkloads } = settings;
  const session = new AvatarSession({
    ...{ renderer, tts, autoSpeak, logger, systemPrompt, greeting, emotions, reasoningEffort, tools, ...models },
    visionWorkloads,
    realtimeSTT: voiceInput?.realtimeSTT,
    voice: { bargeIn, interaction, makeSource: voiceInput?.makeSource },
    locale: settings.language,
    idleTimeoutSeconds: settings.idleTimeout,
    maxDurationSeconds: settings.maxDuration,
  });
  warnOfMismatch(session, renderer, settings);
  if (settings.llm === "browser") disposeAtEnd(session, models.llm);
  const canSpeak = renderer.speakText !== undefined || tts !== undefined;
  return {
    ...{ session, renderer, restyle },
    history: models.memory && historyOf(session, models.memory),
    hears: Boolean(renderer.voice ?? voiceInput),
    speaksSegments: models.llm !== undefined && canSpeak && autoSpeak,
    hasVoice: models.llm === undefined || (canSpeak && autoSpeak),
    sees: models.llm !== undefined,
    isVoiceless: avatarOf(settings) === "portrait" && !canSpeak && autoSpeak,
  };
}

function historyOf(session: AvatarSession, { provider, resourceId }: MemoryConfig): HistoryHost {
  return {
    ...{ threads: provider, resourceId },
    currentId: () => session.threadId,
    open: (id) => session.switchThread(id),
    create: () => session.newThread().then(noop),
    rename: (id, title) => session.renameThread(id, title).then(noop),
    remove: (id) => session.deleteThread(id),
  };
}

const noop = (): void => undefined;

/** Has the browser take its model out of the memory as soon as the conversation is over. */
function disposeAtEnd(session: AvatarSession, model: Model | undefined): void {
  session.on("state-change", (state) => {
    if (state === "idle" || state === "error" || state === "destroyed") model?.dispose?.();
  });
}

/** Warns the site's developer when page and session token differ in `interaction`. */
function warnOfMismatch(session: AvatarSession, renderer: AvatarRenderer, { interaction, logger }: Settings): void {
  const off = session.on("state-change", (state) => {
    if (state !== "ready") return;
    off();
    const decided = renderer.voice?.interaction;
    if (decided === undefined || decided === interaction) return;
    logger.warn(`The element says interaction="${interaction}", the session's token ${decided}: the token decides.`);
  });
}
