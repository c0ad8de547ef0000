/** The part of the log that is rendered: at most so many entries, however long the conversation is. It knows no DOM. */
import { state } from "../../core/signals.js";
import type { LogEntry } from "./conversation-log.js";

/** How many entries are rendered at most. */
const WINDOW_SIZE = 80;
/** By how many entries the window moves. What is left of it, at 45 pixels or more each, must fill a screen in any case. */
const WINDOW_STEP = 20;

export class TranscriptWindow {
  /** The id of the first entry of the window; undefined: the window ends with the newest. */
  readonly #first = state<string | undefined>(undefined);
  readonly #source: () => readonly LogEntry[];
  #entries: readonly LogEntry[] = [];
  #start = 0;

  /** @param source the whole log: the same list until it changes; it may read signals */
  constructor(source: () => readonly LogEntry[]) {
    this.#source = source;
  }

  /** The entries to render. Reads signals. */
  get entries(): readonly LogEntry[] {
    const { start } = this.#place();
    return this.#entries.slice(start, start + WINDOW_SIZE);
  }

  /** The newest entry, in the window or not. Reads signals. */
  get newest(): LogEntry | undefined {
    this.#place();
    return this.#entries.at(-1);
  }

  /** Whether the window moves with the newest entry. Reads signals. */
  get isFollowing(): boolean {
    return this.#place().isFollowing;
  }

  /** Whether there are entries before the window. Reads signals. */
  get hasEarlier(): boolean {
    return this.#place().start > 0;
  }

  /** Whether the newest entry is in the window. Reads signals. */
  get isAtEnd(): boolean {
    return this.#place().start + WINDOW_SIZE >= this.#entries.length;
  }

  /** Moves with the newest entry from now on. */
  follow(): void {
    this.#first.set(undefined);
  }

  /** Stays where it is, whatever comes. */
  hold(): void {
    this.#holdAt(this.#place().start);
  }

  moveToStart(): void {
    this.#place();
    this.#holdAt(0);
  }

  moveEarlier(): void {
    this.#holdAt(Math.max(0, this.#place().start - WINDOW_STEP));
  }

  moveLater(): void {
    const { start } = this.#place();
    if (!this.isAtEnd) this.#holdAt(Math.min(start + WINDOW_STEP, this.#entries.length - WINDOW_SIZE));
  }

  #holdAt(place: number): void {
    this.#first.set(this.#entries[place]?.id);
  }

  /** Where the window is in the log as it is now. */
  #place(): { readonly start: number; readonly isFollowing: boolean } {
    const entries = this.#source();
    const first = this.#first.get();
    const start = first === undefined ? -1 : this.#find(first, entries);
    // An entry that is gone belonged to another conversation.
    this.#start = start < 0 ? Math.max(0, entries.length - WINDOW_SIZE) : start;
    this.#entries = entries;
    return { start: this.#start, isFollowing: start < 0 };
  }

  /** The common changes are an append, and older entries before all others: then nothing is searched. */
  #find(first: string, entries: readonly LogEntry[]): number {
    const likely = [this.#start, this.#start + entries.length - this.#entries.length];
    return likely.find((place) => entries[place]?.id === first) ?? entries.findIndex(({ id }) => id === first);
  }
}
