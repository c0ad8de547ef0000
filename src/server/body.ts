/** Reading what a visitor sends: never more of it than is allowed, whatever its headers announce. */
import { isRecord } from "../core/is-record.js";
import { HandlerFailure } from "./failure.js";

export type Fields = Readonly<Record<string, unknown>>;

/** @throws HandlerFailure `body-too-large`; `body-invalid` where it broke off, as when a visitor goes away in its middle */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed)
    throw new TypeError("authorize or rateLimit.key read the request's body: give them request.clone()");
  const tooLarge = () => new HandlerFailure("body-too-large", `The body is limited to ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    // The rest of the body must not keep its sender busy; nobody waits for the cancellation.
    reader.cancel().catch(() => undefined);
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("body-invalid", "The body broke off.", { cause: error });
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * The body as a JSON object; an empty one is `{}`.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no JSON object in UTF-8
 */
export async function readJsonObject(request: Request, maxBytes: number): Promise<Fields> {
  const bytes = await readBytes(request, maxBytes);
  let body: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    body = text === "" ? {} : JSON.parse(text);
  } catch (error) {
    throw new HandlerFailure("body-invalid", "The body could not be read as JSON.", { cause: error });
  }
  if (!isRecord(body)) throw new HandlerFailure("body-invalid", "The body must be a JSON object.");
  return body;
}
