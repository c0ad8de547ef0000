/** Knows when a session's limits are due, and objects to an end or a warning that is early, late or for the wrong reason. */
import type { Clock } from "../../../src/core/clock.js";

type Limit = "idle" | "page" | "renderer";

export interface LimitScript {
  readonly idleTimeoutSeconds: number | undefined;
  readonly maxDurationSeconds: number | undefined;
}

export class LimitWitness {
  readonly #clock: Clock;
  readonly #script: LimitScript;
  readonly #object: (invariant: string, what: string) => void;
  readonly #due = new Map<Limit, number>();

  constructor(clock: Clock, script: LimitScript, object: (invariant: string, what: string) => void) {
    this.#clock = clock;
    this.#script = script;
    this.#object = object;
  }

  start(rendererSeconds: number | undefined): void {
    this.stop();
    this.#arm("idle", this.#script.idleTimeoutSeconds);
    this.#arm("page", this.#script.maxDurationSeconds);
    this.takeOver(rendererSeconds);
  }

  /** Another renderer is in place. */
  takeOver(seconds: number | undefined): void {
    this.#arm("renderer", this.#script.maxDurationSeconds === undefined ? seconds : undefined);
  }

  active(): void {
    if (this.#due.has("idle")) this.#arm("idle", this.#script.idleTimeoutSeconds);
  }

  /** Nobody is idle who listens: the idle time begins anew with the end of a turn. */
  hearState(state: string): void {
    if (state === "thinking" || state === "speaking") this.#due.delete("idle");
    else if (state === "ready") this.#arm("idle", this.#script.idleTimeoutSeconds);
  }

  stop(): void {
    this.#due.clear();
  }

  hearWarning(secondsLeft: number, reason: string): void {
    const at = this.#clock.now() + secondsLeft * 1000;
    if (!this.#dueFor(reason).includes(at)) this.#object("limits", `a warning of ${reason} for ${String(at)}`);
  }

  hearEnded(reason: string): void {
    if (reason !== "idle-timeout" && reason !== "max-duration") return;
    const now = this.#clock.now();
    if (!this.#dueFor(reason).includes(now)) this.#object("limits", `${reason} at ${String(now)}`);
  }

  /** The session is live: nothing may be overdue. */
  check(): void {
    for (const [limit, at] of this.#due) {
      if (at <= this.#clock.now()) this.#object("limits", `nothing ended at ${String(at)}, though ${limit} was due`);
    }
  }

  #arm(limit: Limit, seconds: number | undefined): void {
    this.#due.delete(limit);
    if (seconds) this.#due.set(limit, this.#clock.now() + seconds * 1000);
  }

  #dueFor(reason: string): readonly (number | undefined)[] {
    if (reason === "idle-timeout") return [this.#due.get("idle")];
    return [this.#due.get("page"), this.#due.get("renderer")];
  }
}
