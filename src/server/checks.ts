/** The checks of handler options. Each throws `LiveAvatarError` `config-invalid`, naming the option. */
import { LiveAvatarError } from "../core/errors.js";
import { isLoopbackHost } from "../core/hosts.js";

export const invalid = (message: string): LiveAvatarError => new LiveAvatarError("config-invalid", message);

/** @param owner whose key it is, for the sentence */
export function checkApiKey(apiKey: unknown, owner: string): string {
  if (typeof apiKey !== "string" || apiKey === "") {
    throw invalid(`apiKey: give ${owner} API key (is the environment variable set?)`);
  }
  // The value stays out of the sentence, whatever is wrong with it.
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw invalid("apiKey: has spaces, line ends or letters that no key has");
  return apiKey;
}

export function checkPositiveInteger(name: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0) {
    throw invalid(
      `${name}: must be a whole number above 0, not ${typeof value === "number" ? value : `a ${typeof value}`}`,
    );
  }
  return value;
}

export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw invalid(`${name}: must be a function`);
}

/**
 * An address that a key goes to.
 * @param allowsHttp hosts that may be asked without encryption; default: this machine
 * @returns the address without a slash at its end
 */
export function checkUrl(
  name: string,
  value: unknown,
  {
    allowsHttp = isLoopbackHost,
    where = "on localhost",
  }: { allowsHttp?: (host: string) => boolean; where?: string } = {},
): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  // What stands in the wrong place may be the key: no value is repeated.
  if (!url) throw invalid(`${name}: is not a URL`);
  if (url.username || url.password || url.search || url.hash)
    throw invalid(`${name}: must be an address without user, query or hash`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && allowsHttp(url.hostname))) {
    throw invalid(`${name}: must be https (or http ${where}): the key goes there`);
  }
  return url.href.replace(/\/+$/, "");
}
