/** What becomes of the events that wait when the page is hidden, goes away, or comes back from the page cache. */
import type { RelayEntry, RelayQueue } from "./relay-queue.js";
import { envelopeBytes, type RelayRequests } from "./relay-requests.js";

/**
 * Browsers limit the bodies of all `keepalive` requests of a page together to 64 KiB, and refuse what is beyond when it is too late for
 * another try. Half of it is for the others: the stop of the session, another relay, what the page itself sends.
 */
const KEEPALIVE_BYTES = 32 * 1024;
const MOST = { events: 500, parts: 15_000 } as const;

export interface LeavingRelayContext {
  readonly queue: RelayQueue;
  readonly requests: RelayRequests;
  /** The page goes away. Called before the last request. */
  readonly handleLeave: () => void;
  /** The page has come back. */
  readonly handleReturn: () => void;
  /** The page is hidden, and may be ended without another word. */
  readonly handleHidden: () => void;
  readonly handleOnline: () => void;
}

export class LeavingRelay {
  readonly #context: LeavingRelayContext;
  /** What the last requests have in them, of which it is not known whether it is received. */
  readonly #sent = new Set<RelayEntry>();
  #room = 0;
  #isAway = false;
  #isWaiting = false;
  #stop: () => void = () => undefined;

  constructor(context: LeavingRelayContext) {
    this.#context = context;
  }

  /** Whether the page has gone: no other request than a `keepalive` would arrive. */
  get isAway(): boolean {
    return this.#isAway;
  }

  watch(): void {
    window.addEventListener("pagehide", this.#handleLeave);
    window.addEventListener("pageshow", this.#handleReturn);
    window.addEventListener("online", this.#context.handleOnline);
    document.addEventListener("visibilitychange", this.#handleVisibility);
    this.#stop = () => {
      window.removeEventListener("pagehide", this.#handleLeave);
      window.removeEventListener("pageshow", this.#handleReturn);
      window.removeEventListener("online", this.#context.handleOnline);
      document.removeEventListener("visibilitychange", this.#handleVisibility);
    };
  }

  /** Sends what has happened since the page went away, such as the end of the session in a later listener. */
  sendSoon(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    queueMicrotask(() => {
      this.#isWaiting = false;
      if (this.#isAway) this.#send();
    });
  }

  dispose(): void {
    this.#stop();
  }

  #send(): void {
    const { queue, requests } = this.#context;
    const bytes = this.#room - envelopeBytes(MOST.events);
    const news = queue.mostImportant({ ...MOST, bytes }, this.#sent);
    if (news.length === 0) return;
    // With those of a request before, if there is room: it may be lost, and then they would come after these.
    const all = queue.mostImportant({ ...MOST, bytes }, new Set());
    const entries = all.length === queue.length ? all : news;
    for (const entry of entries) {
      this.#sent.add(entry);
      this.#room -= entry.bytes;
    }
    requests.sendLast(entries).then(
      () => {
        queue.remove(entries);
      },
      () => undefined, // it is sent again if the page comes back
    );
  }

  readonly #handleLeave = (): void => {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#room = KEEPALIVE_BYTES;
    this.#sent.clear();
    this.#context.handleLeave();
    this.#send();
  };

  /** What was on the way may have been lost: it is sent again. */
  readonly #handleReturn = ({ persisted }: PageTransitionEvent): void => {
    if (!persisted || !this.#isAway) return;
    this.#isAway = false;
    this.#context.handleReturn();
  };

  readonly #handleVisibility = (): void => {
    if (document.visibilityState === "hidden") this.#context.handleHidden();
  };
}
