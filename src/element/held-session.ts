import type { EndReason, SessionState } from "../core/vocabulary.js";
import type { MediaUnlock } from "../media/unlock.js";
import type { AvatarSession } from "../session/index.js";
import type { Assembly } from "./assembly/session.js";
import { forwardEvents } from "./controllers/event-forwarder.js";
import { claimMicrophone, type MicrophoneHolder, releaseMicrophone } from "./controllers/live-microphone.js";

/** What was made for a session of the element's own. */
export interface Made {
  readonly assembly: Assembly;
  /** It lives as long as the session. */
  readonly unlock: MediaUnlock;
}

export interface HeldSessionContext {
  readonly host: HTMLElement;
  /** How turns are taken. */
  readonly interaction: () => "conversational" | "push-to-talk";
  readonly handleState: (held: HeldSession, state: SessionState) => void;
  readonly handleEnded: (reason: EndReason) => void;
}

/** The session that the element shows, with everything that ties the two together. */
export class HeldSession {
  readonly session: AvatarSession;
  readonly #made: Made | undefined;
  readonly #offs: (() => void)[];
  readonly #microphone: MicrophoneHolder;

  /** @param made undefined for a session that somebody else has made: it is shown, never destroyed */
  constructor(session: AvatarSession, made: Made | undefined, context: HeldSessionContext) {
    this.session = session;
    this.#made = made;
    this.#microphone = {
      setMicMuted: (muted) => {
        // A mute would keep every later window shut, and the visitor has no button against it.
        if (context.interaction() === "push-to-talk") session.stopPushToTalk().catch(noop);
        else session.setMicMuted(muted);
      },
    };
    // The reason first: a listener of `avatar-ended` may start the next conversation.
    this.#offs = [session.on("ended", context.handleEnded)];
    const stopForwarding = forwardEvents(session, context.host);
    // The last events of a session of our own are told even where the next one has begun; it forgets its listeners itself.
    if (!made) this.#offs.push(stopForwarding);
    this.#offs.push(
      session.on("mic-change", (mic) => {
        if (mic === "live") claimMicrophone(this.#microphone);
      }),
      session.on("state-change", (now) => {
        context.handleState(this, now);
      }),
    );
  }

  get isAdopted(): boolean {
    return this.#made === undefined;
  }

  /** Undefined for an adopted session. */
  get assembly(): Assembly | undefined {
    return this.#made?.assembly;
  }

  /** Unties the two; the session goes on or ends by itself. */
  release(): void {
    for (const off of this.#offs.splice(0)) off();
    releaseMicrophone(this.#microphone);
    this.#made?.unlock.dispose();
  }
}

const noop = (): void => undefined;
