/** The requests of `EventRelay`: its wire, with the site's headers and the token. */
import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { attempt } from "../core/wait.js";
import { requestJson } from "./json-request.js";
import type { RelayEntry } from "./relay-queue.js";
import { askExtra, jsonPost, type SiteFetchOptions, type SiteRequestExtra, withExtra } from "./site-request.js";

const VERSION = 1;
/** The token comes with the answer of the token endpoint, which may take as long. */
const TOKEN_PATIENCE_MS = 15_000;

export interface RelayRequestsOptions {
  readonly url: string;
  readonly token: (() => string | undefined | Promise<string | undefined>) | undefined;
  readonly fetchOptions: SiteFetchOptions | undefined;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

/** The bytes of a request beside those of its events. */
export const envelopeBytes = (events: number): number => 200 + events;

export class RelayRequests {
  readonly #options: RelayRequestsOptions;
  /** Unguessable: who knew it could have events of this session counted as received that never were. */
  readonly #sessionId = randomId();
  /** The page's last answer: when the page goes away there is no time to ask. */
  #extra: SiteRequestExtra | undefined;

  constructor(options: RelayRequestsOptions) {
    this.#options = options;
  }

  /** Resolves when the events are received. @throws LiveAvatarError `relay-failed`, `relay-refused`; an AbortError */
  async send(entries: readonly RelayEntry[], signal: AbortSignal): Promise<void> {
    this.#extra = await this.#ask(signal);
    await this.#post(entries, this.#extra, { signal });
  }

  /** The same for a page that is going away: the request leaves in this task, if there has been one before, and outlives the page. */
  async sendLast(entries: readonly RelayEntry[]): Promise<void> {
    await this.#post(entries, this.#extra ?? (await this.#ask()), { keepalive: true });
  }

  async #ask(signal?: AbortSignal): Promise<SiteRequestExtra> {
    const { token, fetchOptions, clock } = this.#options;
    try {
      const [extra, bearer] = await Promise.all([
        askExtra(fetchOptions, "relay", { clock, signal }),
        attempt(() => token?.(), { clock, ms: TOKEN_PATIENCE_MS, signal }),
      ]);
      return withExtra(bearer === undefined ? {} : { headers: { Authorization: `Bearer ${bearer}` } }, extra);
    } catch (cause) {
      if (signal?.aborted) throw abortError(signal);
      throw new LiveAvatarError("relay-failed", "fetchOptions or the token failed for the relay endpoint.", { cause });
    }
  }

  async #post(entries: readonly RelayEntry[], extra: SiteRequestExtra, more: RequestInit): Promise<void> {
    const { url, clock, fetch } = this.#options;
    const head = JSON.stringify({ version: VERSION, sessionId: this.#sessionId, batchId: randomId() }).slice(0, -1);
    const body = `${head},"events":[${entries.map(({ json }) => json).join(",")}]}`;
    const init = withExtra({ ...jsonPost({}), ...more, body }, extra);
    const bearer = new Headers(extra.headers).get("Authorization")?.replace(/^Bearer /, "");
    const signal = more.signal ?? undefined;
    try {
      await requestJson({
        ...{ stage: "relay", who: "The relay endpoint", url, init, signal, clock, fetch },
        secrets: bearer === undefined ? [] : [bearer],
      });
    } catch (error) {
      // It has them, whatever it says besides.
      if (LiveAvatarError.is(error) && error.status !== undefined && error.status < 300) return;
      throw error;
    }
  }
}

/** `crypto.randomUUID` is there on secure pages alone. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
