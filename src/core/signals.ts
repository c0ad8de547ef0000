/** The signals of the project. Only this file imports the signals library. */
import { Signal } from "signal-polyfill";

export { Signal };

/** A value that can be read and watched but not written. */
export interface ReadonlySignal<T> {
  get(): T;
}

/** A value that its owner writes. An equal value (`Object.is`) notifies no watcher. */
export interface WritableSignal<T> extends ReadonlySignal<T> {
  set(value: T): void;
}

export function state<T>(initial: T): WritableSignal<T> {
  return new Signal.State<T>(initial);
}
