/** `fetch` for the site's own addresses, and the options of model adapters that use it. */
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { askExtra, withExtra } from "./site-request.js";
import type { SiteEndpoint, SiteFetchOptions } from "./site-request.js";

export interface SiteFetchSettings {
  readonly fetchOptions: SiteFetchOptions | undefined;
  /** For tests. Default: the platform's time. */
  readonly clock?: Clock | undefined;
}

/** `fetch` with the page's `fetchOptions` for requests of this kind. */
export function siteFetch(kind: SiteEndpoint, { fetchOptions, clock = systemClock }: SiteFetchSettings): typeof fetch {
  return async (input, init = {}) => {
    const extra = await askExtra(fetchOptions, kind, { clock, signal: init.signal });
    return fetch(input, withExtra(init, extra));
  };
}

/** The options of an OpenAI adapter: no key, and the page's own headers and credentials with each request. */
export function modelOptions(
  kind: "llm" | "tts" | "stt",
  baseURL: string,
  model: string | undefined,
  settings: SiteFetchSettings,
) {
  return { baseURL, model: model ?? "", fetch: siteFetch(kind, settings) };
}
