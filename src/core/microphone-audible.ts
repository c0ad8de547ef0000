/** Values that follow from the microphone's state, and are never stored beside it. */
import type { MicrophoneState } from "./microphone-types.js";
import type { MicState } from "./vocabulary.js";

/** Whether the microphone's sound may be sent. */
export function isAudible({ device, mode, mute, window }: MicrophoneState): boolean {
  if (device.name !== "publishing" && device.name !== "on") return false;
  return mode === "open" ? mute === "none" : mute !== "wished" && window.name === "open";
}

/** The public {@link MicState}. */
export function micStateOf(state: MicrophoneState): MicState {
  switch (state.device.name) {
    case "off":
      return state.device.failure ?? "off";
    case "asking":
    case "publishing":
      return "asking";
    case "on":
      // Whoever is muted misses nothing.
      if (!isAudible(state)) return "muted";
      return state.device.isInterrupted ? "interrupted" : "live";
  }
}
