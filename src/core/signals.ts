/** The only file that names the signals library itself; the element takes it from `@lit-labs/signals`: decision 6. */
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

/**
 * Runs `act` now, and in a microtask after each change of what its last run read. A run that throws is told to `onError`
 * and watched like any other.
 * @returns ends it; whoever does not call it keeps `act` alive as long as the signals live
 */
export function effect(act: () => void, onError: (error: unknown) => void): () => void {
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
      // Whoever makes the effect while it reads signals is not made a reader of what the effect reads.
      Signal.subtle.untrack(() => {
        read.get();
      });
    } catch (error) {
      onError(error);
    }
  };
  run();
  return () => {
    isOver = true;
    unwatch();
  };
}
