/**
 * A character, as the Character Card V3 specification writes it down. Only what this library reads is typed; whatever
 * else stood in the file is still there.
 */

export type LoreRole = "system" | "user" | "assistant";

/**
 * One piece of knowledge that is told when the talk comes to it. What the specification lacks is named as in
 * SillyTavern's exports.
 */
export interface LorebookEntry {
  /** Any of them in the recent messages calls the entry up. */
  readonly keys: readonly string[];
  /** May begin with decorators, lines like `@@depth 4`. */
  readonly content: string;
  readonly enabled: boolean;
  /** The lower, the earlier in the prompt. */
  readonly insertion_order: number;
  /**
   * `true`: all keys are regular expressions, and literal as well where they are bare; `false`: all are literal. Default:
   * keys `/like this/i` are regular expressions, all others are literal; so it is with entries of SillyTavern.
   */
  readonly use_regex?: boolean | undefined;
  /** Default: no. */
  readonly case_sensitive?: boolean | undefined;
  /** Literal keys are not found within words. Default: no. */
  readonly match_whole_words?: boolean | undefined;
  /** Told whatever the talk is about. */
  readonly constant?: boolean | undefined;
  /** `secondary_keys` count as well. */
  readonly selective?: boolean | undefined;
  readonly secondary_keys?: readonly string[] | undefined;
  /** What is asked of `secondary_keys`: 0 one of them, 1 not all, 2 none, 3 all. Default 0. */
  readonly selective_logic?: number | undefined;
  /** Default `before_char`. */
  readonly position?: string | undefined;
  /** With the position `at_depth`: the number of newest messages that come after the entry. Default 4. */
  readonly depth?: number | undefined;
  /** With the position `at_depth`: who says it. Default `system`. */
  readonly role?: LoreRole | undefined;
  /** The number of newest messages that are searched for keys. Default: the book's. */
  readonly scan_depth?: number | undefined;
  /** The lowest goes first when the budget is short. Default: `insertion_order`. */
  readonly priority?: number | undefined;
  /** Percent of the turns in which the entry can be told. Default 100. */
  readonly probability?: number | undefined;
  /** Labels, parted by commas. Of entries of one label that are called up one is told. */
  readonly group?: string | undefined;
  /** Wins over others of its group; of several the one with the highest `insertion_order` does. */
  readonly group_override?: boolean | undefined;
  /** How often it is the one of its group. Default 100. */
  readonly group_weight?: number | undefined;
  /** Other entries do not call it up. */
  readonly exclude_recursion?: boolean | undefined;
  /** Its text calls up no other entries. */
  readonly prevent_recursion?: boolean | undefined;
  /** Only other entries call it up. */
  readonly delay_until_recursion?: boolean | undefined;
  /** The conversation must have as many messages. */
  readonly delay?: number | undefined;
  readonly name?: string | undefined;
  readonly [field: string]: unknown;
}

export interface Lorebook {
  readonly entries: readonly LorebookEntry[];
  /** The number of newest messages that are searched for keys. Default 4. */
  readonly scan_depth?: number | undefined;
  /** Tokens that the entries may take together. Default 8192, at most 32768. */
  readonly token_budget?: number | undefined;
  /** Whether an entry's text calls up other entries. Default: no. */
  readonly recursive_scanning?: boolean | undefined;
  readonly [field: string]: unknown;
}

export interface CharacterCardData {
  readonly name: string;
  readonly description: string;
  readonly personality: string;
  readonly scenario: string;
  readonly first_mes: string;
  readonly mes_example: string;
  readonly system_prompt: string;
  readonly post_history_instructions: string;
  readonly alternate_greetings: readonly string[];
  readonly group_only_greetings: readonly string[];
  readonly tags: readonly string[];
  readonly creator: string;
  readonly character_version: string;
  readonly creator_notes: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** The text for `{{char}}` instead of the name. */
  readonly nickname?: string | undefined;
  readonly character_book?: Lorebook | undefined;
  readonly [field: string]: unknown;
}

/** The envelope of the specification. A V2 card has become one of V3. */
export interface CharacterCard {
  readonly spec: "chara_card_v3";
  readonly spec_version: string;
  readonly data: CharacterCardData;
  readonly [field: string]: unknown;
}
