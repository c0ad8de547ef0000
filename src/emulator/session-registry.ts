/** The registry of all sessions of the process, by id and by token. */
import { randomBytes } from "node:crypto";
import type { FullSessionConfig } from "../backend/rest-protocol.js";
import { type Behaviour, DEFAULT_BEHAVIOUR } from "./behaviour.js";
import { streamSettingsOf } from "./capacity.js";
import { EmulatedSession, type SessionContext } from "./emulated-session.js";
import { EmulatorError } from "./emulator-error.js";
import { behaviourOf } from "./scenarios.js";
import { signSessionToken } from "./session-token.js";
import { StartQueue } from "./start-queue.js";

/** Ended sessions that can still be asked about. */
const HISTORY = 500;

export class SessionRegistry {
  readonly #context: SessionContext;
  readonly #base: Behaviour;
  readonly #secret = randomBytes(32).toString("hex");
  readonly #byId = new Map<string, EmulatedSession>();
  readonly #byToken = new Map<string, EmulatedSession>();

  readonly #queue: StartQueue;
  /** Those whose start has been asked for and whose turn has not come. */
  readonly #waiting = new Set<EmulatedSession>();

  /** What may run at a time, in conversations of the largest picture. */
  readonly #capacity: number;

  constructor(
    context: SessionContext,
    scenario: string | undefined,
    capacity: number,
    queue: StartQueue = new StartQueue(() => context.bots.lagMs),
  ) {
    this.#context = context;
    this.#capacity = capacity;
    this.#queue = queue;
    this.#base = behaviourOf(scenario, DEFAULT_BEHAVIOUR);
  }

  get sessions(): readonly EmulatedSession[] {
    return [...this.#byId.values()];
  }

  mint(config: FullSessionConfig): { readonly session: EmulatedSession; readonly token: string } {
    const behaviour = behaviourOf(config.dynamic_variables?.scenario, this.#base);
    const { planSeconds } = behaviour;
    if (planSeconds !== null && (config.max_session_duration ?? 0) > planSeconds) {
      const allowed = planSeconds.toString();
      throw new EmulatorError(
        `Request validation errors. body.max_session_duration: Input should be less than or equal to ${allowed}, the limit of this plan`,
      );
    }
    const session = new EmulatedSession(crypto.randomUUID(), config, behaviour, this.#context);
    const token = signSessionToken(session.id, config, this.#secret);
    this.#byId.set(session.id, session);
    this.#byToken.set(token, session);
    this.#forgetOld();
    return { session, token };
  }

  byToken(token: string): EmulatedSession | undefined {
    return this.#byToken.get(token);
  }

  byId(id: string): EmulatedSession | undefined {
    return this.#byId.get(id);
  }

  /** Whether one more can run beside those that do, and those that wait for their turn. The first one always can. */
  hasRoomFor({ config }: EmulatedSession): boolean {
    const running = this.sessions.filter((one) => one.state === "running" || this.#waiting.has(one));
    const load = running.reduce((sum, session) => sum + streamSettingsOf(session.config).cost, 0);
    // Sums of tenths are not exact.
    return running.length === 0 || load + streamSettingsOf(config).cost <= this.#capacity + 0.001;
  }

  /**
   * Waits until it is the session's turn to start.
   * @returns what to call when it has started; undefined where its turn did not come in time, or the caller has gone
   */
  async turnOf(session: EmulatedSession, signal: AbortSignal): Promise<(() => void) | undefined> {
    this.#waiting.add(session);
    try {
      return await this.#queue.enter(session.askedAt(), signal);
    } finally {
      this.#waiting.delete(session);
    }
  }

  isWaiting(session: EmulatedSession): boolean {
    return this.#waiting.has(session);
  }

  get retryAfterSeconds(): number {
    return this.#queue.retryAfterSeconds;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.sessions.map((session) => session.end("SERVER_ERROR")));
  }

  #forgetOld(): void {
    if (this.#byId.size <= HISTORY) return;
    const old = this.sessions.find(({ state }) => state !== "running");
    if (!old) return;
    this.#byId.delete(old.id);
    for (const [token, session] of this.#byToken) if (session === old) this.#byToken.delete(token);
  }
}
