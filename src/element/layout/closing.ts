/** What becomes of a running conversation when its avatar is closed: the attribute `on-close`. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { WritableSignal } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";

export type ClosingHost = HTMLElement &
  ReactiveControllerHost & {
    readonly layout: string;
    readonly open: boolean;
    readonly onClose: "mute" | "continue" | "end";
    readonly interaction: string;
    readonly renderRoot: HTMLElement | DocumentFragment;
    keepAlive(): void;
  };

export interface ClosingSessions {
  readonly state: string;
  readonly live: boolean;
  readonly session: { get(): AvatarSession | null };
  /** Whether the avatar is silent because it is closed. */
  readonly hushed: WritableSignal<boolean>;
  readonly assembly:
    { readonly renderer: { readonly voice?: { readonly interaction?: string | undefined } | undefined } } | undefined;
  /** The chunk of conversations, once it is loaded. */
  readonly parts: { get(): { smallWindowOf(host: ClosingHost): { readonly isOpen: boolean } } | undefined };
  applySound(): void;
  stop(): Promise<void>;
}

export class Closing implements ReactiveController {
  readonly #host: ClosingHost;
  readonly #sessions: ClosingSessions;
  #wasShut: boolean;
  /** Whether the microphone is still to be muted: it opens only now, or the avatar is watched. */
  #isPending = false;
  /** The session whose microphone was muted here: opening unmutes it. */
  #taken: AvatarSession | undefined;

  constructor(host: ClosingHost, sessions: ClosingSessions, wasShut?: boolean) {
    this.#host = host;
    this.#sessions = sessions;
    this.#wasShut = wasShut ?? this.#isShut;
  }

  hostUpdated(): void {
    const isShut = this.#isShut;
    const isRunning = this.#sessions.live || this.#sessions.state === "connecting";
    if (isShut !== this.#wasShut) {
      this.#wasShut = isShut;
      if (!isShut) this.#restore();
      else if (isRunning && this.#host.onClose === "end") void this.#sessions.stop();
      else this.#isPending = isRunning && this.#host.onClose === "mute";
    }
    if (!isRunning) this.#restore();
    else if (this.#isPending && !this.#isWatched) this.#silence();
  }

  get #isShut(): boolean {
    return this.#host.layout !== "inline" && !this.#host.open;
  }

  /** Whether the visitor still sees the avatar, in a window of its own. */
  get #isWatched(): boolean {
    return this.#sessions.parts.get()?.smallWindowOf(this.#host).isOpen ?? false;
  }

  #silence(): void {
    const { session, hushed, live, assembly } = this.#sessions;
    if (!hushed.get()) {
      hushed.set(true);
      this.#sessions.applySound();
    }
    const present = session.get();
    if (!live || !present) return;
    if ((assembly?.renderer.voice?.interaction ?? this.#host.interaction) === "push-to-talk") {
      this.#isPending = false;
      // The button that is held is gone.
      present.stopPushToTalk().catch(noop);
      return;
    }
    const mic = present.signals.mic.get();
    // One that opens later is muted then.
    if (mic === "asking" || mic === "off") return;
    this.#isPending = false;
    // The visitor's own mute is left alone, now and when the avatar is opened.
    if (mic !== "live") return;
    this.#taken = present;
    present.setMicMuted(true);
  }

  #restore(): void {
    const { session, hushed } = this.#sessions;
    const taken = this.#taken;
    this.#isPending = false;
    this.#taken = undefined;
    if (taken && taken === session.get() && taken.signals.mic.get() === "muted") taken.setMicMuted(false);
    if (!hushed.get()) return;
    hushed.set(false);
    this.#sessions.applySound();
  }
}

const noop = (): void => undefined;
