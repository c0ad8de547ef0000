/** The opening of a session: asks for the token, then starts the session, and stops one that is no longer wanted. */
import { abortError } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import { attempt } from "../core/wait.js";
import { REQUEST_TIMEOUT_MS } from "../backend/json-request.js";
import { SessionCalls, stopUnwantedSession } from "../backend/session-calls.js";
import { readTokenAnswer } from "../backend/token-answer.js";
import type { StartedSession, TokenAnswer } from "../backend/token-answer.js";
import type { CallOptions } from "./call-options.js";

export interface OpenedSession {
  readonly answer: TokenAnswer;
  readonly session: StartedSession;
  readonly calls: SessionCalls;
}

export class SessionOpening {
  readonly #options: CallOptions;
  #calls: SessionCalls | undefined;
  #starting: Promise<unknown> | undefined;
  #started = false;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** Opens the session. Rejects with the `token-` and `start-` codes, or an AbortError. */
  async open(signal: AbortSignal): Promise<OpenedSession> {
    const token = await this.#askToken(signal);
    if (signal.aborted) {
      // The abort came in the same task as the answer: only this place knows of the session.
      void stopUnwantedSession(token, this.#options);
      throw abortError(signal);
    }
    const answer = readTokenAnswer(token, this.#options.siteOrigins);
    const calls = (this.#calls = new SessionCalls(answer, this.#options));
    const starting = calls.start();
    this.#starting = starting;
    starting.then(
      () => (this.#started = true),
      () => undefined,
    );
    const session = await attempt(() => starting, { signal });
    return { answer, session, calls };
  }

  /**
   * Stops the session, because it is no longer wanted: now or, while it is starting, when it has started.
   * @param leaving whether the page is going away, so that the answer to the start may never arrive
   * @returns settles when the service knows, or after 15 s: it is told again after that
   */
  async cancel(leaving: boolean): Promise<void> {
    const calls = this.#calls;
    const starting = this.#starting;
    if (calls === undefined || starting === undefined) return;
    // Before the answer to the start, the service may not know the session yet and ignore this; after it, once is enough.
    const early = leaving ? calls.stop({ leaving }) : undefined;
    if (this.#started) return early ?? calls.stop();
    try {
      await starting;
    } catch (error) {
      // Without an answer the session may still have been started. Nobody waits for this: the next start must not wait for it.
      const refused = LiveAvatarError.is(error) && ["start-refused", "start-rate-limited"].includes(error.code);
      if (!refused) void calls.stop();
      return;
    }
    await calls.stop();
  }

  async #askToken(signal: AbortSignal): Promise<unknown> {
    const { token, clock } = this.#options;
    const seconds = REQUEST_TIMEOUT_MS / 1000;
    try {
      return await attempt((given) => token({ signal: given }), {
        ...{ signal, clock, ms: REQUEST_TIMEOUT_MS },
        timeout: () => new LiveAvatarError("token-timeout", `The token source gave no answer in ${seconds} s.`),
        // The backend may have started a session for a visitor who has left in the meantime.
        late: (answer) => void stopUnwantedSession(answer, this.#options),
      });
    } catch (cause) {
      if (signal.aborted || LiveAvatarError.is(cause)) throw cause;
      throw new LiveAvatarError("token-unreachable", "The token source failed.", { cause });
    }
  }
}
