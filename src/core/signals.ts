/** The only file that names the signals library; the same copy that @lit-labs/signals watches (a test asserts one). */
import { Signal } from "signal-polyfill";

/** A value that can be read and watched but not written. */
export interface ReadonlySignal<T> {
  get(): T;
}

/** A value that its owner writes. Equal values (`Object.is`) notify nobody. */
export interface WritableSignal<T> extends ReadonlySignal<T> {
  set(value: T): void;
}

export function state<T>(initial: T): WritableSignal<T> {
  return new Signal.State<T>(initial);
}
