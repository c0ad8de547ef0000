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
): Promise<Uint8Array<ArrayBuffer>> {
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
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      size += next.value.byteLength;
      if (size <= maxBytes) continue;
      if (tooLarge) throw tooLarge();
      giveBack();
      break;
    }
    if (signal?.aborted) throw abortError(signal);
    return join(chunks, Math.min(size, maxBytes));
  } catch (error) {
    giveBack();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveBack);
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.subarray(0, size - at), at);
    at += chunk.byteLength;
  }
  return bytes;
}

const noop = (): void => undefined;
