import type { EndReason, SessionState } from "../core/vocabulary.js";
import type { MediaUnlock } from "../media/unlock.js";
import type { AvatarSession } from "../session/index.js";
import type { Assembly } from "./assembly/session.js";
import { forwardEvents } from "./controllers/event-forwarder.js";
import { claimMicrophone, type MicrophoneHolder, releaseMicrophone } from "./controllers/live-microphone.js";

/** What the element has made for a session of its own. */
export interface OwnSession {
  readonly assembly: Assembly;
  /** The unlocked sound, which lives as long as the session. */
  readonly unlock: MediaUnlock;
}

export interface SessionBindingContext {
  readonly host: HTMLElement;
  /** The present way of taking turns. */
  readonly interaction: () => "conversational" | "push-to-talk";
  readonly handleState: (binding: SessionBinding, state: SessionState) => void;
  readonly handleEnded: (reason: EndReason) => void;
}

/** The binding of a session to the element that shows it: forwards its events, and keeps what was made for it. */
export class SessionBinding {
  readonly session: AvatarSession;
  readonly #own: OwnSession | undefined;
  readonly #unsubscribes: (() => void)[];
  readonly #microphone: MicrophoneHolder;

  /** @param own undefined for an adopted session, which is shown and never destroyed */
  constructor(session: AvatarSession, own: OwnSession | undefined, context: SessionBindingContext) {
    this.session = session;
    this.#own = own;
    this.#microphone = {
      setMicMuted: (muted) => {
        // A mute would keep every later window closed, and in this mode the visitor has no button to unmute.
        if (context.interaction() === "push-to-talk") session.stopPushToTalk().catch(noop);
        // One that is closed stays as it is: the visitor opens it to be heard.
        else if (session.signals.mic.get() !== "off") session.setMicMuted(muted);
      },
    };
    // This listener comes first: a page's listener of `avatar-ended` may start the next conversation.
    this.#unsubscribes = [session.on("ended", context.handleEnded)];
    const stopForwarding = forwardEvents(session, context.host);
    // An own session goes on forwarding its last events after the binding's end, and drops its listeners itself.
    if (!own) this.#unsubscribes.push(stopForwarding);
    this.#unsubscribes.push(
      session.on("mic-change", (mic) => {
        if (mic === "live") claimMicrophone(this.#microphone);
      }),
      session.on("state-change", (now) => {
        context.handleState(this, now);
      }),
    );
  }

  get isAdopted(): boolean {
    return this.#own === undefined;
  }

  /** What the element has made for its own session; undefined for an adopted one. */
  get assembly(): Assembly | undefined {
    return this.#own?.assembly;
  }

  /** Releases the session, which goes on or ends by itself. */
  dispose(): void {
    for (const unsubscribe of this.#unsubscribes.splice(0)) unsubscribe();
    releaseMicrophone(this.#microphone);
    this.#own?.unlock.dispose();
  }
}

const noop = (): void => undefined;
