/**
 * The effects of the page's life cycle on a conversation: the page goes away, it is hidden for long, its visitor is active.
 */
import type { ReactiveController } from "lit";
import { systemTimers } from "../../core/timers.js";
import type { AvatarSession } from "../../session/index.js";
import { smallWindowOf } from "../conversation/small-window.js";

interface PageLifecycleContext {
  /** Seconds after which a hidden page ends the conversation; 0: never. */
  readonly hiddenTimeout: () => number;
  /** Whether a conversation runs and neither side speaks. */
  readonly isSilent: () => boolean;
  /** Whether the picture is in a window of its own, so that the visitor may be watching. */
  readonly isInPictureInPicture: () => boolean;
  readonly handleLeave: () => void;
  readonly handleHiddenTooLong: () => void;
  readonly handleActivity: () => void;
}

interface PageLifecycleHost extends HTMLElement {
  addController(controller: ReactiveController): void;
}

/** Connects the page's life cycle with the conversations of an element. */
export function watchPage(
  host: PageLifecycleHost & {
    readonly hiddenTimeout: number;
  } & Parameters<typeof smallWindowOf>[0],
  sessions: {
    readonly state: string;
    readonly session: { get(): AvatarSession | null };
    leave(): void;
  },
  handleHiddenTooLong: () => void,
): void {
  new PageLifecycle(host, {
    hiddenTimeout: () => host.hiddenTimeout,
    isSilent: () => sessions.state === "ready" && sessions.session.get()?.signals.userSpeaking.get() === false,
    isInPictureInPicture: () =>
      smallWindowOf(host).isOpen || (host.renderRoot as Partial<ShadowRoot>).pictureInPictureElement != null,
    handleLeave: () => {
      sessions.leave();
    },
    handleHiddenTooLong,
    handleActivity: () => {
      host.keepAlive();
    },
  });
}

/** Milliseconds in which at most one activity is passed on. */
const ACTIVITY_INTERVAL_MS = 1000;
/** In the capturing phase: what is typed does not come further than the composer. */
const LISTENING = { capture: true, passive: true } as const;
/** The signs of a person, anywhere on the page: somebody may read it, or fill in a form of it, while the avatar waits. */
const ACTIVITY = ["pointerdown", "keydown", "input", "wheel", "scroll"] as const;

class PageLifecycle implements ReactiveController {
  readonly #host: PageLifecycleHost;
  readonly #context: PageLifecycleContext;
  #wasSilent = false;
  #cancelTimer: () => void = noop;
  #leaveDocument: () => void = noop;
  #lastActivity = -Infinity;

  constructor(host: PageLifecycleHost, context: PageLifecycleContext) {
    this.#host = host;
    this.#context = context;
    host.addController(this);
  }

  hostConnected(): void {
    // Not the script's own: the element may have been moved into a frame, which goes away by itself.
    const owner = this.#host.ownerDocument;
    const view = owner.defaultView;
    view?.addEventListener("pagehide", this.#context.handleLeave);
    owner.addEventListener("visibilitychange", this.#handleVisibility);
    for (const sign of ACTIVITY) owner.addEventListener(sign, this.#handleActivity, LISTENING);
    this.#leaveDocument = () => {
      view?.removeEventListener("pagehide", this.#context.handleLeave);
      owner.removeEventListener("visibilitychange", this.#handleVisibility);
      for (const sign of ACTIVITY) owner.removeEventListener(sign, this.#handleActivity, LISTENING);
    };
    this.#restartTimer();
  }

  /** What is shown has changed: perhaps who speaks. */
  hostUpdated(): void {
    if (this.#host.isConnected && this.#context.isSilent() !== this.#wasSilent) this.#restartTimer();
  }

  hostDisconnected(): void {
    this.#leaveDocument();
    this.#cancelTimer();
  }

  /** Starts the time anew: only a page that is hidden *and* silent ends. */
  readonly #restartTimer = (): void => {
    this.#cancelTimer();
    const silent = (this.#wasSilent = this.#context.isSilent());
    const seconds = this.#context.hiddenTimeout();
    if (!silent || seconds === 0 || this.#host.ownerDocument.visibilityState !== "hidden") return;
    // Not the page's own timer: `setTimeout` fires at once for a limit of more than 24 days.
    this.#cancelTimer = systemTimers.setTimeout(() => {
      if (this.#context.isInPictureInPicture()) this.#restartTimer();
      else this.#context.handleHiddenTooLong();
    }, seconds * 1000);
  };

  readonly #handleVisibility = (): void => {
    this.#restartTimer();
    // Whoever comes back to the page is there.
    if (this.#host.ownerDocument.visibilityState === "visible") this.#context.handleActivity();
  };

  readonly #handleActivity = (event: Event): void => {
    if (event.timeStamp - this.#lastActivity < ACTIVITY_INTERVAL_MS) return;
    this.#lastActivity = event.timeStamp;
    this.#context.handleActivity();
  };
}

const noop = (): void => undefined;
