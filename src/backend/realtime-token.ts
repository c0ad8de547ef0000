/** The request to the site's own backend for a token with which the page connects to a recogniser in real time. */
import { abortError, throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { requestJson } from "./json-request.js";
import { safeUrl } from "./site-address.js";
import { askExtra, jsonPost, withExtra } from "./site-request.js";
import type { SiteFetchOptions } from "./site-request.js";

export interface RealtimeTokenSourceOptions {
  /** The site's endpoint for realtime tokens; relative to the page. */
  readonly endpoint: string | URL;
  /** The model that the page wants; the backend decides. Default: none is named. */
  readonly model?: string | undefined;
  /** Asked for the kind `stt-token`. */
  readonly fetchOptions?: SiteFetchOptions | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * A source of realtime tokens that asks the site's backend once a call. Its answer is validated by the caller. Rejects with the
 * `stt-` codes, with `config-invalid` for an address that is not the site's or unsafe, and with an AbortError.
 */
export function realtimeTokenSource(
  options: RealtimeTokenSourceOptions,
): (options: { readonly signal: AbortSignal }) => Promise<unknown> {
  const { endpoint, model, fetchOptions, clock = systemClock } = options;
  const extraFor = async (signal: AbortSignal) => {
    try {
      return await askExtra(fetchOptions, "stt-token", { clock, signal });
    } catch (cause) {
      if (signal.aborted) throw abortError(signal);
      throw new LiveAvatarError("stt-failed", "fetchOptions failed for the token endpoint of the speech recognition.", {
        cause,
      });
    }
  };
  return async ({ signal }) => {
    throwIfAborted(signal);
    const url = safeUrl(
      endpoint,
      (problem) => new LiveAvatarError("config-invalid", `The token endpoint of the speech recognition ${problem}.`),
    );
    const extra = await extraFor(signal);
    return requestJson({
      stage: "stt",
      who: "The token endpoint of the speech recognition",
      url: url.href,
      init: withExtra(jsonPost(model === undefined ? {} : { model }), extra),
      signal,
      clock,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    });
  };
}
