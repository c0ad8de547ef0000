/**
 * What the page does to a conversation: it goes away, it is hidden for long, and people on it are active.
 */
import type { ReactiveController } from "lit";
import { effect } from "../../core/signals.js";
import { systemTimers } from "../../core/timers.js";
import type { AvatarSession } from "../../session/index.js";
import { consoleLogger } from "../console-logger.js";

interface PageLifeOptions {
  /** Seconds; 0: never. */
  readonly hiddenTimeout: () => number;
  /** A conversation runs and nobody speaks; reads signals. */
  readonly silent: () => boolean;
  /** The picture is in a window of its own, so that somebody may look. */
  readonly inPictureInPicture: () => boolean;
  readonly leave: () => void;
  readonly hiddenTooLong: () => void;
  readonly active: () => void;
}

interface PageLifeHost extends HTMLElement {
  addController(controller: ReactiveController): void;
}

/** Lets the page's life and the element's conversations meet. */
export function watchPage(
  host: PageLifeHost & {
    readonly hiddenTimeout: number;
    readonly renderRoot: Node;
    keepAlive(): void;
  },
  sessions: {
    readonly state: string;
    readonly session: { get(): AvatarSession | null };
    leave(): void;
  },
  hiddenTooLong: () => void,
): void {
  new PageLife(host, {
    hiddenTimeout: () => host.hiddenTimeout,
    silent: () => sessions.state === "ready" && sessions.session.get()?.signals.userSpeaking.get() === false,
    inPictureInPicture: () => host.renderRoot instanceof ShadowRoot && host.renderRoot.pictureInPictureElement !== null,
    leave: () => {
      sessions.leave();
    },
    hiddenTooLong,
    active: () => {
      host.keepAlive();
    },
  });
}

/** At most one activity in so many milliseconds is passed on. */
const ACTIVITY_INTERVAL_MS = 1000;
const ACTIVITY = ["pointerdown", "keydown", "input", "wheel", "scroll"] as const;

class PageLife implements ReactiveController {
  readonly #host: PageLifeHost;
  readonly #options: PageLifeOptions;
  #off: (() => void) | undefined;
  #cancelTimer: () => void = noop;
  #lastActivity = -Infinity;

  constructor(host: PageLifeHost, options: PageLifeOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.addEventListener("pagehide", this.#options.leave);
    document.addEventListener("visibilitychange", this.#rearm);
    document.addEventListener("scroll", this.#onActivity, { passive: true });
    for (const sign of ACTIVITY) this.#host.addEventListener(sign, this.#onActivity, { passive: true });
    this.#off ??= effect(this.#rearm, (error) => {
      consoleLogger.error("The time until a hidden page ends could not be set.", error);
    });
  }

  hostDisconnected(): void {
    globalThis.removeEventListener("pagehide", this.#options.leave);
    document.removeEventListener("visibilitychange", this.#rearm);
    document.removeEventListener("scroll", this.#onActivity);
    for (const sign of ACTIVITY) this.#host.removeEventListener(sign, this.#onActivity);
    this.#off?.();
    this.#off = undefined;
    this.#cancelTimer();
  }

  /** Every change of what is read here starts the time anew: hidden *and* silent is what ends. */
  readonly #rearm = (): void => {
    this.#cancelTimer();
    const silent = this.#options.silent();
    const seconds = this.#options.hiddenTimeout();
    if (!silent || seconds === 0 || document.visibilityState !== "hidden") return;
    // Not the page's own timer: that one would end a conversation at once for a limit of more than 24 days.
    this.#cancelTimer = systemTimers.setTimeout(() => {
      if (this.#options.inPictureInPicture()) this.#rearm();
      else this.#options.hiddenTooLong();
    }, seconds * 1000);
  };

  readonly #onActivity = (event: Event): void => {
    if (event.timeStamp - this.#lastActivity < ACTIVITY_INTERVAL_MS) return;
    this.#lastActivity = event.timeStamp;
    this.#options.active();
  };
}

const noop = (): void => undefined;
