/**
 * The microphone's machine: `transition(state, input)` says what comes next and what is to be done about it.
 *
 * It owns the device, the mute, the mode and the window of push-to-talk, and the one truth that follows from them: may
 * sound leave? It does not own browsers, rooms, time or promises: those are effects, and what becomes of them comes back
 * as input. Every pair of state and input has an answer.
 */
import { abortError } from "./abort.js";
import { LiveAvatarError } from "./errors.js";
import { micStateOf, isAudible } from "./microphone-audible.js";
import type {
  MicrophoneEffect,
  MicrophoneInput,
  MicrophoneMode,
  MicrophoneState,
  MicrophoneStep,
} from "./microphone-types.js";
import {
  askToOpen,
  pressWindow,
  receiveServiceReport,
  releaseWindow,
  settled,
  unchanged,
  withdrawWindow,
} from "./microphone-window.js";

/** A microphone that has not been asked for. */
export function initialMicrophone(mode: MicrophoneMode): MicrophoneState {
  return {
    mode,
    mute: "none",
    device: { name: "off" },
    deviceId: undefined,
    window: { name: "closed" },
    attempts: 0,
    requests: 0,
    over: false,
  };
}

/** The effects come in the order in which they must happen: silence first, and callers hear last. */
export function transition(state: MicrophoneState, input: MicrophoneInput): MicrophoneStep {
  const step = state.over ? decideWhenOver(state, input) : decide(state, input);
  const [before, after] = [isAudible(state), isAudible(step.state)];
  const [was, is] = [micStateOf(state), micStateOf(step.state)];
  const acts = step.effects.filter(({ type }) => type !== "settle");
  // That the browser is asking is reported when it does; a failure has been reported with its reason.
  const isReported = is === "asking" || acts.some(({ type }) => type === "report");
  return {
    state: step.state,
    effects: [
      ...(before === after ? [] : [{ type: "set-audible", audible: after } as const]),
      ...acts,
      ...(was === is || isReported ? [] : [{ type: "report", mic: is } as const]),
      ...step.effects.filter(({ type }) => type === "settle"),
    ],
  };
}

function decide(state: MicrophoneState, input: MicrophoneInput): MicrophoneStep {
  const { device } = state;
  switch (input.type) {
    case "start": {
      const quiet = input.muted ? withdrawWindow(state, abortError()) : unchanged(state);
      const mute = !input.muted ? "none" : state.mute === "wished" ? "wished" : "initial";
      const deviceId = input.deviceId ?? state.deviceId;
      const next = { ...quiet.state, mute, deviceId } as const;
      if (device.name === "off" || deviceId !== state.deviceId) return join(quiet, acquire(next));
      return join(quiet, { state: next, effects: device.name === "on" ? [settled("start")] : [] });
    }

    case "stop": {
      if (device.name === "off") return unchanged(state);
      const silent = withdrawWindow(state, abortError());
      return join(silent, letGo(silent.state));
    }

    case "set-muted": {
      const next = { ...state, mute: input.muted ? "wished" : "none" } as const;
      if (!input.muted) return unchanged(next);
      return withdrawWindow(next, new DOMException("The microphone was muted.", "AbortError"));
    }

    case "set-device": {
      const next = { ...state, deviceId: input.deviceId };
      if (device.name === "off" || input.deviceId === state.deviceId) {
        const isWaiting = device.name === "asking" || device.name === "publishing";
        return { state: next, effects: isWaiting ? [] : [settled("start")] };
      }
      return acquire(next);
    }

    case "set-mode":
      return unchanged({ ...state, mode: input.mode });

    case "press": {
      const pressed = pressWindow(state);
      if (device.name !== "off" || state.mute === "wished") return pressed;
      // In an open mode the device would be heard before the service has said that there is a window.
      const isExposed = state.mode === "open" && state.mute === "none";
      return join(pressed, acquire({ ...pressed.state, mute: isExposed ? "initial" : state.mute }));
    }

    case "release":
      return releaseWindow(state);

    case "prompted": {
      const isCurrent = device.name === "asking" && device.attempt === input.attempt;
      return { state, effects: isCurrent ? [{ type: "report", mic: "asking" }] : [] };
    }

    case "acquired": {
      const { attempt } = input;
      // Granted to a wish that is no more.
      if (device.name !== "asking" || device.attempt !== attempt)
        return { state, effects: [{ type: "release", attempt }] };
      return { state: { ...state, device: { name: "publishing", attempt } }, effects: [{ type: "publish", attempt }] };
    }

    case "published": {
      if (device.name !== "publishing" || device.attempt !== input.attempt) return unchanged(state);
      const on: MicrophoneStep = {
        state: { ...state, device: { name: "on", attempt: input.attempt } },
        effects: [settled("start")],
      };
      const { window } = state;
      return window.name === "opening" && window.request === undefined ? join(on, askToOpen(on.state)) : on;
    }

    case "device-failed": {
      if (device.name === "off" || device.attempt !== input.attempt) return unchanged(state);
      const { mic, error } = input.failure;
      const silent = withdrawWindow(state, error);
      const gone = letGo(silent.state);
      return join(silent, { state: gone.state, effects: [...gone.effects, { type: "report", mic, error }] });
    }

    case "window-granted":
    case "window-refused":
    case "window-unanswered":
    case "window-changed":
      return receiveServiceReport(state, input);

    case "room-lost":
      return withdrawWindow(state, input.error);

    case "room-closed": {
      const gone = letGo(state);
      const over: MicrophoneState = { ...gone.state, window: { name: "closed" }, over: true };
      return {
        state: over,
        effects: [...gone.effects, settled("press", input.error), settled("release", input.error)],
      };
    }
  }
}

/** Nothing can be opened any more, and nobody may wait. */
function decideWhenOver(state: MicrophoneState, input: MicrophoneInput): MicrophoneStep {
  switch (input.type) {
    case "start":
    case "set-device":
      return { state, effects: [settled("start")] };
    case "press":
      return { state, effects: [settled("press", new LiveAvatarError("wrong-state", "The conversation is over."))] };
    case "release":
      return { state, effects: [settled("release")] };
    case "acquired":
      return { state, effects: [{ type: "release", attempt: input.attempt }] };
    case "stop":
    case "set-muted":
    case "set-mode":
    case "prompted":
    case "published":
    case "device-failed":
    case "window-granted":
    case "window-refused":
    case "window-unanswered":
    case "window-changed":
    case "room-lost":
    case "room-closed":
      return unchanged(state);
  }
}

/** Asks for the device that is wanted; the one before is given back. */
function acquire(state: MicrophoneState): MicrophoneStep {
  const attempt = state.attempts + 1;
  return {
    state: { ...state, attempts: attempt, device: { name: "asking", attempt } },
    effects: [...giveBack(state), { type: "acquire", attempt, deviceId: state.deviceId }],
  };
}

function letGo(state: MicrophoneState): MicrophoneStep {
  return {
    state: { ...state, device: { name: "off" } },
    effects: [...giveBack(state), settled("start")],
  };
}

/** First the recording light, then the room. */
function giveBack({ device }: MicrophoneState): MicrophoneEffect[] {
  if (device.name !== "publishing" && device.name !== "on") return [];
  const { attempt } = device;
  return [
    { type: "release", attempt },
    { type: "unpublish", attempt },
  ];
}

const join = (first: MicrophoneStep, then: MicrophoneStep): MicrophoneStep => ({
  state: then.state,
  effects: [...first.effects, ...then.effects],
});
