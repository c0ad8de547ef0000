/**
 * The microphone machine: `transition(state, input)` returns the next state and the effects to run.
 *
 * It owns the device, the mute, the mode and the push-to-talk window, and with them whether sound may be sent. Browser,
 * room, time and promises are effects; their outcomes come back as inputs. Every pair of state and input has an answer.
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
  handleServiceReport,
  releaseWindow,
  settled,
  unchanged,
  withdrawWindow,
} from "./microphone-window.js";

/** The state of a microphone that has not been asked for. */
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

/** The next step. Its effects are in the order in which they must run: silence first, the callers' promises last. */
export function transition(state: MicrophoneState, input: MicrophoneInput): MicrophoneStep {
  const step = state.over ? decideWhenOver(state, input) : decide(state, input);
  const [before, after] = [isAudible(state), isAudible(step.state)];
  const [was, is] = [micStateOf(state), micStateOf(step.state)];
  const acts = step.effects.filter(({ type }) => type !== "settle");
  // `asking` is reported when the browser asks; a failure has been reported with its reason.
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
      return join(silent, switchOff(silent.state));
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
      // In open mode the device would be heard before the service has granted the window.
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
      // The device was granted to a request that has been withdrawn.
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
      const gone = switchOff(silent.state);
      return join(silent, { state: gone.state, effects: [...gone.effects, { type: "report", mic, error }] });
    }

    case "window-granted":
    case "window-refused":
    case "window-unanswered":
    case "window-changed":
      return handleServiceReport(state, input);

    case "room-lost":
      return withdrawWindow(state, input.error);

    case "room-closed": {
      const gone = switchOff(state);
      const over: MicrophoneState = { ...gone.state, window: { name: "closed" }, over: true };
      return {
        state: over,
        effects: [...gone.effects, settled("press", input.error), settled("release", input.error)],
      };
    }
  }
}

/** The step after the room was closed: nothing opens any more, and no promise stays unsettled. */
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

/** Asks for the wanted device; the one before is released. */
function acquire(state: MicrophoneState): MicrophoneStep {
  const attempt = state.attempts + 1;
  return {
    state: { ...state, attempts: attempt, device: { name: "asking", attempt } },
    effects: [...releaseDevice(state), { type: "acquire", attempt, deviceId: state.deviceId }],
  };
}

function switchOff(state: MicrophoneState): MicrophoneStep {
  return {
    state: { ...state, device: { name: "off" } },
    effects: [...releaseDevice(state), settled("start")],
  };
}

/** Releases the device first, so that the recording light goes out, and then leaves the room. */
function releaseDevice({ device }: MicrophoneState): MicrophoneEffect[] {
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
