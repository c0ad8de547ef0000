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
