/** The avatars: LiveAvatar's, the portrait, or a renderer of the page's own. */
import { LiveAvatarError } from "../../core/errors.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import type { TTSProvider } from "../../core/ports/text-to-speech.js";
import type { CharacterName } from "../../portrait/characters/index.js";
import { loadChunk } from "../load-chunk.js";
import { avatarOf, type Settings } from "../settings.js";
import { type AssemblyPart, CHUNKS } from "./part.js";
import { requestToken, serviceOptions } from "./token.js";
import { voices } from "./voice.js";

export interface Avatar {
  readonly renderer: AvatarRenderer;
  /** The speech model, where the renderer has no voice of its own. */
  readonly tts?: TTSProvider | undefined;
  /** Tells the renderer that the page's colours have changed. */
  readonly restyle?: (() => void) | undefined;
  /** Resolves to the `relay_token` of the token answer. */
  readonly relayToken?: (() => Promise<string | undefined>) | undefined;
}

const liveAvatar: AssemblyPart<Avatar> = {
  wants: (settings) => avatarOf(settings) === "liveavatar",

  preload: () => [CHUNKS.room()],

  async make(settings, context) {
    // Before anything is minted for a conversation that cannot be had.
    if (!("RTCPeerConnection" in globalThis)) throw new LiveAvatarError("room-unsupported", "There is no WebRTC here.");
    const { token, relayToken } = requestToken(settings, context);
    const { LiveAvatarRenderer } = await loadChunk(context.chunks.room, context);
    const { keepAlive, interaction } = settings;
    const renderer = new LiveAvatarRenderer({ token, keepAlive, interaction, ...serviceOptions(settings) });
    return { renderer, relayToken };
  },
};

const portrait: AssemblyPart<Avatar> = {
  wants: (settings) => avatarOf(settings) === "portrait",

  preload: () => [CHUNKS.portrait()],

  async make(settings, context) {
    const [{ PortraitRenderer }, { tts, voice }] = await Promise.all([
      loadChunk(context.chunks.portrait, context),
      voices.make(settings, context),
    ]);
    const renderer = new PortraitRenderer({
      ...{ voice, output: context.sound()?.destination },
      // The renderer refuses other names.
      character: settings.character as CharacterName | undefined,
    });
    return {
      ...{ renderer, tts },
      restyle: () => {
        renderer.refreshPalette();
      },
    };
  },
};

/** The page's own renderer. It speaks with the page's speech model, unless it has a voice of its own. */
const ownRenderer: AssemblyPart<Avatar> = {
  wants: (settings) => typeof avatarOf(settings) === "object",

  preload: () => [],

  async make(settings, context) {
    const renderer = avatarOf(settings) as AvatarRenderer;
    renderer.setCharacter?.(settings.character);
    return { renderer, ...(voices.wants(settings) && (await voices.make(settings, context))) };
  },
};

const avatars: readonly AssemblyPart<Avatar>[] = [liveAvatar, portrait, ownRenderer];

export const avatarFor = (settings: Settings): AssemblyPart<Avatar> =>
  avatars.find(({ wants }) => wants(settings)) ?? ownRenderer;
