import type { Clock } from "../core/clock.js";
import type { SpeakingVoice } from "../core/ports/speaking-voice.js";
import type { CharacterName } from "./characters/index.js";
import type { RequestFrame } from "./frame-loop.js";

export interface PortraitOptions {
  /** Who is drawn. Default `ada`. */
  readonly character?: CharacterName | undefined;
  /** A voice that speaks text itself, as `BrowserVoice`: gives the renderer its `speakText`. */
  readonly voice?: SpeakingVoice | undefined;
  /** What a screen reader says of the picture. Default: a description of the character. */
  readonly label?: string | undefined;
  /** `reduced`: blinks and speech, but no sway and no glances. Default `auto`: what the visitor's system asks for. */
  readonly motion?: "auto" | "full" | "reduced" | undefined;
  /** Where the sound goes. Default: the loudspeaker, by a context of the renderer's own. A given node's context stays open. */
  readonly output?: AudioNode | undefined;
  readonly clock?: Clock | undefined;
  /** 0…1, as `Math.random`, the default: when the eyes blink and where they look. */
  readonly random?: (() => number) | undefined;
  /** Asks for one frame; returns the way to call it off. Default: `requestAnimationFrame`. */
  readonly requestFrame?: RequestFrame | undefined;
}
