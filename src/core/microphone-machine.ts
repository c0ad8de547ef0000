/**
 * The microphone machine: `transition(state, input)` returns the next state and the effects to run.
 *
 * It owns the device, the mute, the mode and the push-to-talk window, and with them whether sound may be sent. Browser,
 * room, time and promises are effects; their outcomes come back as inputs. Every pair of state and input has an answer.
 */
import { abortError } from "./abort.js";
import { LiveAvatarError } from "./errors.js";
import { micStateOf, isAudible } from "./microphone-audible.js";
import { acquire, changeDevice, handleDeviceReport, join, keepDevice, switchOff } from "./microphone-device.js";
import type { MicrophoneInput, MicrophoneMode, MicrophoneState, MicrophoneStep } from "./microphone-types.js";
import {
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
    device: { name: "off", failure: undefined },
    replacement: undefined,
    deviceId: undefined,
    lostDevice: undefined,
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
  const error = is === "interrupted" ? interruption() : undefined;
  return {
    state: step.state,
    effects: [
      ...(before === after ? [] : [{ type: "set-audible", audible: after } as const]),
      ...acts,
      ...(was === is || isReported ? [] : [{ type: "report", mic: is, ...(error && { error }) } as const]),
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
      const wanted = state.replacement ?? state;
      const deviceId = input.deviceId ?? wanted.deviceId;
      const next = { ...quiet.state, mute } as const;
      // One that the system silences may be silenced for good: a second try opens it anew.
      const isUseless = device.name === "off" || (device.name === "on" && device.isInterrupted && !state.replacement);
      if (isUseless || deviceId !== wanted.deviceId) return join(quiet, changeDevice(next, deviceId));
      const isThere = device.name === "on" && !state.replacement;
      return join(quiet, { state: next, effects: isThere ? [settled("start")] : [] });
    }

    case "stop": {
      if (device.name === "off") return unchanged({ ...state, device: { name: "off", failure: undefined } });
      const silent = withdrawWindow(state, abortError());
      return join(silent, switchOff(silent.state));
    }

    case "set-muted": {
      const next = { ...state, mute: input.muted ? "wished" : "none" } as const;
      if (!input.muted) return unchanged(next);
      return withdrawWindow(next, new DOMException("The microphone was muted.", "AbortError"));
    }

    case "set-device": {
      const { deviceId } = input;
      if (device.name === "off") return { state: { ...state, deviceId }, effects: [settled("start")] };
      const isOn = device.name === "on";
      if (deviceId !== (state.replacement ?? state).deviceId)
        return isOn && deviceId === state.deviceId ? keepDevice(state) : changeDevice(state, deviceId);
      return { state, effects: isOn && !state.replacement ? [settled("start")] : [] };
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

    case "prompted":
    case "acquired":
    case "published":
    case "device-failed":
    case "device-silenced":
    case "device-available":
    case "denied":
      return handleDeviceReport(state, input);

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
    case "device-silenced":
    case "device-available":
    case "denied":
    case "window-granted":
    case "window-refused":
    case "window-unanswered":
    case "window-changed":
    case "room-lost":
    case "room-closed":
      return unchanged(state);
  }
}

const interruption = (): LiveAvatarError =>
  new LiveAvatarError("mic-interrupted", "The system has taken the microphone, as for a phone call.");
