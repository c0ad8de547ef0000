/** The headers, credentials and body of a request to one of the site's own addresses. */
import type { Timers } from "../core/wait.js";
import { attempt } from "../core/wait.js";

/** The kinds of requests to a session's endpoints. */
export type SiteRequestKind = "token" | "stop" | "keep-alive";
/** The kinds of the site's own addresses. */
export type SiteEndpoint =
  SiteRequestKind | "llm" | "tts" | "stt" | "stt-token" | "character-card" | "threads" | "relay";
export type SiteRequestExtra = Pick<RequestInit, "headers" | "credentials">;
/** Headers and credentials for the site's own endpoints; never asked for requests to the service. */
export type FetchOptions = (kind: SiteRequestKind) => SiteRequestExtra | Promise<SiteRequestExtra>;
/** Headers and credentials for the site's own addresses; never asked for requests to the service. */
export type SiteFetchOptions = (kind: SiteEndpoint) => SiteRequestExtra | Promise<SiteRequestExtra>;

/** Milliseconds that the page's own function may take to return headers and credentials. */
const PATIENCE_MS = 15_000;

/**
 * Asks the page for the headers and credentials of a request.
 * @throws what the page's function throws; a TimeoutError after 15 s; an AbortError
 */
export function askExtra<Kind extends SiteEndpoint>(
  fetchOptions: ((kind: Kind) => SiteRequestExtra | Promise<SiteRequestExtra>) | undefined,
  kind: Kind,
  wait: { readonly clock: Timers; readonly signal?: AbortSignal | null | undefined },
): Promise<SiteRequestExtra> {
  const ask = async (): Promise<SiteRequestExtra> => (await fetchOptions?.(kind)) ?? {};
  return attempt(ask, { clock: wait.clock, ms: PATIENCE_MS, signal: wait.signal ?? undefined });
}

/** The request with what the page adds: its own headers win, credentials are kept to the page's origin by default. */
export function withExtra(init: RequestInit, extra: SiteRequestExtra): RequestInit {
  const headers = new Headers(extra.headers);
  new Headers(init.headers).forEach((value, name) => {
    headers.set(name, value);
  });
  return { ...init, headers, credentials: extra.credentials ?? "same-origin" };
}

/** A POST whose body and answer are JSON. */
export function jsonPost(body: object): RequestInit {
  return {
    method: "POST",
    cache: "no-store",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  };
}
