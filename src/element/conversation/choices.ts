/** What a visitor has chosen for this site and browser: devices, and how they talk. Where storage is refused, for this page only. */
import { guard } from "../../core/guard.js";

export type DeviceKind = "microphone" | "speaker" | "camera";
export type Choice = DeviceKind | "talk-mode" | "talk-key";

const PREFIX = "live-avatar:";
const kept = new Map<Choice, string>();

/** The value that was chosen; undefined: none was. */
export function chosen(name: Choice): string | undefined {
  // A browser that refuses its storage throws when it is touched.
  const stored = guard(() => localStorage.getItem(PREFIX + name), noop);
  return stored ?? kept.get(name);
}

/** @param value "": the default is wanted */
export function choose(name: Choice, value: string): void {
  if (value) kept.set(name, value);
  else kept.delete(name);
  guard(() => {
    if (value) localStorage.setItem(PREFIX + name, value);
    else localStorage.removeItem(PREFIX + name);
  }, noop);
}

const noop = (): void => undefined;
