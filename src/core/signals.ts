/** The signals of the project. Only this file imports the signals library; the element has it from `@lit-labs/signals`. */
import { Signal } from "signal-polyfill";

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

/**
 * Runs `act` now, and in a microtask after each change of a signal that its last run read. A run that throws is reported to
 * `handleError` and watched like any other.
 * @returns ends the effect; without that call, `act` lives as long as the signals
 */
export function effect(act: () => void, handleError: (error: unknown) => void): () => void {
  let isOver = false;
  let watched: Signal.Computed<void> | undefined;
  const watcher = new Signal.subtle.Watcher(() => {
    // Signals may be neither read nor written here.
    queueMicrotask(run);
  });
  const unwatch = (): void => {
    if (watched) watcher.unwatch(watched);
    watched = undefined;
  };
  const run = (): void => {
    if (isOver) return;
    unwatch();
    const read = (watched = new Signal.Computed(act));
    watcher.watch(read);
    try {
      // Untracked: an effect that is made while other code reads signals must not add its own to that code's.
      Signal.subtle.untrack(() => {
        read.get();
      });
    } catch (error) {
      handleError(error);
    }
  };
  run();
  return () => {
    isOver = true;
    unwatch();
  };
}
