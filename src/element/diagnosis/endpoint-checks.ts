/**
 * Whether the servers of a conversation can be reached. Nothing is minted or started: a token endpoint of this site is asked for
 * its options, of another site only that site's address; the service is asked to keep a session alive that there is none of,
 * which it refuses.
 */
import { safeUrl } from "../../backend/site-address.js";
import { askExtra, type SiteEndpoint, type SiteFetchOptions, withExtra } from "../../backend/site-request.js";
import { systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";
import { type Check, fail, type Finding, pass, SKIPPED, warn } from "./checks.js";

/** Statuses of a server that is there and knows the address, but not this method. */
const OTHER_METHOD: readonly number[] = [405, 501];

/** The checks of the addresses that a page names. */
export class EndpointChecks {
  readonly #fetchOptions: SiteFetchOptions | undefined;
  readonly #fetch: typeof fetch;
  /** The origins that were asked. */
  readonly origins = new Set<string>();

  constructor(fetchOptions: SiteFetchOptions | undefined, fetch: typeof globalThis.fetch) {
    this.#fetchOptions = fetchOptions;
    this.#fetch = fetch;
  }

  /** A token endpoint. Only `POST` mints: it is never sent. */
  token(address: string | undefined): Check {
    return async (signal) => {
      const url = this.#url(address);
      if (!url) return SKIPPED;
      // A request that another site has to allow first, it allows for `POST` alone.
      if (url.origin !== location.origin) return this.#isThere(url, signal);
      const { status } = await this.#fetch(url, { method: "OPTIONS", cache: "no-store", redirect: "manual", signal });
      return found(OTHER_METHOD.includes(status) ? 200 : status, status);
    };
  }

  /** The service. Its refusal shows that it lets this page ask, too. */
  api(base: string): Check {
    return async (signal) => {
      const url = this.#url(`${base.replace(/\/+$/, "")}/v1/sessions/keep-alive`);
      if (!url) return SKIPPED;
      const init: RequestInit = {
        method: "POST",
        headers: { Authorization: "Bearer none", "Content-Type": "application/json" },
        credentials: "omit",
        cache: "no-store",
        signal,
      };
      try {
        const { status } = await this.#fetch(url, init);
        return status < 500 ? pass(String(status)) : fail(String(status));
      } catch (error) {
        if (signal.aborted) throw error;
        await this.#isThere(url, signal);
        return fail("CORS"); // it is there, and does not let this page ask
      }
    };
  }

  /** The room's server; an answer to what it refuses is enough. */
  room(address: string | undefined): Check {
    return async (signal) => {
      const url = this.#url(address?.replace(/^ws/, "http"));
      return url ? this.#isThere(url, signal) : SKIPPED;
    };
  }

  /** A model of the site, with the headers that the page gives. */
  models(kind: SiteEndpoint, base: string | undefined): Check {
    return async (signal) => {
      const url = this.#url(base && `${base.replace(/\/+$/, "")}/models`);
      if (!url) return SKIPPED;
      const extra = await askExtra(this.#fetchOptions, kind, { clock: systemClock, signal });
      const { status } = await this.#fetch(url, withExtra({ cache: "no-store", signal }, extra));
      // A backend that lends models need not list them.
      return found(status === 404 || OTHER_METHOD.includes(status) ? 200 : status, status);
    };
  }

  /** @throws LiveAvatarError for an address that no conversation would use either */
  #url(address: string | undefined): URL | undefined {
    if (!address) return undefined;
    const url = safeUrl(address, (problem) => new LiveAvatarError("config-invalid", problem));
    this.origins.add(url.origin);
    return url;
  }

  /** Whether anything answers at the origin; what it says cannot be read. */
  async #isThere({ origin }: URL, signal: AbortSignal): Promise<Finding> {
    await this.#fetch(`${origin}/`, {
      method: "HEAD",
      mode: "no-cors",
      credentials: "omit",
      cache: "no-store",
      signal,
    });
    return pass(origin);
  }
}

function found(judged: number, status: number): Finding {
  const detail = String(status);
  if (judged >= 500) return fail(detail);
  return judged >= 400 ? warn(detail) : pass(detail);
}
