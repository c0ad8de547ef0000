/** Finds a key in text that comes in pieces. */
import { KeyPatterns } from "./key-patterns.js";
import { unescapeOnce, type Unescaped } from "./unescape.js";

/** From the first character on to before the last. */
export type Range = readonly [from: number, to: number];

interface Reading {
  readonly keys: Range[];
  /** From where on the text may be the beginning of a key; its length where it is none. */
  readonly open: number;
  /** The same from one character on. */
  readonly context: number;
  /** How many characters of the key have been read at `open`. */
  readonly openLength: number;
}

/** A percent sign in JSON in JSON in HTML. */
const LAYERS = 4;
/** A shorter beginning is let through: it says nothing, and words begin like keys. */
const SHORTEST_BEGINNING = 4;
/** At the end of a text a beginning of this length is part of a key that somebody cut. */
const SHORTEST_CUT = 8;
/** So long is no key: where one is still open behind so much text, all of it is taken for one. */
const LONGEST_OPEN = 32_768;

/** Finds one key, in whatever encodings. */
export class KeyFinder {
  readonly #patterns: KeyPatterns;

  /** @param key printable ASCII */
  constructor(key: string) {
    this.#patterns = new KeyPatterns(key);
  }

  /** @param layers how many escapes in each other are undone, and the text as it is */
  read(text: string, layers = LAYERS): Reading {
    const keys: Range[] = [];
    let open = text.length;
    let openLength = 0;
    let context = text.length;
    let layer: Unescaped | undefined = { text, from: undefined, to: undefined };
    for (let depth = 0; layer && depth < layers; depth += 1) {
      const { from, to }: Unescaped = layer;
      this.#patterns.read(layer.text, {
        found: (first, last) => {
          keys.push([from?.[first] ?? first, to?.[last] ?? last + 1]);
        },
        open: (first, count) => {
          const place = from?.[first] ?? first;
          context = Math.min(context, place);
          if (count < SHORTEST_BEGINNING) return;
          open = Math.min(open, place);
          openLength = Math.max(openLength, count);
        },
      });
      const next: ReturnType<typeof unescapeOnce> = depth + 1 < layers ? unescapeOnce(layer) : undefined;
      context = Math.min(context, next?.cut ?? context);
      layer = next;
    }
    return { keys, open, context, openLength };
  }

  /** The keys of a whole text, and a beginning of one at its end. */
  keysIn(text: string): readonly Range[] {
    const { keys, open, openLength } = this.read(text);
    return openLength >= SHORTEST_CUT ? [...keys, [open, text.length]] : keys;
  }

  /** The text with `mark` in the place of each key. */
  replace(text: string, mark: (length: number) => string): string {
    const keys = [...this.keysIn(text)].sort(([a], [b]) => a - b);
    let result = "";
    let done = 0;
    for (const [from, to] of keys) {
      if (to <= done) continue;
      result += text.slice(done, Math.max(done, from)) + (from >= done ? mark(to - from) : "");
      done = to;
    }
    return result + text.slice(done);
  }
}

/** The keys that a stream of text has, by their places in all of it. */
export class KeyWatch {
  readonly #finder: KeyFinder;
  /** The end of what came, from where a key may have begun. */
  #kept = "";
  #keptFrom = 0;
  /** From this place on the text is not decided yet. */
  open = 0;
  #openLength = 0;

  readonly #layers: number | undefined;

  constructor(finder: KeyFinder, { layers }: { layers?: number | undefined } = {}) {
    this.#finder = finder;
    this.#layers = layers;
  }

  /** The length of all that came. */
  get length(): number {
    return this.#keptFrom + this.#kept.length;
  }

  push(text: string): readonly Range[] {
    const seen = this.#kept + text;
    const reading = this.#finder.read(seen, this.#layers);
    const base = this.#keptFrom;
    const keys = reading.keys.map(([from, to]): Range => [from + base, to + base]);
    this.open = base + reading.open;
    this.#openLength = reading.openLength;
    this.#kept = seen.slice(reading.context);
    this.#keptFrom = base + reading.context;
    return this.#kept.length > LONGEST_OPEN ? [...keys, ...this.close(0)] : keys;
  }

  /** Ends the waiting for the rest of a key. @returns what is one as far as it came */
  close(shortest = SHORTEST_CUT): readonly Range[] {
    const cut: Range = [this.open, this.length];
    const isKey = this.open < this.length && this.#openLength >= shortest;
    this.open = this.length;
    this.#keptFrom = this.length;
    this.#kept = "";
    return isKey ? [cut] : [];
  }
}
