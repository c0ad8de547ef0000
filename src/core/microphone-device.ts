/**
 * The device of the microphone: a part of the microphone machine. A device that works is kept until the one that replaces it
 * works, and a chosen device that is not there any more gives way to the browser's choice.
 */
import { LiveAvatarError } from "./errors.js";
import { isAudible, micStateOf } from "./microphone-audible.js";
import type {
  DeviceReplacement,
  MicrophoneEffect,
  MicrophoneInput,
  MicrophoneState,
  MicrophoneStep,
} from "./microphone-types.js";
import type { MicState } from "./vocabulary.js";
import { askToOpen, settled, unchanged, withdrawWindow } from "./microphone-window.js";

type DeviceReport = Extract<
  MicrophoneInput,
  { type: "prompted" | "acquired" | "published" | "device-failed" | "device-silenced" | "device-available" | "denied" }
>;

/** The step for what browser and room say of a device. */
export function handleDeviceReport(state: MicrophoneState, input: DeviceReport): MicrophoneStep {
  const { device, replacement } = state;
  switch (input.type) {
    case "prompted": {
      const isCurrent = device.name === "asking" && device.attempt === input.attempt;
      return { state, effects: isCurrent ? [{ type: "report", mic: "asking" }] : [] };
    }

    case "acquired": {
      const { attempt } = input;
      const publish = { type: "publish", attempt } as const;
      if (replacement?.name === "asking" && replacement.attempt === attempt)
        return { state: { ...state, replacement: { ...replacement, name: "publishing" } }, effects: [publish] };
      // The device was granted to a request that has been withdrawn.
      if (device.name !== "asking" || device.attempt !== attempt)
        return { state, effects: [{ type: "release", attempt }] };
      return { state: { ...state, device: { name: "publishing", attempt } }, effects: [publish] };
    }

    case "published": {
      const { attempt, isSilenced: isInterrupted = false } = input;
      if (replacement?.name === "publishing" && replacement.attempt === attempt)
        return takeOver(state, replacement, isInterrupted);
      if (device.name !== "publishing" || device.attempt !== attempt) return unchanged(state);
      const next: MicrophoneState = {
        ...state,
        device: { name: "on", attempt, isInterrupted },
        lostDevice: undefined,
      };
      const { lostDevice: error } = state;
      const told: MicrophoneEffect[] = error ? [{ type: "report", mic: micStateOf(next), error }] : [];
      const on: MicrophoneStep = { state: next, effects: [...told, settled("start")] };
      const { window } = state;
      return window.name === "opening" && window.request === undefined ? join(on, askToOpen(on.state)) : on;
    }

    case "device-failed":
      return handleFailure(state, input);

    case "device-silenced": {
      if (device.name !== "on" || device.attempt !== input.attempt) return unchanged(state);
      return unchanged({ ...state, device: { ...device, isInterrupted: input.isSilenced } });
    }

    case "device-available":
      return device.name === "off" && device.failure !== undefined ? acquire(state) : unchanged(state);

    case "denied": {
      if (device.name === "on" || device.name === "publishing") return giveUp(state, input.failure);
      if (device.name !== "off" || device.failure !== "interrupted") return unchanged(state);
      const { mic, error } = input.failure;
      return { state: { ...state, device: { name: "off", failure: mic } }, effects: [{ type: "report", mic, error }] };
    }
  }
}

/** The step when another device is wanted, or the same anew. @param deviceId undefined: the browser's choice */
export function changeDevice(state: MicrophoneState, deviceId: string | undefined): MicrophoneStep {
  if (state.device.name !== "on") return acquire({ ...state, deviceId });
  const attempt = state.attempts + 1;
  return {
    state: { ...state, attempts: attempt, replacement: { name: "asking", attempt, deviceId } },
    effects: [...releaseReplacement(state), { type: "acquire", attempt, deviceId }],
  };
}

/** The step when the device that works is wanted after all. */
export function keepDevice(state: MicrophoneState): MicrophoneStep {
  return { state: { ...state, replacement: undefined }, effects: [...releaseReplacement(state), settled("start")] };
}

