/**
 * The token request to the site's own backend. It does not import LiveKit: it is loaded on intent and sent in the press, while
 * the large chunk still loads.
 */
import { abortError, throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { requestJson } from "./json-request.js";
import { originsOf, safeUrl } from "./site-address.js";
import { askExtra, jsonPost, withExtra } from "./site-request.js";
import type { FetchOptions } from "./site-request.js";

/** The hints for the backend, which must not trust them. */
export interface TokenHints {
  readonly language?: string | undefined;
  readonly interaction?: "conversational" | "push-to-talk" | undefined;
  readonly threadId?: string | undefined;
  readonly userId?: string | undefined;
  /** The service's id of the conversation that went on in the thread last. */
  readonly previousSessionId?: string | undefined;
}

/**
 * A source of session tokens. Its answer has one of the shapes of a token endpoint, and is validated by the caller. After an
 * abort of `signal` the answer is not needed; one that comes nevertheless is read, and a session in it is stopped.
 */
export interface TokenSource {
  (options: { readonly signal: AbortSignal }): Promise<unknown>;
  /** The origin that is asked, where it is known: the site may have its stop and keep-alive endpoints there. */
  readonly origin?: string | undefined;
}

export interface EndpointTokenSourceOptions {
  /** The site's token endpoint; relative to the page. */
  readonly url: string | URL;
  readonly hints?: TokenHints | undefined;
  readonly fetchOptions?: FetchOptions | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * A token source that asks the site's backend once a call; rejects with the `token-` codes. A request that was sent is not
 * aborted: the backend may have started a session, and only the answer tells which.
 */
export function endpointTokenSource(options: EndpointTokenSourceOptions): TokenSource {
  const { hints = {}, fetchOptions, clock = systemClock } = options;
  const body = {
    ...(hints.language !== undefined && { language: hints.language }),
    ...(hints.interaction !== undefined && { interaction: hints.interaction }),
    ...(hints.threadId !== undefined && { thread_id: hints.threadId }),
    ...(hints.userId !== undefined && { user_id: hints.userId }),
    ...(hints.previousSessionId !== undefined && { previous_session_id: hints.previousSessionId }),
  };
  const extraFor = async (signal: AbortSignal) => {
    try {
      return await askExtra(fetchOptions, "token", { clock, signal });
    } catch (cause) {
      if (signal.aborted) throw abortError(signal);
      if (LiveAvatarError.is(cause)) throw cause;
      throw new LiveAvatarError("token-unreachable", "fetchOptions failed for the token endpoint.", { cause });
    }
  };
  const endpoint = () =>
    safeUrl(options.url, (problem) => new LiveAvatarError("config-invalid", `The token endpoint ${problem}.`));
  const source = async ({ signal }: { readonly signal: AbortSignal }) => {
    throwIfAborted(signal);
    const url = endpoint().href;
    // Awaited only where there is something to await: the request goes out in the press itself.
    const extra = fetchOptions ? await extraFor(signal) : {};
    return requestJson({
      stage: "token",
      who: "The token endpoint",
      url,
      init: withExtra(jsonPost(body), extra),
      clock,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    });
  };
  return Object.defineProperty(source, "origin", { get: () => originsOf({ tokenEndpoint: options.url })[0] });
}
