/** An event that waits until it is received. */
export interface RelayEntry {
  readonly seq: number;
  /** As it is sent. */
  readonly json: string;
  /** Of `json`, in UTF-8. */
  readonly bytes: number;
  /** How many values `json` has. */
  readonly parts: number;
  /** Whether a later event says the same in the end: where there is no room, these are given up first. */
  readonly isMinor: boolean;
}

export interface RelayRoom {
  readonly events: number;
  readonly bytes: number;
  readonly parts: number;
}

/** The events that have not been received, in their order. */
export class RelayQueue {
  readonly #maxBytes: number;
  #entries: RelayEntry[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#entries.length;
  }

  /** Of the oldest; Infinity where there is none. */
  get firstSeq(): number {
    return this.#entries[0]?.seq ?? Infinity;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @returns how many events were given up to make room: minor ones first, the oldest of each kind first */
  add(entry: RelayEntry): number {
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    if (this.#bytes <= this.#maxBytes) return 0;
    // A tenth more than has to be, or each event that follows would look through all of them.
    const tooMuch = this.#bytes - 0.9 * this.#maxBytes;
    const given = new Set<RelayEntry>();
    let freed = 0;
    for (const isMinor of [true, false]) {
      for (const old of this.#entries) {
        if (freed >= tooMuch) break;
        if (old.isMinor !== isMinor) continue;
        given.add(old);
        freed += old.bytes;
      }
    }
    this.remove(given);
    return given.size;
  }

  /** The first ones, as many as there is room for, and at least one. */
  first(room: RelayRoom): readonly RelayEntry[] {
    let [at, bytes, parts] = [0, 0, 0];
    for (const entry of this.#entries) {
      bytes += entry.bytes;
      parts += entry.parts;
      if (at > 0 && (at >= room.events || bytes > room.bytes || parts > room.parts)) break;
      at += 1;
    }
    return this.#entries.slice(0, at);
  }

  /**
   * Those that count most, where there may be no other request: the newest, and minor ones only where room is left.
   * @param except those that are not wanted
   * @returns in their order
   */
  mostImportant(room: RelayRoom, except: ReadonlySet<RelayEntry>): readonly RelayEntry[] {
    const chosen = new Set<RelayEntry>();
    let { bytes, parts } = room;
    for (const isMinor of [false, true]) {
      for (const entry of [...this.#entries].reverse()) {
        if (entry.isMinor !== isMinor || except.has(entry)) continue;
        if (chosen.size >= room.events || entry.bytes > bytes || entry.parts > parts) continue;
        chosen.add(entry);
        bytes -= entry.bytes;
        parts -= entry.parts;
      }
    }
    return this.#entries.filter((entry) => chosen.has(entry));
  }

  remove(entries: Iterable<RelayEntry>): void {
    const gone = new Set(entries);
    this.#entries = this.#entries.filter((entry) => !gone.has(entry));
    this.#bytes = this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  clear(): void {
    this.#entries = [];
    this.#bytes = 0;
  }
}
