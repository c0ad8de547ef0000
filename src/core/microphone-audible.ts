/** What follows from the microphone's state, and is never kept beside it. */
import type { MicrophoneState } from "./microphone-types.js";
import type { MicState } from "./vocabulary.js";

/** May sound leave? */
export function isAudible({ device, mode, mute, window }: MicrophoneState): boolean {
  if (device.name !== "publishing" && device.name !== "on") return false;
  return mode === "open" ? mute === "none" : mute !== "wished" && window.name === "open";
}

/** The public word for it; a failure's is told by the report that brings it. */
export function micStateOf(state: MicrophoneState): MicState {
  switch (state.device.name) {
    case "off":
      return "off";
    case "asking":
    case "publishing":
      return "asking";
    case "on":
      return isAudible(state) ? "live" : "muted";
  }
}
