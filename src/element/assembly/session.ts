import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import { AvatarSession } from "../../session/avatar-session.js";
import { avatarOf, type Settings } from "../settings.js";
import type { Avatar } from "./avatar.js";

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

type Models = Pick<ConstructorParameters<typeof AvatarSession>[0], "llm" | "characterCard">;

/** @throws LiveAvatarError `config-invalid` */
export function makeSession(settings: Settings, { renderer, tts, restyle }: Avatar, models: Models): Assembly {
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
