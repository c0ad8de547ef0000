/**
 * Reads a regular expression of a card, without running it: into a tree for our own matcher, or a reason to refuse it.
 *
 * The platform's matcher tries every way to match and cannot be stopped, so that a pattern of ten characters can hang a
 * page. Ours (`pattern-matcher.ts`) takes one step a character and state, which look-around and back-references do not
 * allow. What makes other applications hang, repeats in repeats and choices that overlap in one, is refused as well,
 * although ours would bear it: such a card is a bomb or a mistake, and its author should hear of it.
 */

export type PatternNode =
  /** One character that the platform's own class or escape describes. */
  | { readonly kind: "character"; readonly source: string }
  | { readonly kind: "assertion"; readonly source: "^" | "$" | "\\b" | "\\B" }
  | { readonly kind: "sequence"; readonly items: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly branches: readonly PatternNode[] }
  | { readonly kind: "repeat"; readonly item: PatternNode; readonly least: number; readonly most: number };

export class RefusedPattern extends Error {}
/** It is no pattern at all. */
export class InvalidPattern extends RefusedPattern {}

/** Repeats of `{n}` are written out, so that they cost what they count. */
const MAX_COUNT = 100;
const ESCAPE = /\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|c[a-zA-Z]|[^])/uy;
const CLASS = /\[(?:\\[^]|[^\]\\])*\]/uy;
const COUNT = /\{(\d+)(,?)(\d*)\}/y;

/**
 * @param source a pattern that `new RegExp` takes
 * @throws RefusedPattern with the reason
 */
export function readPattern(source: string, isUnicode: boolean): PatternNode {
  return new PatternReader(source, isUnicode).read();
}

class PatternReader {
  readonly #source: string;
  readonly #isUnicode: boolean;
  #at = 0;

  constructor(source: string, isUnicode: boolean) {
    this.#source = source;
    this.#isUnicode = isUnicode;
  }

  read(): PatternNode {
    const node = this.#readChoice();
    if (this.#at < this.#source.length) throw new RefusedPattern("a bracket has no counterpart");
    return node;
  }

  #readChoice(): PatternNode {
    const branches = [this.#readSequence()];
    while (this.#takes("|")) branches.push(this.#readSequence());
    return branches.length === 1 && branches[0] ? branches[0] : { kind: "choice", branches };
  }

  #readSequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#source.length && !"|)".includes(this.#source[this.#at] ?? "")) {
      items.push(this.#readRepeat(this.#readAtom()));
    }
    return { kind: "sequence", items };
  }

  #readAtom(): PatternNode {
    const next = this.#source[this.#at] ?? "";
    if (next === "(") return this.#readGroup();
    if (next === "^" || next === "$") {
      this.#at++;
      return { kind: "assertion", source: next };
    }
    if (next === "[") return { kind: "character", source: this.#take(CLASS) };
    if (next === "\\") return this.#readEscape();
    const character = this.#isUnicode ? String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0) : next;
    this.#at += character.length;
    return { kind: "character", source: /[{}\]/]/.test(character) ? `\\${character}` : character };
  }

  #readEscape(): PatternNode {
    const source = this.#take(ESCAPE);
    if (source === "\\b" || source === "\\B") return { kind: "assertion", source };
    if (/^\\[1-9k]/.test(source)) throw new RefusedPattern("it refers back to what it found");
    return { kind: "character", source };
  }

  #readGroup(): PatternNode {
    this.#at++;
    if (this.#takes("?") && !this.#takes(":")) {
      const name = /^<[^=!>]+>/.exec(this.#source.slice(this.#at))?.[0];
      if (name === undefined) throw new RefusedPattern("it looks ahead, looks back or changes its flags");
      this.#at += name.length;
    }
    const node = this.#readChoice();
    if (!this.#takes(")")) throw new RefusedPattern("a bracket has no counterpart");
    return node;
  }

  #readRepeat(item: PatternNode): PatternNode {
    const [least, most] = this.#readCount();
    if (least === 1 && most === 1) return item;
    // Lazy or not makes no difference: the length of the match is not needed.
    this.#takes("?");
    if (item.kind === "assertion") throw new RefusedPattern("it repeats a place");
    if (most > 1) checkRepeated(item);
    return { kind: "repeat", item, least, most };
  }

  #readCount(): readonly [least: number, most: number] {
    if (this.#takes("*")) return [0, Infinity];
    if (this.#takes("+")) return [1, Infinity];
    if (this.#takes("?")) return [0, 1];
    COUNT.lastIndex = this.#at;
    const [count, least = "", comma, most = ""] = COUNT.exec(this.#source) ?? [];
    if (count === undefined) return [1, 1];
    this.#at += count.length;
    if (Math.max(Number(least), Number(most)) > MAX_COUNT) throw new RefusedPattern(`it counts beyond ${MAX_COUNT}`);
    return [Number(least), comma === "" ? Number(least) : most === "" ? Infinity : Number(most)];
  }

  #take(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source)?.[0];
    if (found === undefined) throw new RefusedPattern("it cannot be understood");
    this.#at += found.length;
    return found;
  }

  #takes(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

/** Checks that a repeated pattern can match in one way only. */
function checkRepeated(node: PatternNode): void {
  if (node.kind === "repeat") {
    if (node.least !== node.most) throw new RefusedPattern("it has a repeat within a repeat");
    checkRepeated(node.item);
  } else if (node.kind === "sequence") node.items.forEach(checkRepeated);
  else if (node.kind === "choice") {
    const firsts = node.branches.map(firstLetter);
    if (firsts.includes(undefined) || new Set(firsts).size < firsts.length) {
      throw new RefusedPattern("it repeats a choice whose branches begin alike");
    }
    node.branches.forEach(checkRepeated);
  }
}

/** The letter that a branch begins with, if it is a plain one. */
function firstLetter(branch: PatternNode): string | undefined {
  const first = branch.kind === "sequence" ? branch.items[0] : branch;
  if (first?.kind === "sequence") return firstLetter(first);
  return first?.kind === "character" && /^[^.\\[]/.test(first.source) ? first.source.toLowerCase() : undefined;
}
