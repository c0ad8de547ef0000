/** Reading what a visitor sends: never more of it than is allowed, and never for longer than a visitor needs. */
import type { Clock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { readBody } from "../core/read-body.js";
import { attempt } from "../core/wait.js";
import { HandlerFailure } from "./failure.js";
import { JsonBounds, type JsonLimits } from "./json-bounds.js";

export type Fields = Readonly<Record<string, unknown>>;

/** A thousand messages, each a list of pictures and texts, and no more. */
const JSON_LIMITS: JsonLimits = { maxDepth: 32, maxParts: 20_000 };
/** A recording has a handful of fields beside it. */
const MAX_FORM_PARTS = 32;

export interface BodyLimits {
  readonly maxBytes: number;
  /** Until its last byte, however they trickle. */
  readonly seconds: number;
  readonly clock: Clock;
}

/**
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it broke off, as when a visitor goes away in its middle, or
 * took too long
 */
async function readBytes(request: Request, { maxBytes, seconds, clock }: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed)
    throw new TypeError("authorize or rateLimit.key read the request's body: give them request.clone()");
  const tooLarge = () => new HandlerFailure("body-too-large", `The body is limited to ${maxBytes} bytes.`);
  const tooSlow = () => new HandlerFailure("body-invalid", `The body did not come in ${seconds} s.`);
  try {
    return await attempt((signal) => readBody(request, { maxBytes, signal, tooLarge }), {
      ...{ clock, ms: seconds * 1000, timeout: tooSlow },
      signal: request.signal,
    });
  } catch (error) {
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("body-invalid", "The body broke off.", { cause: error });
  }
}

/**
 * The body as a JSON object; an empty one is `{}`.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no JSON object in UTF-8, or one of too many levels or
 * parts
 */
export async function readJsonObject(request: Request, limits: BodyLimits): Promise<Fields> {
  const bytes = await readBytes(request, limits);
  let body: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const tooMuch = new JsonBounds(JSON_LIMITS).push(text);
    if (tooMuch !== undefined) throw new HandlerFailure("body-invalid", `The body has ${tooMuch}.`);
    body = text === "" ? {} : JSON.parse(text);
  } catch (error) {
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("body-invalid", "The body could not be read as JSON.", { cause: error });
  }
  if (!isRecord(body)) throw new HandlerFailure("body-invalid", "The body must be a JSON object.");
  return body;
}

/**
 * The body as a form.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no form, or one of too many fields
 */
export async function readForm(request: Request, limits: BodyLimits): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw new HandlerFailure("body-invalid", "The form has no boundary.");
  const bytes = await readBytes(request, limits);
  // One character a byte. Counted first: what a runtime makes of a part is a hundred times its size.
  const parts = new TextDecoder("latin1").decode(bytes).split(`--${boundary}`, MAX_FORM_PARTS + 3).length - 2;
  if (parts > MAX_FORM_PARTS) {
    throw new HandlerFailure("body-invalid", `The form is limited to ${MAX_FORM_PARTS} fields.`);
  }
  return new Response(bytes, { headers: { "Content-Type": type } }).formData().catch((cause: unknown) => {
    throw new HandlerFailure("body-invalid", "The body could not be read as a form.", { cause });
  });
}
