/** The only file that names the signals library. */
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

/** What was read is watched until the next run or the stop; only then do the signals know of whoever reads them. */
export interface Following {
  /** Runs `act` at once and watches what it read, in place of what an earlier run read. */
  run(act: () => void): void;
  stop(): void;
}

/**
 * Follows signals for one owner.
 * @param changed called once, in the middle of a `set`, when something that the last run read has changed: it may plan
 * the next run but must not read signals itself
 */
export function follow(changed: () => void): Following {
  let watcher: Signal.subtle.Watcher | undefined;
  let watched: Signal.Computed<void> | undefined;
  const stop = (): void => {
    if (watched) watcher?.unwatch(watched);
    watched = undefined;
  };
  return {
    run: (act) => {
      stop();
      const read = (watched = new Signal.Computed(act));
      watcher ??= new Signal.subtle.Watcher(changed);
      watcher.watch(read);
      Signal.subtle.untrack(() => {
        read.get();
      });
    },
    stop,
  };
}

/**
 * Runs `act` now, and in a microtask after each change of what it read.
 * @returns ends it; whoever does not call it keeps `act` alive as long as the signals live
 */
export function effect(act: () => void): () => void {
  let over = false;
  const run = (): void => {
    if (!over) following.run(act);
  };
  const following = follow(() => {
    queueMicrotask(run);
  });
  run();
  return () => {
    over = true;
    following.stop();
  };
}
