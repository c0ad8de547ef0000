/**
 * The checks of the addresses that a page or its backend names. An address with a user name or a password is refused
 * wherever it comes from, and no sentence repeats an address: its password or its query could be a secret.
 */
import { LiveAvatarError } from "../core/errors.js";
import { isLocalHost } from "../core/hosts.js";

/** The addresses that a page names. */
export interface SiteAddresses {
  readonly tokenEndpoint?: string | URL | undefined;
  readonly apiUrl?: string | undefined;
  readonly llmBaseUrl?: string | undefined;
  readonly ttsBaseUrl?: string | undefined;
  readonly sttBaseUrl?: string | undefined;
  readonly sttTokenEndpoint?: string | undefined;
  readonly characterCard?: string | undefined;
  readonly relayEndpoint?: string | undefined;
  readonly assetBase?: string | undefined;
}

/** Makes the error of an address. @param problem the end of the sentence that begins with the name of the address */
export type RefuseAddress = (problem: string) => LiveAvatarError;

/**
 * @throws LiveAvatarError `config-invalid` for what is no address, has credentials in it, or is of another origin and neither
 * https nor this machine
 */
export function checkAddresses(addresses: SiteAddresses): void {
  for (const [name, url] of [
    ["token-endpoint", addresses.tokenEndpoint],
    ["api-url", addresses.apiUrl],
    ["llm-base-url", addresses.llmBaseUrl],
    ["tts-base-url", addresses.ttsBaseUrl],
    ["stt-base-url", addresses.sttBaseUrl],
    ["stt-token-endpoint", addresses.sttTokenEndpoint],
    ["character-card", addresses.characterCard],
    ["asset-base", addresses.assetBase],
    ["relay-endpoint", addresses.relayEndpoint],
  ] as const) {
    if (url == null) continue;
    // A card may have been picked by the visitor; it is only read.
    if (name === "character-card" && url.startsWith(`blob:${location.origin}/`)) continue;
    safeUrl(url, (problem) => new LiveAvatarError("config-invalid", `${name} ${problem}.`));
  }
}

/** The origins to which the site's own headers may go: those of the addresses that the page names, and never `api-url`'s. */
export function originsOf(addresses: SiteAddresses): readonly string[] {
  const { tokenEndpoint, llmBaseUrl, ttsBaseUrl, sttBaseUrl, sttTokenEndpoint } = addresses;
  // With a token of the site's backend, the page talks to the vendor of the speech recognition itself.
  const hearing = sttTokenEndpoint ?? sttBaseUrl;
  return [tokenEndpoint, llmBaseUrl, ttsBaseUrl, hearing].flatMap((address) => {
    const url = address == null ? undefined : resolve(address);
    return url ? [url.origin] : [];
  });
}

/** The address, relative ones from the page. @throws the error of `refuse` */
export function safeUrl(address: string | URL, refuse: RefuseAddress): URL {
  const url = resolve(address);
  const isSafe =
    url?.protocol === "https:" ||
    (url?.protocol === "http:" && (url.origin === location.origin || isLocalHost(url.hostname)));
  if (!url || !isSafe) throw refuse("must be of this site, or https (or localhost)");
  if (hasCredentials(url)) throw refuse("must not have a user name or a password in it");
  return url;
}

/**
 * The address of one of the site's own endpoints, as its backend names it. The site's headers go there, so it must be of the
 * page's own origin or of one that the page has named.
 * @param origins the origins that the page has named
 * @throws the error of `refuse`
 */
export function siteUrl(address: string, origins: readonly string[], refuse: RefuseAddress): URL {
  const url = safeUrl(address, refuse);
  const named = origins.map((origin) => parseUrl(origin)?.origin);
  if (url.origin === location.origin || named.includes(url.origin)) return url;
  throw refuse("must be of this site, or of an origin that the page has named (see siteOrigins)");
}

export const hasCredentials = ({ username, password }: URL): boolean => username !== "" || password !== "";

/** The parsed address; undefined when it is not one. */
export function parseUrl(address: string | URL, base?: string | URL): URL | undefined {
  try {
    return new URL(address, base);
  } catch {
    return undefined;
  }
}

function resolve(address: string | URL): URL | undefined {
  const base = new URL(document.baseURI);
  // A page that was opened with a password in its address would pass it on to every relative one; `fetch` refuses those.
  if (/^https?:$/.test(base.protocol)) base.username = base.password = "";
  return parseUrl(address, base);
}
