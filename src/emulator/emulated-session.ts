/**
 * One emulated session: owns its state, its time limits and its end. Its bots are in another process. After `end` nothing of it runs.
 */
import type { FullSessionConfig, ServiceEndReason } from "../backend/rest-protocol.js";
import { systemClock } from "../core/clock.js";
import { attempt } from "../core/wait.js";
import { RESPONSE_TOPIC } from "../room/protocol.js";
import { inBackground } from "./background.js";
import type { Behaviour, EndBehaviour } from "./behaviour.js";
import type { Farewell, Role } from "./bots-messages.js";
import type { BotsPool } from "./bots-pool.js";
import type { Bots } from "./bots-worker.js";
import type { RoomAdmin } from "./room-admin.js";

export interface SessionContext {
  readonly admin: Pick<RoomAdmin, "token" | "sendData" | "closeRoom">;
  readonly bots: Pick<BotsPool, "join" | "lagMs">;
}

export interface TranscriptLine {
  readonly role: "user" | "avatar";
  readonly transcript: string;
  /** Milliseconds (UNVERIFIED unit). */
  readonly absolute_timestamp: number;
  readonly relative_timestamp: number;
}

/** How long the LiveKit server may take to answer. */
const SERVER_PATIENCE_MS = 5_000;
/** How long the bots may take to leave: longer than each of their steps may take. */
const LEAVE_PATIENCE_MS = 17_000;

export class EmulatedSession {
  readonly id: string;
  readonly config: FullSessionConfig;
  readonly behaviour: Behaviour;
  readonly createdAt = Date.now();
  readonly transcript: TranscriptLine[] = [];
  readonly #context: SessionContext;
  readonly #life = new AbortController();
  #bots: Bots | undefined;
  #joined: Promise<unknown> = Promise.resolve();
  #askedAt: number | undefined;
  #state: "minted" | "running" | "ended" = "minted";
  #endReason: ServiceEndReason | undefined;
  #endedAt: number | undefined;
  #idle: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  constructor(id: string, config: FullSessionConfig, behaviour: Behaviour, context: SessionContext) {
    this.id = id;
    this.config = config;
    this.behaviour = behaviour;
    this.#context = context;
  }

  get state(): "minted" | "running" | "ended" {
    return this.#state;
  }

  get endReason(): ServiceEndReason | undefined {
    return this.#endReason;
  }

  /** Milliseconds of life after the start. */
  get durationMs(): number {
    return (this.#endedAt ?? Date.now()) - this.createdAt;
  }

  /** Seconds, as `/start` tells them. */
  get maxDurationSeconds(): number | null {
    const limits = [
      this.config.max_session_duration,
      this.behaviour.maxDurationSeconds,
      this.behaviour.planSeconds,
      this.config.is_sandbox ? this.behaviour.sandboxSeconds : null,
    ].filter((seconds): seconds is number => typeof seconds === "number");
    return limits.length > 0 ? Math.min(...limits) : null;
  }

  /** When its start was first asked for, by the system's clock: this call, or an earlier one. */
  askedAt(): number {
    return (this.#askedAt ??= systemClock.now());
  }

  /** Resolves when the bots that come at once are in the room with their tracks, or the session has ended. */
  get joined(): Promise<unknown> {
    return this.#joined;
  }

  /** Opens the room and lets the bots come; resolves with the visitor's room token. */
  async start(): Promise<string> {
    this.#state = "running";
    const { admin, bots } = this.#context;
    const visitorToken = admin.token(this.id, `visitor-${this.id.slice(0, 8)}`);
    const { id, config, behaviour } = this;
    const present = bots.join(
      { id, config, behaviour },
      {
        handleActivity: () => {
          this.keepAlive();
        },
        handleLine: (role, text) => {
          this.#note(role, text);
        },
        handleEnd: ({ reason, event }) => {
          inBackground("a session", () => this.end(reason, event));
        },
        handleLost: () => {
          inBackground("a session", () => this.end("SERVER_ERROR"));
        },
      },
    );
    this.#bots = present;
    this.#joined = attempt(() => present.joined, { signal: this.#life.signal }).catch(() => undefined);
    const limit = this.maxDurationSeconds;
    if (limit !== null) {
      inBackground("a session", async () => {
        await systemClock.sleep(limit * 1000, this.#life.signal).catch(() => undefined); // it has ended before
        await this.end("MAX_DURATION_REACHED");
      });
    }
    this.keepAlive();
    return visitorToken;
  }

  /** Restarts the idle timer, because the visitor is active. */
  keepAlive(): void {
    clearTimeout(this.#idle);
    if (this.#state !== "running") return;
    this.#idle = setTimeout(() => {
      inBackground("a session", () => this.end("IDLE_TIMEOUT"));
    }, this.behaviour.idleSeconds * 1000);
  }

  /** Ends the session as the service does: the event, then the room. Idempotent. */
  end(reason: ServiceEndReason, event: EndBehaviour["event"] = "both"): Promise<void> {
    return (this.#ending ??= this.#end(reason, event));
  }

  async #end(reason: ServiceEndReason, event: EndBehaviour["event"]): Promise<void> {
    const bots = this.#bots;
    this.#state = "ended";
    this.#endReason = reason;
    this.#endedAt = Date.now();
    clearTimeout(this.#idle);
    this.#life.abort();
    if (!bots) return; // it was never started
    const farewell = event === "none" ? undefined : farewellOf(reason, event);
    const haveLeft = await attempt(() => bots.leave(farewell), { clock: systemClock, ms: LEAVE_PATIENCE_MS }).catch(
      () => false,
    );
    if (farewell && !haveLeft) await atMost(() => this.#sendFarewell(farewell));
    await atMost(() => this.#context.admin.closeRoom(this.id));
  }

  /** In place of bots that are gone. */
  async #sendFarewell(farewell: Farewell): Promise<void> {
    const event = {
      ...{ event_id: crypto.randomUUID(), event_type: "session.stopped", session_id: this.id, source_event_id: null },
      ...farewell,
    };
    const bytes = new TextEncoder().encode(JSON.stringify(event));
    await this.#context.admin.sendData(this.id, bytes, RESPONSE_TOPIC, true);
  }

  #note(role: Role, transcript: string): void {
    const now = Date.now();
    this.transcript.push({ role, transcript, absolute_timestamp: now, relative_timestamp: now - this.createdAt });
  }
}

const farewellOf = (reason: ServiceEndReason, event: Exclude<EndBehaviour["event"], "none">): Farewell => ({
  ...(event === "stop_reason" ? {} : { end_reason: reason }),
  ...(event === "end_reason" ? {} : { stop_reason: reason }),
});

/** A step that fails or hangs must not keep the others from being taken. */
const atMost = (step: () => Promise<unknown>): Promise<unknown> =>
  attempt(step, { clock: systemClock, ms: SERVER_PATIENCE_MS }).catch(() => undefined);
