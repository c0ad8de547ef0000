/**
 * The POST to the site's own backend. It knows nothing of LiveKit: it is loaded on intent, goes out in the press, and is
 * on its way while the large chunk still loads.
 */
import { throwIfAborted } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { requestJson } from "./json-request.js";

/** Which of the site's endpoints a request goes to. */
export type SiteRequestKind = "token" | "stop" | "keep-alive";
/** Headers and credentials for the site's own endpoints; never asked for requests to the service. */
export type FetchOptions = (kind: SiteRequestKind) => SiteRequestExtra | Promise<SiteRequestExtra>;
export type SiteRequestExtra = Pick<RequestInit, "headers" | "credentials">;

/** Untrusted hints: the backend decides. */
export interface TokenHints {
  readonly language?: string | undefined;
  readonly interaction?: "conversational" | "push-to-talk" | undefined;
  readonly threadId?: string | undefined;
  readonly userId?: string | undefined;
}

/**
 * Answers one of the shapes of a token endpoint; it is validated by whoever asked. `signal` says that the
 * answer is not needed any more; an answer that comes nevertheless is heard, and a session in it stopped.
 */
export type TokenSource = (options: { readonly signal: AbortSignal }) => Promise<unknown>;

export interface EndpointTokenSourceOptions {
  /** The site's token endpoint; relative to the page. */
  readonly url: string | URL;
  readonly hints?: TokenHints | undefined;
  readonly fetchOptions?: FetchOptions | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/**
 * A token source that asks the site's backend once a call; rejects with the `token-` codes. A request that is
 * on its way is not called off: the backend may have started a session, and only the answer tells which.
 */
export function endpointTokenSource(options: EndpointTokenSourceOptions): TokenSource {
  const { hints = {} } = options;
  const body = {
    ...(hints.language !== undefined && { language: hints.language }),
    ...(hints.interaction !== undefined && { interaction: hints.interaction }),
    ...(hints.threadId !== undefined && { thread_id: hints.threadId }),
    ...(hints.userId !== undefined && { user_id: hints.userId }),
  };
  return async ({ signal }) => {
    throwIfAborted(signal);
    return requestJson({
      stage: "token",
      who: "The token endpoint",
      url: siteUrl(options.url),
      // Awaited only where there is something to await: the request goes out in the press itself.
      init: siteRequest(body, options.fetchOptions ? await options.fetchOptions("token") : {}),
      clock: options.clock ?? systemClock,
      fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    });
  };
}

/** A JSON POST to one of the site's endpoints, with what `fetchOptions` adds. */
export function siteRequest(body: object, extra: SiteRequestExtra): RequestInit {
  const headers = new Headers(extra.headers);
  headers.set("Content-Type", "application/json");
  headers.set("Accept", "application/json");
  return {
    method: "POST",
    credentials: extra.credentials ?? "same-origin",
    cache: "no-store",
    headers,
    body: JSON.stringify(body),
  };
}

function siteUrl(url: string | URL): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch (cause) {
    throw new LiveAvatarError("config-invalid", "The token endpoint is not an address.", { cause });
  }
}
