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
