/** The site's own addresses, as the page names them: where they may be, and what goes along with a request. */
import { LiveAvatarError } from "../core/errors.js";
import type { SiteEndpoint, Settings } from "../element/settings.js";

/** @throws LiveAvatarError `config-invalid` for an address of another origin that is neither https nor this machine */
export function checkAddresses(settings: Settings): void {
  for (const [name, url] of [
    ["token-endpoint", settings.tokenEndpoint],
    ["api-url", settings.apiUrl],
    ["llm-base-url", settings.llmBaseUrl],
    ["tts-base-url", settings.ttsBaseUrl],
    ["character-card", settings.characterCard],
  ] as const) {
    if (url != null && !isSafe(url)) {
      throw new LiveAvatarError("config-invalid", `${name} must be of this site, or https (or localhost).`);
    }
  }
}

/** What an OpenAI adapter is told: no key, and the page's own headers and credentials with each request. */
export function modelOptions(kind: "llm" | "tts", baseURL: string, model: string | undefined, settings: Settings) {
  return { baseURL, model: model ?? "", fetch: siteFetch(kind, settings) };
}

/** `fetch` with what the page's `fetchOptions` say of such requests; credentials are kept to the page's origin unless they say otherwise. */
export function siteFetch(kind: SiteEndpoint, { fetchOptions }: Pick<Settings, "fetchOptions">): typeof fetch {
  return async (input, init = {}) => {
    const extra = (await fetchOptions?.(kind)) ?? {};
    const headers = new Headers(extra.headers);
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    return fetch(input, { ...init, headers, credentials: extra.credentials ?? "same-origin" });
  };
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address, document.baseURI)) return false;
  const url = new URL(address, document.baseURI);
  const local = /^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  return url.origin === location.origin || url.protocol === "https:" || (local && url.protocol === "http:");
}
