/** The items of a transcription in the order in which they were spoken, whatever the order of the server's messages. */
import type { Clock } from "../../core/clock.js";
import type { Range } from "./realtime-sound.js";

/** How long a final waits for those that were spoken before it. */
const PREDECESSOR_MS = 5000;
/** How often it is asked whether a silent line is dead. */
const CONFIRM_MS = 500;
/** How long a committed item may take; then it counts as failed. */
const RESULT_MS = 30_000;
/** What is remembered of items that are done: their messages may come once more. */
const MOST_DONE = 256;
/** What nobody says without a pause. */
const LONGEST_TEXT = 32_768;

export interface Item {
  readonly id: string;
  /** Its part of our sound, once it is known. */
  range: Range | undefined;
  /** The words so far, or all of them. */
  text: string;
  /** Words that were said after it have been told already. */
  isLate: boolean;
}

interface Entry extends Item {
  /** Undefined where nothing was said of it. */
  previousId: string | null | undefined;
  isFinal: boolean;
  cancelTimer: () => void;
}

export interface OrderContext {
  readonly clock: Clock;
  /** The words of an item are complete, and its turn has come. */
  handleFinal(item: Item): void;
  /** The item whose turn it is has new words. */
  handlePartial(item: Item): void;
  /** Whether the server has just been heard. Where not, it is asked: a line that is dead is no reason to leave the order. */
  confirmLine(): boolean;
  /** An item got no result in time; it is over. */
  handleTimeout(item: Item): void;
}

/** The order of one connection: ids of another one mean nothing to it. */
export class TranscriptOrder {
  readonly #context: OrderContext;
  /** What is not done, in order. */
  #items: Entry[] = [];
  readonly #done = new Set<string>();
  /** Items that were not there when those behind them were told. */
  readonly #passed = new Set<string>();
  #isTelling = false;

  constructor(context: OrderContext) {
    this.#context = context;
  }

  /** Whether anything is still to come. */
  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** An item is being spoken. */
  open(id: string): void {
    this.#entry(id);
  }

  /** The sound of an item is complete. @returns false where the item is done */
  commit(id: string, previousId: string | null | undefined, range: Range): boolean {
    const entry = this.#entry(id);
    if (!entry) return false;
    // Said once more, it changes nothing.
    if (entry.range) return true;
    entry.range = range;
    entry.previousId = previousId;
    if (!entry.isFinal) {
      entry.cancelTimer = this.#context.clock.setTimeout(() => {
        this.#context.handleTimeout(entry);
        this.#close(entry);
      }, RESULT_MS);
    }
    this.#place(entry);
    this.#tell();
    return true;
  }

  addText(id: string, text: string): void {
    const entry = this.#entry(id);
    if (!entry || entry.isFinal || text === "") return;
    entry.text = (entry.text + text).slice(0, LONGEST_TEXT);
    if (entry === this.#current) this.#context.handlePartial(entry);
  }

  complete(id: string, text: string): void {
    const entry = this.#entry(id);
    if (!entry || entry.isFinal) return;
    entry.text = text.slice(0, LONGEST_TEXT);
    entry.isFinal = true;
    this.#waitFor(entry, PREDECESSOR_MS);
    this.#tell();
  }

  /** @returns the item that has failed, the first time that it is said */
  fail(id: string): Item | undefined {
    const entry = this.#entry(id);
    if (!entry || entry.isFinal) return undefined;
    this.#close(entry);
    return entry;
  }

  /** Forgets what has not been told. */
  dispose(): void {
    for (const { cancelTimer } of this.#items) cancelTimer();
    this.#items = [];
  }

  /** The item whose turn it is. Nobody waits for late ones. */
  get #current(): Entry | undefined {
    return this.#items.find(({ isLate }) => !isLate);
  }

  /** Undefined for an item that is done. */
  #entry(id: string): Entry | undefined {
    if (this.#done.has(id)) return undefined;
    const known = this.#items.find((item) => item.id === id);
    if (known) return known;
    const unknown = { range: undefined, previousId: undefined, text: "", isFinal: false };
    const entry: Entry = { id, ...unknown, isLate: this.#passed.delete(id), cancelTimer: noop };
    this.#items.push(entry);
    return entry;
  }

  /** Right behind the item before it, and before the item behind it. */
  #place(entry: Entry): void {
    const others = this.#items.filter((item) => item !== entry);
    const before = others.findIndex(({ id }) => id === entry.previousId);
    const behind = others.findIndex(({ previousId }) => previousId === entry.id);
    // What the server says of no predecessor comes in the order of its messages.
    const index = before >= 0 ? before + 1 : behind >= 0 ? behind : this.#items.indexOf(entry);
    others.splice(index, 0, entry);
    this.#items = others;
  }

  #waitFor(entry: Entry, ms: number): void {
    const { clock } = this.#context;
    entry.cancelTimer();
    entry.cancelTimer = clock.setTimeout(() => {
      if (this.#context.confirmLine()) this.#tellAhead(entry);
      else this.#waitFor(entry, CONFIRM_MS);
    }, ms);
  }

  /** Tells what is complete, up to the first item that is not. */
  #tell(): void {
    // A listener may end all of this, or make it begin again.
    if (this.#isTelling) return;
    this.#isTelling = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) this.#finish(next);
    } finally {
      this.#isTelling = false;
    }
    const current = this.#current;
    if (current && !current.isFinal && current.text !== "") this.#context.handlePartial(current);
  }

  #next(): Entry | undefined {
    const late = this.#items.find(({ isLate, isFinal }) => isLate && isFinal);
    if (late) return late;
    const current = this.#current;
    return current?.isFinal && this.#isPreceded(current) ? current : undefined;
  }

  /** Whether the item before it is done, as far as the server has named one. */
  #isPreceded({ previousId }: Entry): boolean {
    if (previousId === null || previousId === undefined || this.#done.has(previousId)) return true;
    return this.#items.some(({ id, isLate }) => id === previousId && isLate);
  }

  /** The wait is over: those before it will come late, if at all. */
  #tellAhead(entry: Entry): void {
    for (const item of this.#items.slice(0, this.#items.indexOf(entry))) {
      if (item.isFinal) this.#finish(item);
      else if (item.range || item.text !== "") item.isLate = true;
      else this.#pass(item);
    }
    const { previousId } = entry;
    const isUnknown = previousId && !this.#done.has(previousId) && !this.#items.some(({ id }) => id === previousId);
    if (isUnknown) this.#passed.add(previousId);
    this.#finish(entry);
    this.#tell();
  }

  /** Nothing is known of it but its name. */
  #pass(entry: Entry): void {
    entry.cancelTimer();
    this.#items = this.#items.filter((item) => item !== entry);
    this.#passed.add(entry.id);
    forgetOldest(this.#passed);
  }

  #finish(entry: Entry): void {
    this.#remove(entry);
    this.#context.handleFinal(entry);
  }

  #close(entry: Entry): void {
    this.#remove(entry);
    this.#tell();
  }

  #remove(entry: Entry): void {
    entry.cancelTimer();
    this.#items = this.#items.filter((item) => item !== entry);
    this.#done.add(entry.id);
    forgetOldest(this.#done);
  }
}

function forgetOldest(ids: Set<string>): void {
  const [oldest] = ids;
  if (ids.size > MOST_DONE && oldest !== undefined) ids.delete(oldest);
}

const noop = (): void => undefined;
