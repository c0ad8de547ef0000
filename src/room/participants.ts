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
  /** Milliseconds that both have, from the join of the room on. */
  readonly joinTimeoutMs: number;
  /** Milliseconds that one may be away while the room is up. */
  readonly absenceMs: number;
  /** One of them has been away for too long. */
  readonly onGone: (error: LiveAvatarError) => void;
  /** Whether both are here; called on changes after the first completeness. */
  readonly onPresence: (complete: boolean) => void;
}

/** Keeps track of the two participants without whom there is no conversation: the avatar and its agent. */
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

  /** Which of the two this identity is, if any. */
  roleOf(identity: string): Role | undefined {
    if (identity === AVATAR_IDENTITY) return "avatar";
    return identity === this.agentIdentity ? "agent" : undefined;
  }

  joined(identity: string): void {
    const role = this.roleOf(identity);
    if (role === undefined || this.#present.has(role)) return;
    this.#present.add(role);
    this.#absences.get(role)?.();
    this.#absences.delete(role);
    if (!this.complete) return;
    if (this.#wasComplete) this.#options.onPresence(true);
    this.#wasComplete = true;
    this.#awaited?.resolve();
  }

  left(identity: string): void {
    const role = this.roleOf(identity);
    if (role === undefined || !this.#present.delete(role) || !this.#wasComplete) return;
    this.#options.onPresence(false);
    if (this.#roomUp) this.#countAbsence(role);
  }

  /** While the room reconnects nobody can be seen: absences are not counted. */
  reconnecting(): void {
    this.#roomUp = false;
    this.#forgetAbsences();
  }

  /** Whoever is still missing has the whole time from now on. */
  reconnected(): void {
    this.#roomUp = true;
    if (this.#wasComplete) for (const role of this.#missing()) this.#countAbsence(role);
  }

  /**
   * Resolves when both are here.
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
    const { clock, absenceMs, onGone } = this.#options;
    const cancel = clock.setTimeout(() => {
      this.#absences.delete(role);
      const message = `The ${role} (${this.#identityOf(role)}) left the room and stayed away for ${absenceMs / 1000} s.`;
      onGone(new LiveAvatarError(`${role}-left`, message));
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
