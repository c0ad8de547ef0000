import type { LorebookEntry } from "./character-card.js";
import { readDecorators, type Decorators } from "./decorators.js";
import { readRegexKey, type SearchedText } from "./lore-keys.js";
import { replaceMacros, type MacroContext } from "./macros.js";
import type { PatternMatcher } from "./pattern-matcher.js";
import { RefusedPattern } from "./pattern-syntax.js";
import type { WorkBudget } from "./work-budget.js";

/** The work of replacing the macros of a key, in all and for each of its characters. */
const MACROS = 200;
const MACROS_IN_CHARACTER = 10;

/** The context in which an entry finds out whether it is called up. */
export interface LoreContext {
  readonly macros: MacroContext;
  readonly budget: WorkBudget;
  /** The number of the character's replies so far. */
  readonly replies: number;
  warn(message: string): void;
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
  /** One list for the keys, and one for each `@@additional_keys`. */
  #patterns: PatternMatcher[][] | undefined;

  constructor(entry: LorebookEntry, index: number, context: LoreContext) {
    this.entry = entry;
    this.index = index;
    this.#context = context;
    ({ text: this.text, decorators: this.decorators } = readDecorators(entry.content));
  }

  /** Nothing in the text can call it up, or nothing could be told. */
  get isOut(): boolean {
    const { isActivated, isDeactivated, afterReplies = 0, everyReplies = 1 } = this.decorators;
    const { replies } = this.#context;
    if (!this.entry.enabled || this.text === "") return true;
    if (isActivated) return false;
    return isDeactivated === true || replies < afterReplies || replies % everyReplies !== 0;
  }

  isCalledBy(text: SearchedText): boolean {
    const { isActivated, isConstant, additionalKeys = [], excludedKeys = [] } = this.decorators;
    const { use_regex, keys, constant, selective, secondary_keys = [] } = this.entry;
    if (isActivated) return true;
    if (use_regex) {
      this.#patterns ??= this.#readPatterns([keys, ...additionalKeys]);
      return this.#patterns.length > 0 && this.#patterns.every((list) => list.some((key) => key.test(text.text)));
    }
    const finds = (list: readonly string[]) => list.some((key) => this.#finds(key, text));
    if (!constant && !isConstant) {
      if (!finds(keys) || (selective && secondary_keys.length > 0 && !finds(secondary_keys))) return false;
    }
    return additionalKeys.every(finds) && !finds(excludedKeys);
  }

  #finds(key: string, text: SearchedText): boolean {
    const { budget, macros } = this.#context;
    const hasMacros = key.includes("{{") && budget.spend(MACROS + MACROS_IN_CHARACTER * key.length);
    return text.includes(hasMacros ? replaceMacros(key, macros) : key, this.entry.case_sensitive === true, budget);
  }

  /** None, if one of them cannot be used: the specification says that the entry then never matches. */
  #readPatterns(lists: readonly (readonly string[])[]): PatternMatcher[][] {
    const { budget } = this.#context;
    let current = "";
    try {
      return lists.map((list) =>
        list.map((key) => readRegexKey((current = key), this.entry.case_sensitive === true, budget)),
      );
    } catch (error) {
      if (!(error instanceof RefusedPattern)) throw error;
      this.#context.warn(
        `Lorebook entry ${this.index} is left out: its pattern "${current.slice(0, 80)}" is refused, ${error.message}.`,
      );
      return [];
    }
  }
}
