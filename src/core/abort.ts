/** The helpers for aborts: make, recognise and join them. An abort is not a failure. */

/** The AbortError of a signal: its own reason where that is an AbortError, else a new one with it as cause. */
export function abortError(signal?: AbortSignal): DOMException {
  const reason: unknown = signal?.aborted ? signal.reason : undefined;
  if (reason instanceof DOMException && reason.name === "AbortError") return reason;
  return new DOMException(reason instanceof Error ? reason.message : "The operation was aborted.", "AbortError");
}

/** Whether the value is an AbortError, with which a cancelled wait rejects. */
export function isAbortError(value: unknown): boolean {
  return value instanceof DOMException && value.name === "AbortError";
}

/** Throws the AbortError of a signal that is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

/**
 * A controller that also aborts when any of `signals` does. `dispose()` removes its listeners; call it at the end of the work.
 * A work-around for browsers without `AbortSignal.any` (https://developer.mozilla.org/docs/Web/API/AbortSignal/any_static): it
 * can go when Chromium 116, Firefox 124 and Safari 17.4 are the oldest supported ones.
 */
export function linkedController(...signals: (AbortSignal | undefined)[]): {
  readonly controller: AbortController;
  dispose(): void;
} {
  const controller = new AbortController();
  const undo: (() => void)[] = [];
  for (const signal of signals) {
    if (!signal) continue;
    const forward = (): void => {
      controller.abort(signal.reason);
    };
    if (signal.aborted) forward();
    else {
      signal.addEventListener("abort", forward, { once: true });
      undo.push(() => {
        signal.removeEventListener("abort", forward);
      });
    }
  }
  return {
    controller,
    dispose() {
      for (const off of undo.splice(0)) off();
    },
  };
}
