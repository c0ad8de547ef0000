import { isRecord } from "./is-record.js";

const SECONDS = /^[+-]?\d+(?:\.\d+)?$/;
/** A time of day, which every form of an HTTP date has; without it, `Date.parse` would read "2 minutes" as a year. */
const TIME_OF_DAY = /\d\d:\d\d:\d\d/;

/**
 * The whole seconds that a server asks to wait: its `Retry-After`, a number or a date, else the `retry_after` of its error.
 * @param now milliseconds since the epoch, for the form that is a date
 * @param error the object of the body that names the failure, where there is one
 * @returns at least 0; undefined where nothing is said, or nothing that makes sense
 */
export function retryAfterOf(headers: Headers | undefined, now: number, error?: unknown): number | undefined {
  return inHeader(headers?.get("Retry-After")?.trim() ?? "", now) ?? inError(error);
}

function inHeader(value: string, now: number): number | undefined {
  if (SECONDS.test(value)) return whole(Number(value));
  if (!TIME_OF_DAY.test(value)) return undefined;
  // eslint-disable-next-line no-restricted-globals -- `Date.parse` of a text asks no clock
  return whole((Date.parse(value) - now) / 1000);
}

function inError(error: unknown): number | undefined {
  const seconds = isRecord(error) ? error.retry_after : undefined;
  return typeof seconds === "number" && seconds >= 0 ? whole(seconds) : undefined;
}

/** Rounds up: a request that comes too early is refused again. */
function whole(seconds: number): number | undefined {
  const rounded = Math.max(0, Math.ceil(seconds));
  return Number.isSafeInteger(rounded) ? rounded : undefined;
}
