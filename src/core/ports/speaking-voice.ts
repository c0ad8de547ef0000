/** How far a voice has come in its text. */
export interface SpokenPlace {
  /** Index of the word's first character, UTF-16 units. */
  readonly charIndex: number;
  /** Length of the word, where the voice knows it. */
  readonly charLength?: number | undefined;
}

export interface SpeakingOptions {
  /** Falls silent and rejects with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** 0…1, read when the speech starts. Default 1. */
  readonly volume?: number | undefined;
  /** The sound begins. Always before `onPlace`, at most once. */
  readonly onStart?: (() => void) | undefined;
  /** A word begins; not every voice tells. */
  readonly onPlace?: ((place: SpokenPlace) => void) | undefined;
}

/**
 * A voice that is heard without its sound passing through the page, as the browser's own: a renderer that is given one
 * speaks text itself.
 */
export interface SpeakingVoice {
  readonly id: string;
  /** Resolves when the text has been said. Rejects with an AbortError, or with a LiveAvatarError of stage `tts`. */
  speak(text: string, options?: SpeakingOptions): Promise<void>;
}
