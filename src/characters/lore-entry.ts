import type { LoreRole, LorebookEntry } from "./character-card.js";
import { readDecorators, type Decorators } from "./decorators.js";
import { isPatternKey, MAX_KEY, readRegexKey, type SearchedText } from "./lore-keys.js";
import { replaceMacros, steadyNumber, type MacroContext } from "./macros.js";
import type { PatternMatcher } from "./pattern-matcher.js";
import { InvalidPattern, RefusedPattern } from "./pattern-syntax.js";
import type { WorkBudget } from "./work-budget.js";

/** The work of replacing the macros of a key, in all and for each of its characters. */
const MACROS = 200;
const MACROS_IN_CHARACTER = 10;
/** SillyTavern's depth for an entry that names none, and for those beside its author's note. */
const DEPTH = 4;
const NEAR_THE_NOTE = ["an_top", "an_bottom"];

/** A key without any of them is the same as a pattern and literally. */
const HAS_SIGNS = /[\\^$.*+?()[\]{}|]/;

/** The context in which an entry finds out whether it is called up. */
export interface LoreContext {
  readonly macros: MacroContext;
  readonly budget: WorkBudget;
  /** The number of messages so far, and of the character's replies among them. */
  readonly messages: number;
  readonly replies: number;
  /** What chance is taken from: another number for each turn, the same for the same one. */
  readonly seed: number;
  /** Hears of an entry with a pattern that is not run, and why. */
  refuse(lore: Lore, key: string, why: string): void;
}

/** One entry while a prompt is being built. */
export class Lore {
  readonly entry: LorebookEntry;
  /** The entry's place in the lorebook. */
  readonly index: number;
  readonly decorators: Decorators;
  /** Without decorators, its macros not yet replaced. */
  readonly text: string;
  readonly #context: LoreContext;
  /** Undefined for a key that is not a pattern, or a refused one. */
  readonly #patterns = new Map<string, PatternMatcher | undefined>();

  constructor(entry: LorebookEntry, index: number, context: LoreContext) {
    this.entry = entry;
    this.index = index;
    this.#context = context;
    ({ text: this.text, decorators: this.decorators } = readDecorators(entry.content));
  }

  /** The number of newest messages that come after it; undefined where it is told in the system message. */
  get depth(): number | undefined {
    const { position = "", depth = DEPTH } = this.entry;
    const ofPosition =
      position === "at_depth" ? Math.floor(depth) : NEAR_THE_NOTE.includes(position) ? DEPTH : undefined;
    return this.decorators.depth ?? ofPosition;
  }

  get role(): LoreRole {
    return this.decorators.role ?? (this.entry.position === "at_depth" ? this.entry.role : undefined) ?? "system";
  }

  /** Nothing in the text can call it up, or nothing could be told. */
  get isOut(): boolean {
    const { isActivated, isDeactivated, afterReplies = 0, everyReplies = 1 } = this.decorators;
    const { enabled, position, delay = 0, probability = 100 } = this.entry;
    const { replies, messages, seed } = this.#context;
    if (!enabled || this.text === "" || position === "outlet" || messages < delay) return true;
    if (probability < 100 && steadyNumber(String(this.index), seed) * 100 >= probability) return true;
    if (isActivated) return false;
    return isDeactivated === true || replies < afterReplies || replies % everyReplies !== 0;
  }

  isCalledBy(text: SearchedText): boolean {
    const { isActivated, isConstant, additionalKeys = [], excludedKeys = [] } = this.decorators;
    const { use_regex, keys, constant } = this.entry;
    if (isActivated) return true;
    const finds = (list: readonly string[]) => list.some((key) => this.#finds(key, text));
    if (constant !== true && isConstant !== true && !(finds(keys) && this.#holds(text))) return false;
    // By the specification patterns exclude nothing.
    const isExcluded = use_regex !== true && finds(excludedKeys);
    // A search that was cut off has not found out what is not there.
    return additionalKeys.every(finds) && !isExcluded && !this.#context.budget.isSpent;
  }

  /** Whether the text has of the secondary keys what is asked. */
  #holds(text: SearchedText): boolean {
    const { selective, selective_logic: logic = 0 } = this.entry;
    const keys = (this.entry.secondary_keys ?? []).filter((key) => key.trim() !== "");
    if (selective !== true || keys.length === 0) return true;
    const isThere = (key: string) => this.#finds(key, text);
    if (logic === 1) return !keys.every(isThere);
    if (logic === 2) return !keys.some(isThere);
    return logic === 3 ? keys.every(isThere) : keys.some(isThere);
  }

  #finds(key: string, text: SearchedText): boolean {
    const { budget, macros } = this.#context;
    const { use_regex, case_sensitive, match_whole_words } = this.entry;
    const hasMacros = key.includes("{{") && budget.spend(MACROS + MACROS_IN_CHARACTER * key.length);
    const words = hasMacros ? replaceMacros(key, macros) : key;
    const isPattern = use_regex !== false && isPatternKey(words);
    if (isPattern || (use_regex === true && (words.length > MAX_KEY || HAS_SIGNS.test(words)))) {
      if (this.#patternOf(words)?.test(text.text) === true) return true;
      if (isPattern) return false;
    }
    // A key of blanks would be found everywhere.
    if (words.length > MAX_KEY || words.trim() === "") return false;
    return text.includes(words, case_sensitive === true, budget, match_whole_words === true);
  }

  /** A bare key that is no pattern at all, like `C++`, is literal without more ado; what is refused is told. */
  #patternOf(key: string): PatternMatcher | undefined {
    if (this.#patterns.has(key)) return this.#patterns.get(key);
    let pattern: PatternMatcher | undefined;
    try {
      pattern = readRegexKey(key, this.entry.case_sensitive === true, this.#context.budget);
    } catch (error) {
      if (!(error instanceof RefusedPattern)) throw error;
      const isMeant = !(error instanceof InvalidPattern) || isPatternKey(key);
      if (isMeant && !this.#context.budget.isSpent) this.#context.refuse(this, key, error.message);
    }
    this.#patterns.set(key, pattern);
    return pattern;
  }
}
