/** Notices when a microphone that could not be had may be there now, and when the visitor takes the permission back. */
import { attempt } from "../core/wait.js";
import type { MicState } from "../core/vocabulary.js";

/** The parts of the browser that tell of permissions and devices. */
export interface MicrophoneSigns {
  /** The visitor's permission; rejects where the browser does not tell. */
  readonly permission: () => Promise<PermissionStatus>;
  /** The devices, where the page may be asked for them. */
  readonly devices: MediaDevices | undefined;
}

export interface MicrophoneWatchContext {
  /** The microphone may be had now: the permission was given, or the device is there again. */
  readonly handleAvailable: () => void;
  /** The visitor has withdrawn the permission. */
  readonly handleDenied: () => void;
}

/** How a browser names a device. */
export interface DeviceNames {
  readonly deviceId?: string | undefined;
  /** Chromium calls whatever the system prefers "default": only this tells one such device from the next. */
  readonly groupId?: string | undefined;
}

/** What is waited for: the failure that is shown, and the device that went away. */
interface Awaited {
  readonly mic: MicState;
  readonly device: DeviceNames;
}

const isSame = (one: DeviceNames, other: DeviceNames): boolean =>
  one.deviceId === other.deviceId && (!one.groupId || !other.groupId || one.groupId === other.groupId);

const browserSigns = (): MicrophoneSigns => ({
  permission: () => navigator.permissions.query({ name: "microphone" }),
  devices: navigator.mediaDevices,
});

/**
 * A watch begins with the first request for a microphone and ends when none is wanted any more. It asks the visitor nothing: a device
 * that appears counts only where the permission has been given already, which its label shows.
 */
export class MicrophoneWatch {
  readonly #context: MicrophoneWatchContext;
  readonly #signs: () => MicrophoneSigns;
  #life: AbortController | undefined;
  #devices: MediaDevices | undefined;
  #awaited: Awaited | undefined;

  constructor(context: MicrophoneWatchContext, signs: () => MicrophoneSigns = browserSigns) {
    this.#context = context;
    this.#signs = signs;
  }

  /** Begins to listen, where it does not yet. */
  begin(): void {
    if (this.#life) return;
    const { signal } = (this.#life = new AbortController());
    const signs = this.#signs();
    this.#devices = signs.devices;
    signs.devices?.addEventListener("devicechange", this.#look, { signal });
    document.addEventListener("visibilitychange", this.#look, { signal });
    attempt(signs.permission, { signal }).then(
      (status) => {
        status.addEventListener("change", () => this.#handlePermission(status.state), { signal });
      },
      // The browser does not tell: the visitor has the button.
      () => undefined,
    );
  }

  /** @param mic the present state of the microphone @param device the one that was used last */
  follow(mic: MicState, device: DeviceNames): void {
    this.#awaited = { mic, device };
  }

  /** Listens no more, until it is begun again. */
  end(): void {
    this.#life?.abort();
    this.#life = this.#devices = this.#awaited = undefined;
  }

  #handlePermission(state: PermissionState): void {
    if (state === "denied") this.#context.handleDenied();
    else if (state === "granted" && this.#awaited?.mic === "blocked") this.#context.handleAvailable();
  }

  /** Looks for the device. One that replaces a lost one is not opened: the visitor may have unplugged it to be silent. */
  readonly #look = (): void => {
    const awaited = this.#awaited;
    const isLost = awaited?.mic === "missing" || awaited?.mic === "interrupted";
    const devices = this.#devices;
    if (!awaited || !isLost || !devices || document.visibilityState === "hidden") return;
    attempt(() => devices.enumerateDevices(), { signal: this.#life?.signal }).then(
      (found) => {
        const inputs = found.filter(({ kind, label }) => kind === "audioinput" && label !== "");
        const isThere =
          awaited.mic === "missing" ? inputs.length > 0 : inputs.some((input) => isSame(input, awaited.device));
        if (isThere && this.#awaited === awaited) this.#context.handleAvailable();
      },
      // A list that cannot be had shows no device.
      () => undefined,
    );
  };
}
