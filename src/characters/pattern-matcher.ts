/** Runs a pattern over a text in one pass, however it is made: all ways to match are followed at once (Thompson's). */
import { RefusedPattern, type PatternNode } from "./pattern-syntax.js";
import type { WorkBudget } from "./work-budget.js";

type CharacterTest = (character: string) => boolean;

/** Goes on at both places; one that goes on at one only names it twice. */
interface Fork {
  readonly kind: "fork";
  first: number;
  second: number;
}

type Step =
  | Fork
  | { readonly kind: "character"; readonly matches: CharacterTest }
  | { readonly kind: "assertion"; readonly source: "^" | "$" | "\\b" | "\\B" }
  | { readonly kind: "found" };

const MAX_STEPS = 1000;
const STEP_MADE = 20;
/** What a character of the text costs besides its steps, a question to the platform, and a way to ask one. */
const ROUND = 4;
const STEP = 2;
const ASK = 16;
const PREPARE = 200;

export interface PatternFlags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotMatchesAll: boolean;
  readonly isUnicode: boolean;
}

export class PatternMatcher {
  readonly #steps: Step[] = [];
  readonly #flags: PatternFlags;
  readonly #budget: WorkBudget;
  /** The tests that were made for classes, escapes and letters: `a{100}` needs one. */
  readonly #tests = new Map<string, CharacterTest>();
  /** The place in the text at which each step was last reached. */
  readonly #met: Int32Array;
  /** The character steps that can be reached at the place in the text, so many of them. */
  readonly #here: Int32Array;
  #reached = 0;
  readonly #waiting: Int32Array;

  /** @throws RefusedPattern when the pattern is too large */
  constructor(node: PatternNode, flags: PatternFlags, budget: WorkBudget) {
    this.#flags = flags;
    this.#budget = budget;
    this.#compile(node);
    this.#add({ kind: "found" });
    this.#met = new Int32Array(this.#steps.length);
    this.#here = new Int32Array(this.#steps.length);
    this.#waiting = new Int32Array(2 * this.#steps.length + 1);
  }

  /** Whether it matches anywhere in the text. False, too, when the budget is spent. */
  test(text: string): boolean {
    const { isUnicode } = this.#flags;
    const places = new Int32Array(this.#steps.length);
    let count = 0;
    this.#met.fill(-1);
    for (let at = 0; ;) {
      this.#reached = 0;
      for (let index = 0; index < count; index++) if (this.#follow(places[index] ?? 0, text, at)) return true;
      // A match may begin here as well.
      if (this.#follow(0, text, at)) return true;
      if (at >= text.length || !this.#budget.spend(ROUND + STEP * this.#reached)) return false;
      const character = isUnicode ? String.fromCodePoint(text.codePointAt(at) ?? 0) : text.charAt(at);
      count = 0;
      for (let index = 0; index < this.#reached; index++) {
        const place = this.#here[index] ?? 0;
        const step = this.#steps[place];
        if (step?.kind === "character" && step.matches(character)) places[count++] = place + 1;
      }
      at += character.length;
    }
  }

  /** Collects in `#here` the character steps that can be reached from a place without a character. True: the end can. */
  #follow(start: number, text: string, at: number): boolean {
    const waiting = this.#waiting;
    waiting[0] = start;
    for (let count = 1; count > 0;) {
      const place = waiting[--count] ?? 0;
      if (this.#met[place] === at) continue;
      this.#met[place] = at;
      this.#budget.spend(STEP);
      const step = this.#steps[place];
      if (step?.kind === "found") return true;
      if (step?.kind === "character") this.#here[this.#reached++] = place;
      else if (step?.kind === "fork") {
        waiting[count++] = step.second;
        waiting[count++] = step.first;
      } else if (step && this.#holds(step.source, text, at)) waiting[count++] = place + 1;
    }
    return false;
  }

  #holds(assertion: "^" | "$" | "\\b" | "\\B", text: string, at: number): boolean {
    const { isMultiline } = this.#flags;
    if (assertion === "^") return at === 0 || (isMultiline && isLineEnd(text[at - 1]));
    if (assertion === "$") return at === text.length || (isMultiline && isLineEnd(text[at]));
    return (isWord(text[at - 1]) !== isWord(text[at])) === (assertion === "\\b");
  }

  #compile(node: PatternNode): void {
    switch (node.kind) {
      case "character":
        this.#add({ kind: "character", matches: this.#testOf(node.source) });
        break;
      case "assertion":
        this.#add(node);
        break;
      case "sequence":
        for (const item of node.items) this.#compile(item);
        break;
      case "choice":
        this.#compileChoice(node.branches);
        break;
      case "repeat":
        this.#compileRepeat(node.item, node.least, node.most);
        break;
    }
  }

  #compileChoice([branch, ...others]: readonly PatternNode[]): void {
    if (!branch) return;
    if (others.length === 0) {
      this.#compile(branch);
      return;
    }
    const fork = this.#addFork();
    this.#compile(branch);
    const leave = this.#addFork();
    fork.second = this.#steps.length;
    this.#compileChoice(others);
    leave.first = leave.second = this.#steps.length;
  }

  #compileRepeat(item: PatternNode, least: number, most: number): void {
    for (let count = 0; count < least; count++) this.#compile(item);
    if (most === Infinity) {
      const start = this.#steps.length;
      const fork = this.#addFork();
      this.#compile(item);
      this.#add({ kind: "fork", first: start, second: start });
      fork.second = this.#steps.length;
      return;
    }
    const forks: Fork[] = [];
    for (let count = least; count < most; count++) {
      forks.push(this.#addFork());
      this.#compile(item);
    }
    for (const fork of forks) fork.second = this.#steps.length;
  }

  /** A fork whose first way is the next step, and whose second is set later. */
  #addFork(): Fork {
    const next = this.#steps.length + 1;
    const fork: Fork = { kind: "fork", first: next, second: next };
    this.#add(fork);
    return fork;
  }

  #add(step: Step): void {
    if (this.#steps.length === MAX_STEPS || !this.#budget.spend(STEP_MADE)) throw new RefusedPattern("it is too large");
    this.#steps.push(step);
  }

  /** The platform knows best what a class, an escape or a letter in either case matches; it is asked once for each. */
  #testOf(source: string): CharacterTest {
    const made = this.#tests.get(source);
    if (made) return made;
    if (!this.#budget.spend(PREPARE)) throw new RefusedPattern("the card has too many");
    const { ignoresCase, isUnicode, dotMatchesAll } = this.#flags;
    const flags = `${ignoresCase ? "i" : ""}${isUnicode ? "u" : ""}${dotMatchesAll ? "s" : ""}`;
    const expression = new RegExp(`^${source}$`, flags);
    const known = new Map<string, boolean>();
    const test: CharacterTest = (character) => {
      let answer = known.get(character);
      if (answer === undefined && this.#budget.spend(ASK)) known.set(character, (answer = expression.test(character)));
      return answer === true;
    };
    this.#tests.set(source, test);
    return test;
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}

function isLineEnd(character: string | undefined): boolean {
  return character !== undefined && /[\n\r\u2028\u2029]/.test(character);
}
