/**
 * The seconds of an answer's `Retry-After`, which is a number of them or a date.
 * @param now milliseconds since the epoch
 * @returns at least 1; undefined where the header is missing or makes no sense
 */
export function retryAfterOf(response: Response, now: number): number | undefined {
  const header = response.headers.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now) / 1000);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : undefined;
}
