/** `*emphasis*`, `__strong__` and `~~struck~~`: which signs are markup, and which are signs. */
import { isOpen, lineEnd, matchAt, type Place, taken, type Verdict } from "./place.js";

/** A pair of signs is looked for within this many characters; an opening sign with nothing but text behind it is one. */
const WINDOW = 64;
const STRUCK_WINDOW = 300;

const RUN = /\*+|_+/y;
const WORD = /[\p{L}\p{N}]/u;

/** The signs that are open, innermost last. */
export class OpenSigns {
  readonly #runs: string[] = [];

  open(run: string): void {
    this.#runs.push(run);
  }

  /** Closes what these signs close: the same ones, or all that are open, as in `**one *two***`. */
  close(run: string): boolean {
    const same = this.#runs.lastIndexOf(run);
    if (same !== -1) this.#runs.length = same;
    else if (this.#runs.join("") === run) this.clear();
    else return false;
    return true;
  }

  clear(): void {
    this.#runs.length = 0;
  }
}

/** Signs without a space on one side are markup where they come in pairs; those within a word or a sum are not. */
export function emphasis(place: Place, signs: OpenSigns): Verdict {
  const { text, at, before } = place;
  const run = matchAt(RUN, place)?.[0];
  if (run === undefined) return undefined;
  const end = at + run.length;
  if (isOpen(place, end)) return "undecided";
  const sign = run.charAt(0);
  const next = text.charAt(end);
  const isWithinWord = WORD.test(before) && WORD.test(next);
  // `snake_case` and `2*3`
  if (isWithinWord && (sign === "_" || /\p{N}/u.test(before + next))) return undefined;
  if (/\S/.test(before) && signs.close(run)) return taken(run.length);
  if (next === "" || /\s/.test(next)) return undefined;
  // A word has a star at its end, as `5*`, or stars in it, of which only two are markup.
  if (WORD.test(before) && !(run === "**" && isWithinWord)) return undefined;
  const close = findClose(place, end, run);
  if (close === "undecided") return "undecided";
  if (!close) return undefined;
  signs.open(run);
  return taken(run.length);
}

/** Whether the signs are closed again, or have so much text behind them that they are taken for open. */
function findClose({ text, following }: Place, from: number, run: string): boolean | "undecided" {
  const stop = lineEnd(text, from, WINDOW);
  const known = text.slice(0, stop + run.length);
  for (let at = known.indexOf(run, from + 1); at !== -1 && at < stop; at = known.indexOf(run, at + 1)) {
    const next = text.charAt(at + run.length);
    if (/\s/.test(text.charAt(at - 1)) || (run.startsWith("_") && WORD.test(next))) continue;
    // The last character that is known may be the first half of the signs' next word.
    if (next === "" && following === "more" && run.startsWith("_")) return "undecided";
    return true;
  }
  if (stop - from >= WINDOW) return true;
  if (stop < text.length || following === "end") return false;
  return following === "pause" ? true : "undecided";
}

/** Struck words are not said. Signs that are not closed in their line are left out alone. */
export function struck(place: Place): Verdict {
  const { text, at, following } = place;
  if (text.charAt(at) !== "~") return undefined;
  if (isOpen(place, at + 1)) return "undecided";
  if (text.charAt(at + 1) !== "~") return undefined;
  const stop = lineEnd(text, at, STRUCK_WINDOW);
  const close = text.slice(at + 2, stop).indexOf("~~");
  if (close !== -1) return taken(close + 4);
  return stop === text.length && following === "more" ? "undecided" : taken(2);
}
