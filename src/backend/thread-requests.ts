/** The requests of `HttpThreadProvider`: its wire, its retries, and what an answer's status means. */
import { abortError, throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { type JsonRequest, requestJson, requestOk } from "./json-request.js";
import { safeUrl } from "./site-address.js";
import { askExtra, jsonPost, type SiteFetchOptions, withExtra } from "./site-request.js";

const WHO = "The endpoint of the threads";
/** Milliseconds before the second and the third try. */
const PAUSES_MS = [500, 2000];
/** A server that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 10_000;
/** A page of messages may have pictures in it. */
const MAX_ANSWER_BYTES = 33_554_432;
/** What the site does not take of a thread or a message, now or later. */
const NOT_TAKEN = [400, 413, 422];

export interface ThreadRequestsOptions {
  readonly endpoint: string | URL;
  readonly fetchOptions: SiteFetchOptions | undefined;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
}

export interface ThreadRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below the endpoint. */
  readonly path: readonly string[];
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  readonly signal: AbortSignal | undefined;
}

export class ThreadRequests {
  readonly #options: ThreadRequestsOptions;

  constructor(options: ThreadRequestsOptions) {
    this.#options = options;
  }

  /** The JSON of the answer. @throws LiveAvatarError as `ThreadProvider` has them; an AbortError */
  ask(request: ThreadRequest): Promise<unknown> {
    return this.#send(request, requestJson);
  }

  /** A request whose answer has nothing in it. @throws LiveAvatarError as `ThreadProvider` has them; an AbortError */
  tell(request: ThreadRequest): Promise<void> {
    return this.#send(request, requestOk);
  }

  /** Every request may be repeated: messages have ids, and the site keeps each once. */
  async #send<T>(request: ThreadRequest, send: (request: JsonRequest) => Promise<T>): Promise<T> {
    const { clock, fetch } = this.#options;
    const { signal } = request;
    throwIfAborted(signal);
    const url = this.#url(request);
    for (let tries = 0; ; tries += 1) {
      try {
        const init = await this.#init(request);
        return await send({ stage: "memory", who: WHO, url, init, signal, clock, fetch, maxBytes: MAX_ANSWER_BYTES });
      } catch (error) {
        if (!LiveAvatarError.is(error)) throw error;
        const failure = meant(error, request);
        const pause = Math.max(PAUSES_MS[tries] ?? Infinity, (failure.retryAfter ?? 0) * 1000);
        if (!failure.retryable || pause > LONGEST_PAUSE_MS) throw failure;
        await clock.sleep(pause, signal);
      }
    }
  }

  #url({ path, query = {} }: ThreadRequest): string {
    const url = safeUrl(
      this.#options.endpoint,
      (problem) => new LiveAvatarError("config-invalid", `${WHO} ${problem}.`, { fatal: false }),
    );
    url.pathname = [url.pathname.replace(/\/$/, ""), ...path.map(encodeURIComponent)].join("/");
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  async #init({ method, body, signal }: ThreadRequest): Promise<RequestInit> {
    const { fetchOptions, clock } = this.#options;
    const init: RequestInit = body
      ? { ...jsonPost(body), method }
      : { method, cache: "no-store", headers: { Accept: "application/json" } };
    try {
      return withExtra(init, await askExtra(fetchOptions, "threads", { clock, signal }));
    } catch (cause) {
      if (signal?.aborted) throw abortError(signal);
      throw new LiveAvatarError("storage-failed", "fetchOptions failed for the endpoint of the threads.", {
        cause,
        retryable: false,
      });
    }
  }
}

/** What a status means for a provider of threads. */
function meant(error: LiveAvatarError, { path, method }: ThreadRequest): LiveAvatarError {
  const { status, message, cause } = error;
  if (status === undefined) return error;
  const options = { status, cause: cause ?? error };
  if (NOT_TAKEN.includes(status)) return new LiveAvatarError("config-invalid", message, { ...options, fatal: false });
  if (status === 507) return new LiveAvatarError("storage-full", message, options);
  if (status === 404) {
    // A thread that is saved is made; the list is always there.
    const isOfThread = path.length > 0 && method !== "PUT";
    if (isOfThread) return new LiveAvatarError("thread-missing", message, options);
    return new LiveAvatarError("storage-failed", message, { ...options, retryable: false });
  }
  // An answer of success that makes no sense makes none a second later.
  return status < 400 ? new LiveAvatarError("storage-failed", message, { ...options, retryable: false }) : error;
}
