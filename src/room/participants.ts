import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { deferred, type Deferred } from "../core/wait.js";
import { AGENT_IDENTITY_PREFIX, AVATAR_IDENTITY } from "./protocol.js";

type Role = "avatar" | "agent";
const ROLES: readonly Role[] = ["avatar", "agent"];

export interface ParticipantsOptions {
  readonly sessionId: string;
  readonly clock: Clock;
  /** Milliseconds that avatar and agent have to join, counted from our own join of the room. */
  readonly joinTimeoutMs: number;
  /** Milliseconds that one of them may be away while the room is connected. */
  readonly absenceMs: number;
  /** Called when one of them has been away for too long. */
  readonly handleGone: (error: LiveAvatarError) => void;
  /** Called with whether both are present, on each change after both were present for the first time. */
  readonly handlePresence: (complete: boolean) => void;
}

/** The presence of the two participants that a conversation needs: the avatar and its agent. */
export class Participants {
  readonly agentIdentity: string;
  readonly #options: ParticipantsOptions;
  readonly #present = new Set<Role>();
  readonly #absences = new Map<Role, () => void>();
  #roomUp = true;
  #wasComplete = false;
  #awaited: Deferred<void> | undefined;

  constructor(options: ParticipantsOptions) {
    this.#options = options;
    this.agentIdentity = AGENT_IDENTITY_PREFIX + options.sessionId;
  }

  get complete(): boolean {
    return this.#present.size === ROLES.length;
  }

  /** The role of this identity, if it has one. */
  roleOf(identity: string): Role | undefined {
    if (identity === AVATAR_IDENTITY) return "avatar";
    return identity === this.agentIdentity ? "agent" : undefined;
  }

  handleJoined(identity: string): void {
    const role = this.roleOf(identity);
    if (role === undefined || this.#present.has(role)) return;
    this.#present.add(role);
    this.#absences.get(role)?.();
    this.#absences.delete(role);
    if (!this.complete) return;
    if (this.#wasComplete) this.#options.handlePresence(true);
    this.#wasComplete = true;
    this.#awaited?.resolve();
  }

  handleLeft(identity: string): void {
    const role = this.roleOf(identity);
    if (role === undefined || !this.#present.delete(role) || !this.#wasComplete) return;
    this.#options.handlePresence(false);
    if (this.#roomUp) this.#countAbsence(role);
  }

  /** Stops counting absences: while the room reconnects, the participants cannot be seen. */
  handleReconnecting(): void {
    this.#roomUp = false;
    this.#forgetAbsences();
  }

  /** Counts absences from now on: a participant that is still missing has the whole time again. */
  handleReconnected(): void {
    this.#roomUp = true;
    if (this.#wasComplete) for (const role of this.#missing()) this.#countAbsence(role);
  }

  /**
   * Resolves when both are present.
   * @throws `avatar-missing` or `agent-missing` after the join time-out (both missing: the avatar's code, both
   * names), an AbortError when `signal` fires
   */
  whenComplete(signal: AbortSignal): Promise<void> {
    const { clock, joinTimeoutMs } = this.#options;
    const timeout = () => this.#missingError();
    const awaited = (this.#awaited = deferred({ signal, clock, ms: joinTimeoutMs, timeout }));
    if (this.complete) awaited.resolve();
    return awaited.promise;
  }

  dispose(): void {
    this.#forgetAbsences();
    this.#awaited?.reject(abortError());
  }

  #missing(): Role[] {
    return ROLES.filter((role) => !this.#present.has(role));
  }

  #missingError(): LiveAvatarError {
    const missing = this.#missing();
    const names = missing.map((role) => `the ${role} (${this.#identityOf(role)})`).join(" and ");
    return new LiveAvatarError(
      missing.includes("avatar") ? "avatar-missing" : "agent-missing",
      `${names} did not join the room within ${this.#options.joinTimeoutMs / 1000} s.`.replace(/^the/, "The"),
    );
  }

  #countAbsence(role: Role): void {
    const { clock, absenceMs, handleGone } = this.#options;
    const cancel = clock.setTimeout(() => {
      this.#absences.delete(role);
      const message = `The ${role} (${this.#identityOf(role)}) left the room and stayed away for ${absenceMs / 1000} s.`;
      handleGone(new LiveAvatarError(`${role}-left`, message));
    }, absenceMs);
    this.#absences.set(role, cancel);
  }

  #forgetAbsences(): void {
    for (const cancel of this.#absences.values()) cancel();
    this.#absences.clear();
  }

  #identityOf(role: Role): string {
    return role === "avatar" ? AVATAR_IDENTITY : this.agentIdentity;
  }
}
