import { isAbortError } from "../core/abort.js";
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import type { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import { safeLogger, silentLogger } from "../core/ports/logger.js";
import type { Logger } from "../core/ports/logger.js";
import { SESSION_EVENTS, type SessionEventMap, type SessionEventName } from "../core/session-events.js";
import { type Deferred, deferred } from "../core/wait.js";
import { relayDetail } from "./relay-detail.js";
import { LeavingRelay } from "./relay-leaving.js";
import { type RelayEntry, RelayQueue } from "./relay-queue.js";
import { RelayRequests } from "./relay-requests.js";
import { pauseAfter, verdictOn } from "./relay-retry.js";
import { safeUrl } from "./site-address.js";
import type { SiteFetchOptions } from "./site-request.js";

/** The part of a session that is relayed; an `AvatarSession` is one. */
export interface RelayedSession extends Pick<Emitter<SessionEventMap>, "on"> {
  /** The service's id of the conversation; the event of the first `ready` tells it. */
  readonly id?: string | null;
}

/** The options of an {@link EventRelay}. All but `token` and `fetchOptions` are read when it is made. */
export interface EventRelayOptions {
  /** The site's endpoint, such as `createRelayHandler` is behind: of the page's own origin, or https; relative to the page. */
  readonly endpoint: string | URL;
  /** Gives the Bearer of a request, such as the `relay_token` of a token answer; asked for each request, and waited for 15 s. Default: none. */
  readonly token?: (() => string | undefined | Promise<string | undefined>) | undefined;
  /** Gives headers and credentials; asked for each request, with the kind `relay`. Default: credentials `same-origin`. */
  readonly fetchOptions?: SiteFetchOptions | undefined;
  /** Events count from the moment on when this resolves, and never if it rejects: what was before is neither sent nor kept. Default: from now on. */
  readonly consent?: PromiseLike<unknown> | undefined;
  /** Told once if the endpoint refuses for good, and nothing more is sent. */
  readonly onError?: ((error: LiveAvatarError) => void) | undefined;
  /** Milliseconds that an event waits for others. 100 events do not wait. Default: 250. */
  readonly delayMs?: number | undefined;
  /** The most that is kept while nothing can be sent, in bytes. Default: 8,000,000. */
  readonly maxQueueBytes?: number | undefined;
  /** Told of what is lost and of what is refused. Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** Below the bounds of `createRelayHandler`: 500 events, 1 MB, 20,000 parts. */
const BATCH = { events: 500, bytes: 500_000, parts: 15_000 } as const;
/** So many do not wait for others. */
const ENOUGH = { events: 100, bytes: 100_000 } as const;
/** The members of an event beside its detail. */
const OWN_PARTS = 5;
const OVER: readonly unknown[] = ["idle", "error", "destroyed"];
const encoder = new TextEncoder();

/**
 * Tells a site's backend the events of a session, numbered from 1 on, under an id of its own: in order, one request at a time, each
 * event until it is received. See docs/server.md, "The events". When the session is destroyed it sends what is left, and disposes
 * itself.
 */
export class EventRelay {
  readonly #options: EventRelayOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #queue: RelayQueue;
  readonly #requests: RelayRequests;
  readonly #leaving: LeavingRelay;
  #unsubscribes: (() => void)[] = [];
  #controller = new AbortController();
  #seq = 0;
  #isBusy = false;
  /** The last event that does not wait for others. */
  #urgentSeq = 0;
  #isSessionOver = false;
  #isDisposed = false;
  #mostEvents: number = BATCH.events;
  /** Of the requests in a row that failed last. */
  #failures = 0;
  #lastFailure: LiveAvatarError | undefined;
  #hasLost = false;
  #cancelTimer: (() => void) | undefined;
  #pause: Deferred<void> | undefined;
  #flushes: { readonly seq: number; readonly done: Deferred<void> }[] = [];

  /** @throws LiveAvatarError `config-invalid` for an endpoint that is no address of this site or https */
  constructor(session: RelayedSession, options: EventRelayOptions) {
    const { clock = systemClock, logger = silentLogger, maxQueueBytes = 8_000_000, token, fetchOptions } = options;
    const { fetch = (input, init) => globalThis.fetch(input, init) } = options;
    this.#options = options;
    this.#clock = clock;
    this.#logger = safeLogger(logger);
    this.#queue = new RelayQueue(maxQueueBytes);
    const refuse = (problem: string): LiveAvatarError =>
      new LiveAvatarError("config-invalid", `The relay endpoint ${problem}.`, { fatal: false });
    const url = safeUrl(options.endpoint, refuse).href;
    this.#requests = new RelayRequests({ url, token, fetchOptions, clock, fetch });
    this.#leaving = new LeavingRelay({
      queue: this.#queue,
      requests: this.#requests,
      handleLeave: () => {
        this.#cancelTimer?.();
        this.#cancelTimer = undefined;
        this.#controller.abort();
      },
      handleReturn: () => {
        this.#controller = new AbortController();
        this.#hurry();
      },
      handleHidden: () => {
        this.#hurry();
      },
      handleOnline: () => {
        this.#failures = 0;
        this.#pause?.resolve();
      },
    });
    if (options.consent === undefined) this.#subscribe(session);
    else
      options.consent.then(
        () => {
          if (!this.#isDisposed) this.#subscribe(session);
        },
        () => {
          this.dispose();
        },
      );
  }

  /** Sends what waits without delay. Resolves when everything so far is received, or when this relay is over. */
  flush(): Promise<void> {
    if (this.#isDisposed || this.#queue.length === 0) return Promise.resolve();
    const done = deferred();
    this.#flushes.push({ seq: this.#seq, done });
    this.#hurry();
    return done.promise;
  }

  /** Ends it at once: nothing more is sent, and nothing is kept. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#leaving.dispose();
    this.#controller.abort();
    this.#cancelTimer?.();
    this.#queue.clear();
    this.#settleFlushes();
  }

  #subscribe(session: RelayedSession): void {
    const names = Object.keys(SESSION_EVENTS) as SessionEventName[];
    this.#unsubscribes = names.map((name) =>
      session.on(name, (...args) => {
        this.#add(name, args, session.id ?? null);
      }),
    );
    this.#leaving.watch();
  }

  #unsubscribe(): void {
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
  }

  #add<K extends SessionEventName>(type: K, args: SessionEventMap[K], sessionId: string | null): void {
    const { detail, parts } = relayDetail(type, args, sessionId);
    const seq = (this.#seq += 1);
    const json = JSON.stringify({ seq, type, at: this.#clock.now(), detail });
    const entry: RelayEntry = {
      ...{ seq, json, bytes: encoder.encode(json).byteLength, parts: parts + OWN_PARTS },
      isMinor: type === "chunk" || (type === "transcript" && !(detail as { isFinal?: boolean }).isFinal),
    };
    const lost = this.#queue.add(entry);
    if (lost > 0 && !this.#hasLost) {
      this.#hasLost = true;
      this.#logger.warn("The relay endpoint has not taken events for long: the oldest are given up.", { lost });
    }
    const [state] = args;
    if (type === "ended" || (type === "state-change" && OVER.includes(state))) this.#urgentSeq = seq;
    if (type === "state-change" && state === "destroyed") {
      this.#isSessionOver = true;
      this.#unsubscribe();
    }
    if (this.#leaving.isAway) this.#leaving.sendSoon();
    else this.#schedule();
  }

  #hurry(): void {
    this.#urgentSeq = this.#seq;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isBusy || this.#isDisposed || this.#leaving.isAway) return;
    const { length, bytes, firstSeq } = this.#queue;
    this.#settleFlushes();
    if (length === 0) {
      this.#hasLost = false;
      if (this.#isSessionOver) this.dispose();
    } else if (firstSeq <= this.#urgentSeq || length >= ENOUGH.events || bytes >= ENOUGH.bytes) void this.#send();
    else this.#cancelTimer ??= this.#clock.setTimeout(() => void this.#send(), this.#options.delayMs ?? 250);
  }

  #settleFlushes(): void {
    const isOver = (seq: number): boolean => this.#queue.firstSeq > seq;
    for (const { seq, done } of this.#flushes) if (isOver(seq)) done.resolve();
    this.#flushes = this.#flushes.filter(({ seq }) => !isOver(seq));
  }

  async #send(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#isBusy = true;
    const { signal } = this.#controller;
    const batch = this.#queue.first({ ...BATCH, events: this.#mostEvents });
    try {
      await this.#requests.send(batch, signal);
      this.#queue.remove(batch);
      this.#failures = 0;
      this.#lastFailure = undefined;
      this.#mostEvents = Math.min(BATCH.events, this.#mostEvents * 2);
    } catch (error) {
      if (!isAbortError(error)) await this.#handleFailure(error as LiveAvatarError, batch, signal);
    }
    this.#isBusy = false;
    this.#schedule();
  }

  /** Resolves when it can be tried again. */
  async #handleFailure(error: LiveAvatarError, batch: readonly RelayEntry[], signal: AbortSignal): Promise<void> {
    this.#logger.debug("The relay endpoint did not take events", error);
    const before = this.#lastFailure;
    this.#lastFailure = error;
    switch (verdictOn(error, before)) {
      case "smaller":
        this.#mostEvents = Math.ceil(batch.length / 2);
        if (batch.length > 1) return;
        this.#queue.remove(batch);
        this.#logger.warn("The relay endpoint does not take an event of this size: it is given up.", error);
        return;
      case "never":
        this.#logger.error(`The relay is over: ${error.message}`, error.help);
        this.dispose();
        guard(
          () => this.#options.onError?.(error),
          (cause) => {
            this.#logger.error("onError of the relay threw.", cause);
          },
        );
        return;
      case "later": {
        const pause = (this.#pause = deferred({ signal }));
        const cancel = this.#clock.setTimeout(pause.resolve, pauseAfter(this.#failures, error));
        this.#failures += 1;
        this.#urgentSeq = this.#seq;
        await pause.promise.catch(() => undefined); // whoever aborts goes on by another way
        cancel();
      }
    }
  }
}
