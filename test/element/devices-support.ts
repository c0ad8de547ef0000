/** Devices that a test plugs in and pulls out, in place of the browser's list. */

export interface Plugged {
  readonly kind: MediaDeviceKind;
  readonly deviceId: string;
  readonly label: string;
}

export const microphone = (deviceId: string): Plugged => ({ kind: "audioinput", deviceId, label: `The ${deviceId}` });
export const speaker = (deviceId: string): Plugged => ({ kind: "audiooutput", deviceId, label: `The ${deviceId}` });
export const camera = (deviceId: string): Plugged => ({ kind: "videoinput", deviceId, label: `The ${deviceId}` });

/** Has the browser list these devices; undefined: its own again. */
export function plug(devices: readonly Plugged[] | undefined): void {
  if (devices) {
    Object.defineProperty(navigator.mediaDevices, "enumerateDevices", {
      configurable: true,
      value: () => Promise.resolve(devices),
    });
  } else Reflect.deleteProperty(navigator.mediaDevices, "enumerateDevices");
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
}
