/** An abort is not a failure: these helpers make, spot and join aborts so that nobody mistakes one for the other. */

/** The AbortError of a signal: its own reason where that is an AbortError, else a new one with it as cause. */
export function abortError(signal?: AbortSignal): DOMException {
  const reason: unknown = signal?.aborted ? signal.reason : undefined;
  if (reason instanceof DOMException && reason.name === "AbortError") return reason;
  return new DOMException(reason instanceof Error ? reason.message : "The operation was aborted.", "AbortError");
}

/** True for what a cancelled wait rejects with. */
export function isAbortError(value: unknown): boolean {
  return value instanceof DOMException && value.name === "AbortError";
}

/** Throws the AbortError of a signal that is aborted already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

/**
 * A controller that also aborts when any of `signals` does (`AbortSignal.any` is younger than some browsers
 * that we serve). `dispose()` takes its listeners away; call it when the work is over.
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
