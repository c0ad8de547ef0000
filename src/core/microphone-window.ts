/**
 * The push-to-talk window: a part of the microphone machine. On this side it closes in the step in which it is no longer
 * wanted, and opens only when the service has granted it.
 */
import { abortError } from "./abort.js";
import { LiveAvatarError } from "./errors.js";
import type { MicrophoneEffect, MicrophoneInput, MicrophoneState, MicrophoneStep } from "./microphone-types.js";

export const unchanged = (state: MicrophoneState): MicrophoneStep => ({ state, effects: [] });

type ServiceReport = Extract<
  MicrophoneInput,
  { type: "window-granted" | "window-refused" | "window-unanswered" | "window-changed" }
>;

/** The step when the button is pressed while the device is on or being opened. */
export function pressWindow(state: MicrophoneState): MicrophoneStep {
  const { window } = state;
  if (state.mute === "wished") {
    const muted = new LiveAvatarError("wrong-state", "The microphone is muted: unmute it first.", { fatal: false });
    return { state, effects: [settled("press", muted)] };
  }
  switch (window.name) {
    case "closed":
      return state.device.name === "on"
        ? askToOpen(state)
        : unchanged({ ...state, window: { name: "opening", request: undefined, wanted: true } });
    case "opening":
      return unchanged({ ...state, window: { ...window, wanted: true } });
    case "open":
      return { state, effects: [settled("press")] };
    case "closing":
      // The service answers in order: asked now, it could not say which of two questions it grants.
      return unchanged({ ...state, window: { ...window, again: true } });
  }
}

/** The step when the button is released. */
export function releaseWindow(state: MicrophoneState): MicrophoneStep {
  const step = withdrawWindow(state, abortError());
  if (step.state.window.name !== "closed") return step;
  return { state: step.state, effects: [...step.effects, settled("release")] };
}

/** The step when the window is no longer wanted. @param why the rejection of the caller that waits for it */
export function withdrawWindow(state: MicrophoneState, why: Error): MicrophoneStep {
  const { window } = state;
  switch (window.name) {
    case "closed":
      return unchanged(state);
    case "opening": {
      const effects = window.wanted ? [settled("press", why)] : [];
      if (window.request === undefined) return { state: { ...state, window: { name: "closed" } }, effects };
      // The service is told as soon as it has answered: a grant may still be on its way.
      return { state: { ...state, window: { ...window, wanted: false } }, effects };
    }
    case "open":
      return askToClose(state);
    case "closing":
      return {
        state: { ...state, window: { ...window, again: false } },
        effects: window.again ? [settled("press", why)] : [],
      };
  }
}

export function askToOpen(state: MicrophoneState): MicrophoneStep {
  const request = state.requests + 1;
  return {
    state: { ...state, requests: request, window: { name: "opening", request, wanted: true } },
    effects: [{ type: "ask-window", edge: "start", request }],
  };
}

/** The step for the service's answer, or for its absence. */
export function handleServiceReport(state: MicrophoneState, input: ServiceReport): MicrophoneStep {
  const { window } = state;
  if (input.type === "window-changed") {
    if (input.open) return window.name === "closed" ? askToClose(state) : unchanged(state);
    return window.name === "open" ? unchanged({ ...state, window: { name: "closed" } }) : unchanged(state);
  }
  if (window.name === "closing" && window.request === input.request) {
    const error = input.type === "window-granted" ? undefined : input.error;
    const next = window.again ? openAgain(state) : unchanged({ ...state, window: { name: "closed" } });
    return { state: next.state, effects: [...next.effects, settled("release", error)] };
  }
  if (window.name !== "opening" || window.request !== input.request) return unchanged(state);
  switch (input.type) {
    case "window-granted":
      if (!window.wanted) return askToClose(state);
      // A service that grants windows listens in windows only, whatever was known of it.
      return {
        state: { ...state, mode: "push-to-talk", window: { name: "open" } },
        effects: [settled("press")],
      };
    case "window-refused":
      return {
        state: { ...state, window: { name: "closed" } },
        effects: [...(window.wanted ? [settled("press", input.error)] : []), settled("release")],
      };
    case "window-unanswered": {
      // The service may have received the question all the same.
      const step = askToClose(state);
      return {
        state: step.state,
        effects: [...step.effects, ...(window.wanted ? [settled("press", input.error)] : [])],
      };
    }
  }
}

function askToClose(state: MicrophoneState): MicrophoneStep {
  const request = state.requests + 1;
  return {
    state: { ...state, requests: request, window: { name: "closing", request, again: false } },
    effects: [{ type: "ask-window", edge: "stop", request }],
  };
}

/** The step when the button was pressed again while the window closed. */
function openAgain(state: MicrophoneState): MicrophoneStep {
  const closed: MicrophoneState = { ...state, window: { name: "closed" } };
  if (state.device.name === "off") return { state: closed, effects: [settled("press", abortError())] };
  return pressWindow(closed);
}

export function settled(waiter: "start" | "press" | "release", error?: Error): MicrophoneEffect {
  return { type: "settle", waiter, ...(error && { error }) };
}
