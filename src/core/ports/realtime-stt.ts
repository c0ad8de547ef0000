import type { LiveAvatarError } from "../errors.js";
import type { TranscriptionTextOptions } from "../session-events.js";
import type { MicState } from "../vocabulary.js";

/** What a recogniser tells while it hears. It tells nothing more once it was closed. */
export interface RealtimeSTTCallbacks {
  /**
   * A partial replaces the partial before it; a final ends the utterance. The words are told as they were recognised. A final without
   * words takes its partials back; where there were none, it says that nothing is to come, see `finalize()`.
   */
  onTranscript(text: string, options: TranscriptionTextOptions): void;
  /** Somebody begins, or stops, to speak. Not every recogniser tells; words come with or without. */
  onSpeechStart?(): void;
  onSpeechEnd?(): void;
  /** Something went wrong, and the recogniser goes on: an utterance that was lost, a connection that is being renewed. */
  onError(error: LiveAvatarError): void;
  /** The recogniser has given up for good. Called at most once, and not after `close()`. */
  onClose?(error?: LiveAvatarError): void;
  /** The microphone of a recogniser that hears by itself (`capture: "own"`) has a new state. */
  onMic?(mic: MicState, error?: LiveAvatarError): void;
}

export interface RealtimeSTTOptions {
  /** Ends the attempt to connect; after that `close()` ends the connection. */
  readonly signal?: AbortSignal | undefined;
  /** BCP 47; helps the recogniser. */
  readonly language?: string | undefined;
}

/** Speech recognition of a stream of sound, in real time. */
export interface RealtimeSTTProvider {
  readonly id: string;
  /** Samples per second of the frames that it wants; the session resamples where the source has others. Default 16,000. */
  readonly sampleRate?: number | undefined;
  /** `own`: it opens a microphone itself, and its `send` is never called. Default `frames`. */
  readonly capture?: "frames" | "own" | undefined;
  /**
   * Begins to hear. An abort rejects with an AbortError, every other failure with a `LiveAvatarError` of stage `stt`, or of stage
   * `mic` where it captures itself.
   */
  connect(callbacks: RealtimeSTTCallbacks, options?: RealtimeSTTOptions): Promise<RealtimeSTTConnection>;
}

/** A recogniser that hears. No call throws, and none waits. */
export interface RealtimeSTTConnection {
  /** Mono samples, −1…1, in order; the frame is the receiver's. */
  send(frame: Float32Array): void;
  /**
   * Nothing more belongs to what is being said: its final is to come soon. The connection stays open. Where no words are to come, or
   * what was to come had none, an empty final says so, as soon as that is known; whoever waits needs no longer wait. It may come in
   * this call. A recogniser that cannot know says nothing.
   */
  finalize(): void;
  /** Ends it at once; what has not been told is lost. Idempotent. */
  close(): void;
  /** Only where it captures itself: whether its microphone is deaf. What `finalize()` has asked for before is told all the same. */
  setMuted?(muted: boolean): void;
}
