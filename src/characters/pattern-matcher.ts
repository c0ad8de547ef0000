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
/** What a character of the text costs besides its steps, a question to the platform, and a way to ask one. */
const ROUND = 6;
const ASK = 16;
const PREPARE = 100;

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
  /** What was made for a class, an escape or a letter: `a{100}` needs it once. */
  readonly #tests = new Map<string, CharacterTest>();
  /** Where in the text a step was last met. */
  readonly #met: Int32Array;
  readonly #waiting: number[] = [];

  /** @throws RefusedPattern when the pattern is too large */
  constructor(node: PatternNode, flags: PatternFlags, budget: WorkBudget) {
    this.#flags = flags;
    this.#budget = budget;
    this.#compile(node);
    this.#add({ kind: "found" });
    this.#met = new Int32Array(this.#steps.length);
  }

  /** Whether it matches anywhere in the text. False, too, when the budget is spent. */
  test(text: string): boolean {
    const { isUnicode } = this.#flags;
    const here: number[] = [];
    const places: number[] = [];
    this.#met.fill(-1);
    for (let at = 0; ;) {
      here.length = 0;
      places.push(0);
      for (const place of places) if (this.#follow(place, text, at, here)) return true;
      if (at >= text.length || !this.#budget.spend(ROUND + here.length)) return false;
      const character = isUnicode ? String.fromCodePoint(text.codePointAt(at) ?? 0) : (text[at] ?? "");
      places.length = 0;
      for (const place of here) {
        const step = this.#steps[place];
        if (step?.kind === "character" && step.matches(character)) places.push(place + 1);
      }
      at += character.length;
    }
  }

  /** Collects in `here` the character steps that can be reached from a place without a character. True: the end can. */
  #follow(start: number, text: string, at: number, here: number[]): boolean {
    const waiting = this.#waiting;
    waiting.length = 0;
    waiting.push(start);
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (this.#met[place] === at) continue;
      this.#met[place] = at;
      this.#budget.spend(1);
      const step = this.#steps[place];
      if (step?.kind === "found") return true;
      if (step?.kind === "character") here.push(place);
      else if (step?.kind === "fork") waiting.push(step.second, step.first);
      else if (step && this.#holds(step.source, text, at)) waiting.push(place + 1);
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
    if (this.#steps.length === MAX_STEPS || !this.#budget.spend(1)) throw new RefusedPattern("it is too large");
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
