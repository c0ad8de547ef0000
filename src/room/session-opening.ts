/** From nothing to a running session: token, then start. What was started is never left running. */
import { raceAbort } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { CallOptions } from "./call-options.js";
import { REQUEST_TIMEOUT_MS } from "../backend/json-request.js";
import { ServiceLink } from "./service-link.js";
import { readTokenAnswer } from "./token-answer.js";
import type { StartedSession, TokenAnswer } from "./token-answer.js";

export interface OpenedSession {
  readonly answer: TokenAnswer;
  readonly session: StartedSession;
  readonly link: ServiceLink;
}

export class SessionOpening {
  readonly #options: CallOptions;
  #link: ServiceLink | undefined;
  #starting: Promise<unknown> | undefined;
  #started = false;
  #cancelled = false;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** Rejects with the `token-` and `start-` codes, or an AbortError. */
  async open(signal: AbortSignal): Promise<OpenedSession> {
    const answer = readTokenAnswer(await this.#token(signal));
    const link = (this.#link = new ServiceLink({ ...this.#options, answer }));
    const starting = link.start();
    this.#starting = starting;
    starting.then(
      () => (this.#started = true),
      () => undefined,
    );
    const session = await raceAbort(starting, signal);
    return { answer, session, link };
  }

  /**
   * Nobody wants the session any more: it is stopped now or, if it is only starting, when it has started.
   * @param leaving the page is going away, so that its answer may never be heard
   * @returns settles when the service knows
   */
  async cancel(leaving: boolean): Promise<void> {
    this.#cancelled = true;
    const link = this.#link;
    const starting = this.#starting;
    if (link === undefined || starting === undefined) return;
    // Before the answer to start has come the service may still miss this; after it, once is enough.
    const early = leaving ? link.stop() : undefined;
    if (this.#started) return early ?? link.stop();
    try {
      await starting;
    } catch (error) {
      // No answer does not mean that nothing was started.
      const refused = LiveAvatarError.is(error) && ["start-refused", "start-rate-limited"].includes(error.code);
      if (refused) return;
    }
    await link.stop();
  }

  async #token(signal: AbortSignal): Promise<unknown> {
    const { token, clock } = this.#options;
    const asked = (async () => token({ signal }))();
    asked.then(
      (late) => this.#receiveLate(late, signal),
      () => undefined,
    );
    let cancelTimer: (() => void) | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      cancelTimer = clock.setTimeout(() => {
        reject(
          new LiveAvatarError("token-timeout", `The token source gave no answer in ${REQUEST_TIMEOUT_MS / 1000} s.`),
        );
      }, REQUEST_TIMEOUT_MS);
    });
    try {
      return await raceAbort(Promise.race([asked, timeout]), signal);
    } catch (cause) {
      if (signal.aborted || LiveAvatarError.is(cause)) throw cause;
      throw new LiveAvatarError("token-unreachable", "The token source failed.", { cause });
    } finally {
      cancelTimer?.();
    }
  }

  /** The backend may have started a session for somebody who has gone in the meantime. */
  #receiveLate(late: unknown, signal: AbortSignal): void {
    // Aborted, but not yet cancelled: it came in the same moment.
    if (!(this.#cancelled || signal.aborted) || this.#link !== undefined) return;
    try {
      const answer = readTokenAnswer(late);
      if (answer.started !== undefined) void new ServiceLink({ ...this.#options, answer }).stop();
    } catch (error) {
      this.#options.logger.debug("a late token answer was not usable", error);
    }
  }
}
