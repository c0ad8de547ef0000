import type { Clock } from "../core/clock.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";

/**
 * The service's idle limit by default; a session may have been given another one (protocol §1.5). What ends the silence
 * besides a keep-alive is not documented.
 */
const IDLE_LIMIT_MS = 120_000;
const WARN_AHEAD_MS = 20_000;
/** Short enough for several tries within the limit. */
const INTERVAL_MS = 45_000;
const RETRY_MS = 10_000;

export interface KeepAliveOptions {
  readonly clock: Clock;
  /** Tells the service that somebody is there; resolves to whether it knows. */
  readonly send: () => Promise<boolean>;
  /** Whether the service is told at all, but by a visitor who answers the warning. */
  readonly isAutomatic: boolean;
  /** Called when the service is about to end the session for idleness. */
  readonly handleWarning: (secondsLeft: number) => void;
  /** Whether a visitor may be looking. Default: the page, or its picture in a window of its own, is visible. */
  readonly isWatched?: (() => boolean) | undefined;
}

/**
 * Keeps the service from ending a session in which somebody reads or listens: it is told regularly while the page is visible,
 * while the avatar speaks, and after any activity. Where it cannot be told, a warning comes 20 s before its limit. For how long
 * a silent visitor counts as present is the session's own idle limit, which ends it.
 */
export class KeepAlive {
  readonly #options: KeepAliveOptions;
  readonly #isWatched: () => boolean;
  /** When the service last knew of somebody, as far as can be told here. */
  #knownAt: number;
  #triedAt = -Infinity;
  #isSending = false;
  #isSpeaking = false;
  /** Whether there was activity of which the service has not been told. */
  #isOwed = false;
  #isWarned = false;
  #isOver = false;
  #cancelTimer: () => void = noop;

  /** The session has started: that is the first activity. */
  constructor(options: KeepAliveOptions) {
    this.#options = options;
    this.#isWatched = options.isWatched ?? isPageWatched;
    this.#knownAt = options.clock.now();
    document.addEventListener("visibilitychange", this.#check);
    this.#check();
  }

  /** The visitor was active. */
  handleActivity(): void {
    if (!this.#options.isAutomatic && (!this.#isWarned || this.#isSending)) return;
    this.#isOwed = true;
    this.#check();
  }

  /** Visitor or avatar said something, so that the service may have noticed by itself. */
  handleTalk(report: RendererReport["type"]): void {
    if (report === "speech-start" || report === "speech-end") this.#isSpeaking = report === "speech-start";
    // The service is told of it all the same, where it may be: it is not known to count this.
    if (this.#options.isAutomatic) this.#isOwed = true;
    else this.#handleKnown(this.#options.clock.now());
    this.#check();
  }

  dispose(): void {
    this.#isOver = true;
    this.#cancelTimer();
    document.removeEventListener("visibilitychange", this.#check);
  }

  get #mayTell(): boolean {
    if (this.#isSending) return false;
    return this.#isOwed || (this.#options.isAutomatic && (this.#isSpeaking || this.#isWatched()));
  }

  /** Tells the service or warns, whichever is due, and sets the timer for what is due next. */
  readonly #check = (): void => {
    if (this.#isOver) return;
    this.#cancelTimer();
    const { clock } = this.#options;
    const now = clock.now();
    const tellAt = Math.max(this.#knownAt + INTERVAL_MS, this.#triedAt + RETRY_MS);
    if (this.#mayTell && now >= tellAt) this.#tell(now);
    // A request that goes out right now may make the warning needless; its failure comes back here.
    if (now >= this.#warnAt && !(this.#isSending && this.#triedAt === now)) this.#warn(now);
    const next = Math.min(this.#mayTell ? tellAt : Infinity, this.#warnAt);
    if (next !== Infinity) this.#cancelTimer = clock.setTimeout(this.#check, Math.max(next - now, 0));
  };

  get #warnAt(): number {
    return this.#isWarned ? Infinity : this.#knownAt + IDLE_LIMIT_MS - WARN_AHEAD_MS;
  }

  #warn(now: number): void {
    this.#isWarned = true;
    const secondsLeft = Math.round((this.#knownAt + IDLE_LIMIT_MS - now) / 1000);
    // After a computer has slept, the limit is long over: the service says so itself.
    if (secondsLeft > 0) this.#options.handleWarning(secondsLeft);
  }

  #tell(now: number): void {
    this.#isSending = true;
    this.#triedAt = now;
    const wasOwed = this.#isOwed;
    this.#isOwed = false;
    void this.#options.send().then((isKnown) => {
      this.#isSending = false;
      if (isKnown) this.#handleKnown(now);
      else this.#isOwed ||= wasOwed;
      this.#check();
    });
  }

  #handleKnown(at: number): void {
    this.#knownAt = at;
    this.#isWarned = false;
  }
}

/** A picture in a window of its own is watched although the page is hidden. */
const isPageWatched = (): boolean =>
  document.visibilityState === "visible" || Boolean(document.pictureInPictureElement);
const noop = (): void => undefined;
