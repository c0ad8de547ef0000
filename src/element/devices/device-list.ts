import { state } from "../../core/signals.js";
import { attempt } from "../../core/wait.js";
import type { DeviceKind } from "../conversation/choices.js";

/** The devices of the browser, kept up to date until {@link dispose}. It asks for no permission: until there is one, names are missing. */
export class DeviceList {
  readonly #devices: MediaDevices | undefined = navigator.mediaDevices;
  readonly #found = state<readonly MediaDeviceInfo[]>([]);
  readonly #life = new AbortController();

  constructor() {
    this.#devices?.addEventListener("devicechange", this.update, { signal: this.#life.signal });
    this.update();
  }

  /** Reads a signal. Chromium's entry for the system's choice is left out: the browser's choice stands for it. */
  of(kind: DeviceKind): readonly MediaDeviceInfo[] {
    const wanted = kind === "camera" ? "videoinput" : kind === "speaker" ? "audiooutput" : "audioinput";
    return this.#found.get().filter((device) => device.kind === wanted && !/^(default)?$/.test(device.deviceId));
  }

  /** The name of the system's choice, where the browser tells it. */
  nameOfDefault(kind: DeviceKind): string | undefined {
    const wanted = kind === "speaker" ? "audiooutput" : "audioinput";
    const found = this.#found.get().find((device) => device.kind === wanted && device.deviceId === "default");
    return (kind !== "camera" && found?.label) || undefined;
  }

  /** Whether there are devices whose names the browser keeps to itself. */
  get isNameless(): boolean {
    return this.#found.get().some(({ kind, label }) => kind === "audioinput" && label === "");
  }

  dispose(): void {
    this.#life.abort();
  }

  /** Reads the list anew. Names come with a permission, of which no event tells. */
  readonly update = (): void => {
    const devices = this.#devices;
    if (!devices) return;
    attempt(() => devices.enumerateDevices(), { signal: this.#life.signal }).then(
      (found) => {
        this.#found.set(found);
      },
      () => undefined, // a list that cannot be had is empty
    );
  };
}
