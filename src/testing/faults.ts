import type { Clock } from "../core/clock.js";
import { deferred } from "../core/wait.js";

/**
 * How a method breaks its word. `throw`: it throws at once and does nothing. The others do their work: `reject` rejects all
 * the same, `hang` never settles, `nothing` returns undefined, and a number does it only after so many milliseconds.
 */
export type Fault = "throw" | "reject" | "hang" | "nothing" | number;

/** Faults by the method's name, with a dot for a method of a part: `{ mount: "throw", "sound.setMuted": "throw" }`. */
export type Faults = Record<string, Fault | undefined>;

/**
 * The subject with methods that misbehave; everything else is the subject's own. It fits every port and every fake.
 *
 * ```js
 * const faults = { unmount: "hang" };
 * const renderer = withFaults(new FakeFace({ clock }), faults, clock);
 * faults.interrupt = "throw"; // from its next call on
 * ```
 *
 * @param faults read with each call, so that a test may change it at any time
 */
export function withFaults<T extends object>(subject: T, faults: Faults, clock: Clock): T {
  return proxyOf(subject, faults, clock, "");
}

function proxyOf<T extends object>(subject: T, faults: Faults, clock: Clock, path: string): T {
  return new Proxy(subject, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      const name = `${path}${String(key)}`;
      if (typeof value === "function") {
        return (...args: readonly unknown[]) =>
          call(() => value.apply(target, args) as unknown, name, faults[name], clock);
      }
      const isFaultyPart = Object.keys(faults).some((other) => other.startsWith(`${name}.`));
      return isFaultyPart && value instanceof Object ? proxyOf(value, faults, clock, `${name}.`) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

function call(act: () => unknown, name: string, fault: Fault | undefined, clock: Clock): unknown {
  if (fault === "throw") throw new Error(`${name}() threw.`);
  if (typeof fault === "number") return clock.sleep(fault).then(act);
  const result = act();
  if (fault === undefined) return result;
  // What comes of it is nobody's business any more.
  Promise.resolve(result).catch(noop);
  if (fault === "reject") return Promise.reject(new Error(`${name}() failed.`));
  return fault === "hang" ? deferred().promise : undefined;
}

const noop = (): void => undefined;
