/** The stops that the service does not know of yet: the one place that tells it again, for as long as the page lives. */
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import { attempt, deferred } from "../core/wait.js";

/** Milliseconds that a caller of {@link StopRegistry.tell} waits at most. The tries go on after that. */
const TOLD_WITHIN_MS = 15_000;
/** Milliseconds that the page's function may take to give fresh headers, before the last known ones are used. */
const HEADERS_WITHIN_MS = 3_000;
/** The tries that are answered by a failure of the other side, before the stop is given up. */
const MAX_ANSWERED_TRIES = 6;
/** Milliseconds until the second try; each further one waits twice as long. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Milliseconds after which no session can be running any more: the service's plans cap one at 60 minutes. */
const GIVEN_UP_AFTER_MS = 3_600_000;

/** The refusals that pass: Request Timeout and Too Early. (Too Many Requests has a code of its own.) */
const PASSING: readonly unknown[] = [408, 425];

/** The request that stops one session. */
export interface StopRequest {
  /** Brings what goes along with the next `send`; left out where nothing has to be asked for. May reject or hang. */
  readonly prepare?: ((signal: AbortSignal) => Promise<unknown>) | undefined;
  /**
   * Sends the request, in the task of the call.
   * @throws LiveAvatarError with the answer's status; `start-refused` is final
   */
  readonly send: () => Promise<unknown>;
}

export interface TellOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Whether the page is going away: the request is sent in this task, with what is known. Default false. */
  readonly leaving?: boolean | undefined;
}

/**
 * Tells the service of each end until it knows: at once, and after a failure again with growing pauses, when the network is
 * back, and in the task in which the page goes away. Nothing is stored.
 */
export class StopRegistry {
  readonly #pending = new Set<PendingStop>();

  /** Resolves when the service knows, when it has refused, or after 15 s; it never rejects. */
  async tell(request: StopRequest, options: TellOptions): Promise<void> {
    const stop = new PendingStop(request, options, () => {
      this.#pending.delete(stop);
      if (this.#pending.size === 0) this.#unwatch();
    });
    if (this.#pending.size === 0) this.#watch();
    this.#pending.add(stop);
    stop.try(options.leaving === true);
    await attempt(() => stop.over, { clock: options.clock, ms: TOLD_WITHIN_MS }).catch(() => {
      options.logger.debug("the service does not know of the end yet; it is told again");
    });
  }

  #watch(): void {
    globalThis.addEventListener("online", this.#handleOnline);
    globalThis.addEventListener("pagehide", this.#handlePageHide);
  }

  #unwatch(): void {
    globalThis.removeEventListener("online", this.#handleOnline);
    globalThis.removeEventListener("pagehide", this.#handlePageHide);
  }

  readonly #handleOnline = (): void => {
    for (const stop of this.#pending) stop.handleOnline();
  };

  readonly #handlePageHide = (): void => {
    for (const stop of this.#pending) stop.handlePageHide();
  };
}

/** The registry of the page. */
export const pageStops = new StopRegistry();

class PendingStop {
  readonly #request: StopRequest;
  readonly #options: TellOptions;
  readonly #handleOver: () => void;
  readonly #over = deferred();
  readonly #since: number;
  /** What it does now: asks for headers, waits for an answer, or pauses until the next try. */
  #step: { readonly name: "asking" | "sending" | "pausing"; readonly end: () => void } | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #answeredTries = 0;

  constructor(request: StopRequest, options: TellOptions, handleOver: () => void) {
    this.#request = request;
    this.#options = options;
    this.#handleOver = handleOver;
    this.#since = options.clock.now();
  }

  /** Resolves when the service knows, or when the stop is given up. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** @param atOnce sends in this task, with the headers that are known */
  try(atOnce: boolean): void {
    this.#step?.end();
    const { prepare } = this.#request;
    if (atOnce || !prepare) {
      this.#send(!prepare);
      return;
    }
    const controller = new AbortController();
    this.#step = { name: "asking", end: () => controller.abort() };
    const { signal } = controller;
    attempt(prepare, { signal, clock: this.#options.clock, ms: HEADERS_WITHIN_MS }).then(
      () => {
        this.#send(true);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#options.logger.warn("fetchOptions failed for the stop endpoint; its last known answer is used", error);
        this.#send(false);
      },
    );
  }

  handleOnline(): void {
    if (this.#step?.name !== "pausing") return;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.try(false);
  }

  /** A request that is under way outlives the page by itself. */
  handlePageHide(): void {
    if (this.#step?.name !== "sending") this.try(true);
  }

  /** @param isFresh whether what goes along was asked for just now */
  #send(isFresh: boolean): void {
    this.#step = { name: "sending", end: noop };
    attempt(() => this.#request.send()).then(
      () => {
        this.#end();
      },
      (error: unknown) => {
        this.#handleFailure(error, isFresh);
      },
    );
  }

  #handleFailure(error: unknown, isFresh: boolean): void {
    const { clock, logger } = this.#options;
    const { code, status, retryAfter = 0 } = LiveAvatarError.is(error) ? error : ({} as Partial<LiveAvatarError>);
    if (status !== undefined) this.#answeredTries += 1;
    // Headers that were not asked for anew may be the reason of the refusal.
    const isFinal = code === "start-refused" && isFresh && !PASSING.includes(status);
    if (isFinal || this.#answeredTries >= MAX_ANSWERED_TRIES || clock.now() - this.#since >= GIVEN_UP_AFTER_MS) {
      logger.warn("the service could not be told to stop; it ends the session when it is idle", error);
      this.#end();
      return;
    }
    const pauseMs = Math.min(Math.max(this.#pauseMs, retryAfter * 1000), LONGEST_PAUSE_MS);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    const cancelTimer = clock.setTimeout(() => {
      this.try(false);
    }, pauseMs);
    this.#step = { name: "pausing", end: cancelTimer };
  }

  #end(): void {
    this.#step = undefined;
    this.#handleOver();
    this.#over.resolve();
  }
}

const noop = (): void => undefined;
