/** Reading what a visitor sends: never more of it than is allowed, and never for longer than a visitor needs. */
import type { Clock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { readBody } from "../core/read-body.js";
import { attempt } from "../core/wait.js";
import { HandlerFailure } from "./failure.js";

export type Fields = Readonly<Record<string, unknown>>;

/** Long enough for a recording over a bad mobile connection; a body that trickles is given up. */
const DEADLINE_MS = 60_000;

export interface BodyLimits {
  readonly maxBytes: number;
  readonly clock: Clock;
}

/**
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it broke off, as when a visitor goes away in its middle, or
 * took longer than a minute
 */
export async function readBytes(request: Request, { maxBytes, clock }: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  if (request.bodyUsed)
    throw new TypeError("authorize or rateLimit.key read the request's body: give them request.clone()");
  const tooLarge = () => new HandlerFailure("body-too-large", `The body is limited to ${maxBytes} bytes.`);
  const tooSlow = () => new HandlerFailure("body-invalid", `The body did not come in ${DEADLINE_MS / 1000} s.`);
  try {
    return await attempt((signal) => readBody(request, { maxBytes, signal, tooLarge }), {
      ...{ clock, ms: DEADLINE_MS, timeout: tooSlow },
      signal: request.signal,
    });
  } catch (error) {
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("body-invalid", "The body broke off.", { cause: error });
  }
}

/**
 * The body as a JSON object; an empty one is `{}`.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no JSON object in UTF-8
 */
export async function readJsonObject(request: Request, limits: BodyLimits): Promise<Fields> {
  const bytes = await readBytes(request, limits);
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
