/** The checks of the addresses that a page or its backend names. */
import { LiveAvatarError } from "../core/errors.js";
import { isLocalHost } from "../core/hosts.js";

/** The addresses that a page names. */
export interface SiteAddresses {
  readonly tokenEndpoint?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly llmBaseUrl?: string | undefined;
  readonly ttsBaseUrl?: string | undefined;
  readonly characterCard?: string | undefined;
}

/** @throws LiveAvatarError `config-invalid` for an address of another origin that is neither https nor this machine */
export function checkAddresses(addresses: SiteAddresses): void {
  for (const [name, url] of [
    ["token-endpoint", addresses.tokenEndpoint],
    ["api-url", addresses.apiUrl],
    ["llm-base-url", addresses.llmBaseUrl],
    ["tts-base-url", addresses.ttsBaseUrl],
    ["character-card", addresses.characterCard],
  ] as const) {
    if (url != null && !safeUrl(url)) {
      throw new LiveAvatarError("config-invalid", `${name} must be of this site, or https (or localhost).`);
    }
  }
}

/** The address, relative ones from the page; undefined where it is of another origin and neither https nor this machine. */
export function safeUrl(address: string): URL | undefined {
  const url = parseUrl(address, document.baseURI);
  if (!url) return undefined;
  const isSafe =
    url.origin === location.origin ||
    url.protocol === "https:" ||
    (url.protocol === "http:" && isLocalHost(url.hostname));
  return isSafe ? url : undefined;
}

/** The parsed address; undefined when it is not one. */
export function parseUrl(address: string | URL, base?: string): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}
