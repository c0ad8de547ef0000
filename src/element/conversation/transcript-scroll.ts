/**
 * The scrolling of the transcript: it follows the newest message, but leaves a reader who has scrolled up where they are. Before
 * they come to an edge of what is rendered, more is rendered there.
 */
import { state } from "../../core/signals.js";
import type { EarlierMessages } from "./earlier-messages.js";
import type { TranscriptWindow } from "./transcript-window.js";

/** The distance from the end, in pixels, within which a reader who comes down counts as being at the end. */
const TOLERANCE_PX = 24;
/** The same of one who goes up; less is rounding. */
const LEAVING_PX = 2;
/** The distance from an edge, in pixels, at which more is rendered; in a low transcript its height. */
const MARGIN_PX = 600;
/** The least height, in pixels, in which the button to the newest message covers no other control. */
const BUTTON_ROOM_PX = 64;
/** How much of the height a press goes up: a little of what was read stays in sight. */
const PAGE = 0.85;

/** What a reader looks at, and how far it is from the top edge. */
interface Anchor {
  readonly message: Element;
  readonly offset: number;
}

export class TranscriptScroll {
  /** Whether something has come below what the reader sees. */
  readonly hasUnread = state(false);
  /** Whether the reader goes up by the button, which therefore stays until they are at the top. */
  readonly isPaging = state(false);
  /** Whether the button to the newest message has room; else the key End leads there. */
  readonly hasRoom = state(true);
  readonly #window: TranscriptWindow;
  readonly #earlier: EarlierMessages;
  #log: HTMLElement | null = null;
  #top = 0;
  /** The heights of what is shown and of the part in sight, with which a reader's scroll begins. */
  #heights = "";
  /** The newest message and its length: one that grows has something new, too. */
  #newestEnd: string | undefined;
  #anchor: Anchor | undefined;
  /** What the next update has to do, when what is wanted is rendered: setting it makes one. */
  readonly #due = state<((log: HTMLElement) => void) | undefined>(undefined);
  #done: ((log: HTMLElement) => void) | undefined;
  /** A transcript that grows smaller, as for a keyboard, still shows its end. */
  readonly #sizes = new ResizeObserver(() => {
    if (this.#log) this.hasRoom.set(this.#log.clientHeight >= BUTTON_ROOM_PX);
    this.#scrollToEnd();
  });

  constructor(window: TranscriptWindow, earlier: EarlierMessages) {
    this.#window = window;
    this.#earlier = earlier;
  }

  /** Follows from now on, since the reader has asked for the newest or has written something. */
  follow(): void {
    this.#window.follow();
    this.hasUnread.set(false);
    this.#scrollToEnd();
  }

  /** The press on the button that leads to the newest message, and goes away with it. */
  readonly handlePress = (): void => {
    this.follow();
    this.#log?.focus({ preventScroll: true });
  };

  readonly handleScroll = (): void => {
    const log = this.#log;
    if (!log) return;
    // The browser scrolls as well, where the window or the text has become larger or smaller.
    if (this.#window.isFollowing && heightsOf(log) !== this.#heights) {
      this.#scrollToEnd();
      return;
    }
    const moved = log.scrollTop - this.#top;
    this.#read(log, moved < 0);
    if (moved < 0) void this.#bringEarlier(log);
    if (moved > 0 && distanceFromEnd(log) < margin(log)) this.#window.moveLater();
    if (log.scrollTop > 0 || !this.isPaging.get() || this.#hasEarlier) return;
    this.isPaging.set(false);
    log.focus({ preventScroll: true });
  };

  /** The keys lead to the ends of the conversation, not of what is rendered. */
  readonly handleKeydown = (event: KeyboardEvent): void => {
    const log = this.#log;
    if (!log || event.target !== log || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.key === "End") this.follow();
    else if (event.key === "Home") this.#goToStart(log);
    else return;
    event.preventDefault();
  };

  /** The press on the button for earlier messages: a page up. For those who have no other way to scroll, each press is one. */
  readonly handleEarlierPress = async (): Promise<void> => {
    const log = this.#log;
    if (!log || this.#earlier.status === "loading") return;
    this.isPaging.set(true);
    this.#window.hold();
    // Only a press asks again after a failure.
    if (!this.#window.hasEarlier && this.#isNearTop(log)) await this.#earlier.ask();
    await this.#bringEarlier(log);
    this.#due.set(() => {
      log.scrollTop -= log.clientHeight * PAGE;
      this.#read(log, true);
    });
  };

  readonly handleEarlierBlur = (): void => {
    this.isPaging.set(false);
  };

  /** Whether the button for earlier messages is there. Reads signals. */
  get hasButton(): boolean {
    return this.#hasEarlier || this.isPaging.get();
  }

  /** To be called in each render, before the transcript's: what a reader looks at stays where it is. */
  willRender(): void {
    const { newest, isFollowing } = this.#window;
    const end = newest && `${newest.id} ${newest.content.length}`;
    if (end !== this.#newestEnd && end && !isFollowing) this.hasUnread.set(true);
    this.#newestEnd = end;
    this.#anchor = this.#log && !isFollowing ? anchorOf(this.#log) : undefined;
    this.#due.get();
  }

  /** To be called after each render. */
  update(log: HTMLElement | null): void {
    if (log !== this.#log) {
      this.#sizes.disconnect();
      if (log) this.#sizes.observe(log);
      this.#log = log;
      this.#window.follow();
    }
    if (!log) return;
    this.#place(log);
    this.#note(log);
  }

  #place(log: HTMLElement): void {
    const anchor = this.#anchor;
    this.#anchor = undefined;
    const moved = anchor?.message.isConnected ? offsetOf(anchor.message, log) - anchor.offset : 0;
    if (moved !== 0) log.scrollTop += moved;
    const due = this.#due.get();
    if (due !== this.#done) due?.(log);
    this.#done = due;
    if (this.#window.isFollowing) this.hasUnread.set(false);
    this.#scrollToEnd();
  }

  get #hasEarlier(): boolean {
    return this.#window.hasEarlier || this.#earlier.status !== "over";
  }

  #isNearTop(log: HTMLElement): boolean {
    return log.scrollTop < margin(log);
  }

  /** Takes over where the reader is. Who goes up leaves the end, even in small steps such as those of a smooth scroll. */
  #read(log: HTMLElement, isGoingUp: boolean): void {
    this.#note(log);
    if (distanceFromEnd(log) >= (isGoingUp ? LEAVING_PX : TOLERANCE_PX) || !this.#window.isAtEnd) {
      this.#window.hold();
      return;
    }
    this.#window.follow();
    this.hasUnread.set(false);
  }

  async #bringEarlier(log: HTMLElement): Promise<void> {
    if (!this.#isNearTop(log)) return;
    if (!this.#window.hasEarlier && this.#earlier.status === "idle") await this.#earlier.ask();
    // The reader may have gone elsewhere meanwhile.
    if (this.#log === log && !this.#window.isFollowing && this.#isNearTop(log)) this.#window.moveEarlier();
  }

  #goToStart(log: HTMLElement): void {
    this.#window.moveToStart();
    this.#due.set(() => {
      log.scrollTop = 0;
      this.#read(log, true);
      void this.#bringEarlier(log);
    });
  }

  #scrollToEnd(): void {
    if (!this.#log || !this.#window.isFollowing) return;
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#note(this.#log);
  }

  /** From here the next scroll is measured. */
  #note(log: HTMLElement): void {
    this.#top = log.scrollTop;
    this.#heights = heightsOf(log);
  }
}

const distanceFromEnd = ({ scrollHeight, scrollTop, clientHeight }: Element): number =>
  scrollHeight - scrollTop - clientHeight;

const heightsOf = ({ scrollHeight, clientHeight }: Element): string => `${scrollHeight} ${clientHeight}`;

const margin = (log: Element): number => Math.min(MARGIN_PX, log.clientHeight);

const offsetOf = (message: Element, log: Element): number =>
  message.getBoundingClientRect().top - log.getBoundingClientRect().top;

/** The first message that is in sight. */
function anchorOf(log: HTMLElement): Anchor | undefined {
  const top = log.getBoundingClientRect().top;
  for (const message of log.querySelectorAll(".message")) {
    const rect = message.getBoundingClientRect();
    if (rect.bottom > top) return { message, offset: rect.top - top };
  }
  return undefined;
}