/** Asks for the wanted device; the one before is released. */
export function acquire(state: MicrophoneState): MicrophoneStep {
  const attempt = state.attempts + 1;
  return {
    state: { ...state, attempts: attempt, device: { name: "asking", attempt }, replacement: undefined },
    effects: [...releaseAll(state), { type: "acquire", attempt, deviceId: state.deviceId }],
  };
}

/** @param failure the reason that is shown from now on; undefined: the microphone was closed */
export function switchOff(state: MicrophoneState, failure?: MicState): MicrophoneStep {
  return {
    state: { ...state, device: { name: "off", failure }, replacement: undefined, lostDevice: undefined },
    effects: [...releaseAll(state), settled("start")],
  };
}

function handleFailure(
  state: MicrophoneState,
  { attempt, failure }: Extract<DeviceReport, { type: "device-failed" }>,
): MicrophoneStep {
  const { device, replacement } = state;
  if (replacement?.attempt === attempt) {
    const kept = keepDevice(state);
    return {
      state: kept.state,
      effects: [{ type: "report", mic: micStateOf(kept.state), error: failure.error }, ...kept.effects],
    };
  }
  if (device.name === "off" || device.attempt !== attempt) return unchanged(state);
  if (replacement) {
    // The old one is gone before the new one works: from now on the new one is waited for.
    const { name, deviceId } = replacement;
    const next: MicrophoneState = {
      ...state,
      ...{ deviceId, device: { name, attempt: replacement.attempt }, replacement: undefined },
    };
    return { state: next, effects: [...releaseDevice(state), ...soundOf(next), { type: "report", mic: "asking" }] };
  }
  if (device.name === "asking" && failure.mic === "missing" && state.deviceId !== undefined) {
    // A device of last week, or of another browser profile. Nobody asks for it again.
    return acquire({ ...state, deviceId: undefined, lostDevice: deviceLost(failure.error) });
  }
  return giveUp(state, failure);
}

function giveUp(state: MicrophoneState, { mic, error }: Extract<DeviceReport, { type: "denied" }>["failure"]) {
  const silent = withdrawWindow(state, error);
  const gone = switchOff(silent.state, mic);
  return join(silent, { state: gone.state, effects: [...gone.effects, { type: "report", mic, error }] });
}

/** The new device works: the old one is released, and its rights go over. */
function takeOver(
  state: MicrophoneState,
  { attempt, deviceId }: DeviceReplacement,
  isInterrupted: boolean,
): MicrophoneStep {
  const next: MicrophoneState = {
    ...state,
    ...{ deviceId, device: { name: "on", attempt, isInterrupted }, replacement: undefined },
  };
  return { state: next, effects: [...releaseDevice(state), ...soundOf(next), settled("start")] };
}

/** A new track is silent, also where it follows one that is heard. */
const soundOf = (state: MicrophoneState): MicrophoneEffect[] =>
  isAudible(state) ? [{ type: "set-audible", audible: true }] : [];

const releaseAll = (state: MicrophoneState): MicrophoneEffect[] => [
  ...releaseDevice(state),
  ...releaseReplacement(state),
];

/** Releases the device first, so that the recording light goes out, and then leaves the room. */
function releaseDevice({ device }: MicrophoneState): MicrophoneEffect[] {
  return device.name === "publishing" || device.name === "on" ? releaseAttempt(device.attempt) : [];
}

function releaseReplacement({ replacement }: MicrophoneState): MicrophoneEffect[] {
  return replacement?.name === "publishing" ? releaseAttempt(replacement.attempt) : [];
}

const releaseAttempt = (attempt: number): MicrophoneEffect[] => [
  { type: "release", attempt },
  { type: "unpublish", attempt },
];

const deviceLost = (cause: LiveAvatarError): LiveAvatarError =>
  new LiveAvatarError("mic-missing", "The chosen microphone was not found; the browser's choice is used instead.", {
    cause: cause.cause ?? cause,
  });

export const join = (first: MicrophoneStep, then: MicrophoneStep): MicrophoneStep => ({
  state: then.state,
  effects: [...first.effects, ...then.effects],
});
