import type { OwnBytes } from "./own-buffer.js";
import { abortError } from "./abort.js";

export interface ReadBodyOptions {
  readonly maxBytes: number;
  /** An abort ends the reading, also of a body that knows nothing of signals. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the error for a body that is longer. Default: none, and its beginning is returned. */
  readonly tooLarge?: (() => Error) | undefined;
}

/** The part of a request or response that is read. */
export interface BodySource {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly headers: Headers;
}

/**
 * Reads a body, never more of it than is allowed, whatever its headers announce. The rest is cancelled, so that it does not
 * keep its sender busy; that is not awaited.
 * @throws what `tooLarge` makes; the AbortError of the signal; what the body breaks off with
 */
export async function readBody(
  { body, headers }: BodySource,
  { maxBytes, signal, tooLarge }: ReadBodyOptions,
): Promise<OwnBytes> {
  const announced = Number(headers.get("Content-Length") ?? 0);
  const refusal = signal?.aborted ? abortError(signal) : announced > maxBytes ? tooLarge?.() : undefined;
  if (refusal !== undefined) {
    body?.cancel().catch(noop);
    throw refusal;
  }
  if (!body) return new Uint8Array();
  const reader = body.getReader();
  // A pending read ends with it.
  const giveBack = (): void => {
    reader.cancel().catch(noop);
  };
  signal?.addEventListener("abort", giveBack, { once: true });
  try {
    let bytes = new Uint8Array();
    let size = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { value } = next;
      const end = Math.min(size + value.byteLength, maxBytes);
      // One growing piece of memory: a list of pieces of one byte each would be a hundred times the body.
      if (end > bytes.length) bytes = grown(bytes, Math.min(Math.max(end, bytes.length * 2), maxBytes));
      bytes.set(value.subarray(0, end - size), size);
      const isTooLarge = size + value.byteLength > maxBytes;
      size = end;
      if (!isTooLarge) continue;
      if (tooLarge) throw tooLarge();
      giveBack();
      break;
    }
    if (signal?.aborted) throw abortError(signal);
    return bytes.slice(0, size);
  } catch (error) {
    giveBack();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveBack);
  }
}

function grown(bytes: OwnBytes, length: number): OwnBytes {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}

const noop = (): void => undefined;
