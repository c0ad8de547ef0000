/**
 * The parts of a page that pictures are taken with, by their shape: the session is compiled without the DOM, and runs where there
 * is none.
 */
import { LiveAvatarError } from "../../core/errors.js";

type Listen = (
  type: string,
  listener: () => void,
  options: { readonly signal: AbortSignal; readonly once?: boolean },
) => void;

export interface VideoTrack {
  readonly readyState: string;
  readonly muted: boolean;
  readonly enabled: boolean;
  readonly addEventListener: Listen;
}

export interface VideoStream {
  getVideoTracks(): readonly VideoTrack[];
  readonly addEventListener: Listen;
}

export interface VideoElement {
  muted: boolean;
  playsInline: boolean;
  srcObject: unknown;
  readonly readyState: number;
  readonly paused: boolean;
  readonly videoWidth: number;
  readonly videoHeight: number;
  /** Old browsers return nothing. */
  play(): Promise<void> | undefined;
  pause(): void;
  readonly addEventListener: Listen;
}

export interface Canvas {
  width: number;
  height: number;
  getContext(kind: "2d"): { drawImage(video: VideoElement, ...box: readonly number[]): void } | null;
  toDataURL(type: string, quality: number): string;
}

interface Page {
  createElement(name: "video"): VideoElement;
  createElement(name: "canvas"): Canvas;
}

/** @throws LiveAvatarError `config-invalid` where there is no page */
export function presentPage(): Page {
  const { document } = globalThis as unknown as { readonly document?: Page };
  if (document) return document;
  throw new LiveAvatarError(
    "config-invalid",
    "startVideo() needs a page: pictures are taken with its video and canvas.",
  );
}
