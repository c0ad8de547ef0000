/**
 * The browser's own speech recognition, as far as it is used here: https://webaudio.github.io/web-speech-api/. Chrome and Safari
 * call it `webkitSpeechRecognition`; TypeScript's library has only its events.
 */

export interface RecognitionOptions {
  readonly langs: readonly string[];
  readonly processLocally: boolean;
}

export interface BrowserRecogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  maxAlternatives: number;
  /** Chrome 139 and later. */
  processLocally?: boolean;
  start(): void;
  /** Hears no more, and recognises what it has heard. */
  stop(): void;
  abort(): void;
}

export interface RecogniserConstructor {
  new (): BrowserRecogniser;
  /** Chrome 139 and later. */
  available?(options: RecognitionOptions): Promise<string>;
  /** Downloads the models of these languages; browsers want a press for it. */
  install?(options: RecognitionOptions): Promise<boolean>;
}

/** What is read of a `SpeechRecognitionEvent`. */
export interface RecognitionResults {
  readonly resultIndex: number;
  /** All results since the start; a result that is not final may still change, and be split into several. */
  readonly results: ArrayLike<{ readonly isFinal: boolean } & ArrayLike<RecognitionAlternative>>;
}

interface RecognitionAlternative {
  readonly transcript: string;
  readonly confidence: number;
}

/** The browser's speech recognition; undefined where it has none. */
export function platformRecogniser(): RecogniserConstructor | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as {
    SpeechRecognition?: RecogniserConstructor;
    webkitSpeechRecognition?: RecogniserConstructor;
  };
  return SpeechRecognition ?? webkitSpeechRecognition;
}
