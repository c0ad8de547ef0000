/** What the browser and the page allow. Nobody is asked for a permission. */
import { type Check, fail, pass, SKIPPED, warn } from "./checks.js";

const KEY = "live-avatar-diagnosis";

export const secureContext: Check = () => (isSecureContext ? pass() : fail());

/** Whether the page's Permissions-Policy allows a feature; browsers but Chromium's do not say. */
export const policy =
  (feature: string, isNeeded: boolean): Check =>
  () => {
    const { featurePolicy } = document as { featurePolicy?: { allowsFeature(name: string): boolean } };
    if (!featurePolicy || !isNeeded) return SKIPPED;
    return featurePolicy.allowsFeature(feature) ? pass() : warn();
  };

export const microphone: Check = async () => {
  const { mediaDevices } = navigator as Partial<Navigator>;
  if (!mediaDevices) return warn("no mediaDevices");
  const count = (await mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "audioinput").length;
  return count > 0 ? pass(String(count)) : warn();
};

export const microphonePermission: Check = async () => {
  const { permissions } = navigator as Partial<Navigator>;
  if (!permissions) return SKIPPED;
  // Firefox before 132 does not know this name, and throws.
  const { state } = await permissions.query({ name: "microphone" });
  return state === "denied" ? warn(state) : pass(state);
};

export const webAudio: Check = () => ("AudioContext" in globalThis ? pass() : warn());

export const audioWorklet: Check = () => ("AudioWorkletNode" in globalThis ? pass() : warn());

export const storage: Check = async () => {
  try {
    localStorage.setItem(KEY, KEY);
    localStorage.removeItem(KEY);
  } catch (error) {
    return warn(error instanceof Error ? error.name : undefined);
  }
  const { storage: manager } = navigator as Partial<Navigator>;
  const { quota, usage } = (await manager?.estimate()) ?? {};
  return quota === undefined || usage === undefined ? pass() : pass(`${Math.round((quota - usage) / 2 ** 20)} MiB`);
};

interface NetworkInformation {
  readonly saveData?: boolean;
  readonly effectiveType?: string;
}
const connection = (): NetworkInformation | undefined =>
  (navigator as { readonly connection?: NetworkInformation }).connection;

export const saveData: Check = () => {
  const saves = connection()?.saveData;
  return saves === undefined ? SKIPPED : saves ? warn() : pass();
};

export const network: Check = () => {
  if (!navigator.onLine) return fail("offline");
  const type = connection()?.effectiveType;
  if (type === undefined) return SKIPPED;
  return type === "4g" ? pass(type) : warn(type);
};
