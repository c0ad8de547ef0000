/** The two ways a session makes its avatar speak: words that the renderer voices itself, or sound from a voice. */
import { LiveAvatarError } from "../../core/errors.js";
import type { AvatarRenderer } from "../../core/ports/avatar-renderer.js";
import type { TTSProvider } from "../../core/ports/text-to-speech.js";

/** What is ready to be played. */
export type Prepared = string | Blob;

export interface Speaker {
  /** True: the renderer reports when its sound begins; else it begins with the call. */
  readonly reportsSound: boolean;
  /** May run several at a time. */
  prepare(text: string, signal: AbortSignal): Promise<Prepared>;
  /** Resolves when it has been said. @param text what it was prepared from */
  play(prepared: Prepared, text: string, signal: AbortSignal): Promise<void>;
}

/** @returns undefined where there is neither `speakText` nor a voice: such a session answers in text */
export function speakerOf(renderer: AvatarRenderer, tts: TTSProvider | undefined): Speaker | undefined {
  if (renderer.speakText) {
    return {
      reportsSound: renderer.type === "remote" && renderer.subscribe !== undefined,
      prepare: (text) => Promise.resolve(text),
      play: async (prepared, _text, signal) => renderer.speakText?.(prepared as string, signal),
    };
  }
  if (!tts) return undefined;
  return {
    reportsSound: false,
    prepare: async (text, signal) => soundOf(await tts.synthesize(text, { signal })),
    play: async (prepared, text) => renderer.speak(prepared as Blob, { text }),
  };
}

/** Sound may come from another window, whose `Blob` is not ours. @throws LiveAvatarError `tts-failed` for anything else */
function soundOf(given: unknown): Blob {
  if (typeof (given as Partial<Blob> | null | undefined)?.arrayBuffer === "function") return given as Blob;
  throw new LiveAvatarError("tts-failed", "The voice gave something that is no sound.");
}

/** An error of the voice, whatever was thrown. */
export function speechError(cause: unknown): LiveAvatarError {
  if (LiveAvatarError.is(cause)) return cause;
  return new LiveAvatarError("tts-failed", "A sentence could not be spoken.", { cause });
}
