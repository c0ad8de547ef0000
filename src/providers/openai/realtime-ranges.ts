/** Which part of the sound each item of the server is. */
import type { Range, SoundLog } from "./realtime-sound.js";
import type { Commit } from "./realtime-uplink.js";
import { SAMPLES_PER_MS } from "./realtime-wire.js";

/** How much earlier words may begin than the server says. */
const PADDING = 300 * SAMPLES_PER_MS;
const MOST_REMEMBERED = 256;

export interface ItemRangesContext {
  readonly log: Pick<SoundLog, "settle">;
  readonly uplink: {
    readonly cursor: number;
    positionAt(serverMs: number | undefined): number;
    takeCommit(): Commit | undefined;
  };
  /** The server takes no turns: items are what was committed. */
  readonly isManual: boolean;
}

interface Spoken {
  from?: number;
  to?: number;
}

export class ItemRanges {
  readonly #context: ItemRangesContext;
  /** Where the server says that items begin and end. */
  readonly #spoken = new Map<string, Spoken>();
  /** The newest items that the server has committed: it may say so twice. */
  readonly #committed = new Set<string>();
  /** The sound of which the server has said everything. */
  #heardUntil: number;

  constructor(context: ItemRangesContext) {
    this.#context = context;
    this.#heardUntil = context.uplink.cursor;
  }

  /** The server says that it begins there. */
  begin(itemId: string, atMs: number | undefined): void {
    const from = Math.max(this.#heardUntil, this.#context.uplink.positionAt(atMs) - PADDING);
    this.#spokenOf(itemId).from = from;
    // Between two items nothing was said.
    this.#context.log.settle({ from: this.#heardUntil, to: from });
  }

  /** The server says that it ends there. */
  end(itemId: string, atMs: number | undefined): void {
    this.#spokenOf(itemId).to = this.#context.uplink.positionAt(atMs);
  }

  /** @returns its sound; undefined where the server has committed it already */
  commit(itemId: string): Range | undefined {
    if (this.#committed.has(itemId)) return undefined;
    this.#committed.add(itemId);
    forgetOldest(this.#committed);
    const range = this.#rangeOf(itemId);
    this.#heardUntil = Math.max(this.#heardUntil, range.to);
    return range;
  }

  /** @returns the sound of words that are told, for which the server has not said that it was committed */
  guess(itemId: string): Range | undefined {
    const { isManual, uplink } = this.#context;
    if (isManual) {
      // It will not be asked again, should the server still say so.
      this.#committed.add(itemId);
      return uplink.takeCommit()?.range;
    }
    const { to } = this.#spoken.get(itemId) ?? {};
    // A server that never says what it has committed has heard what was sent.
    const end = to ?? (this.#committed.size > 0 ? this.#heardUntil : uplink.cursor);
    const range = { from: this.#heardUntil, to: end };
    this.#heardUntil = Math.max(this.#heardUntil, end);
    return range.to > range.from ? range : undefined;
  }

  /** Its words are told, and where it was said is of no interest any more. */
  forget(itemId: string): void {
    this.#spoken.delete(itemId);
  }

  /** Nothing was said up to there. */
  settleUntil(position: number): void {
    this.#context.log.settle({ from: this.#heardUntil, to: position });
    this.#heardUntil = Math.max(this.#heardUntil, position);
  }

  #rangeOf(itemId: string): Range {
    const { isManual, uplink } = this.#context;
    const commit = isManual ? uplink.takeCommit() : undefined;
    if (commit) return commit.range;
    const { from = this.#heardUntil, to = uplink.cursor } = this.#spoken.get(itemId) ?? {};
    return { from, to: Math.max(from, to) };
  }

  #spokenOf(itemId: string): Spoken {
    const known = this.#spoken.get(itemId);
    if (known) return known;
    const spoken: Spoken = {};
    this.#spoken.set(itemId, spoken);
    forgetOldest(this.#spoken);
    return spoken;
  }
}

/** Forgets the oldest of too many ids. */
export function forgetOldest(ids: {
  readonly size: number;
  keys(): Iterable<string>;
  delete(id: string): boolean;
}): void {
  const [oldest] = ids.keys();
  if (ids.size > MOST_REMEMBERED && oldest !== undefined) ids.delete(oldest);
}
