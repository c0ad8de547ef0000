/**
 * A character, as the Character Card V3 specification writes it down. Only what this library reads is typed; whatever
 * else stood in the file is still there.
 */

/** One piece of knowledge that is told when the talk comes to it. */
export interface LorebookEntry {
  /** Any of them in the recent messages calls the entry up. */
  readonly keys: readonly string[];
  /** May begin with decorators, lines like `@@depth 4`. */
  readonly content: string;
  readonly enabled: boolean;
  /** The lower, the earlier in the prompt. */
  readonly insertion_order: number;
  /** The keys are regular expressions. */
  readonly use_regex: boolean;
  /** Default: no. */
  readonly case_sensitive?: boolean | undefined;
  /** Told whatever the talk is about. */
  readonly constant?: boolean | undefined;
  /** One of `secondary_keys` is needed as well. */
  readonly selective?: boolean | undefined;
  readonly secondary_keys?: readonly string[] | undefined;
  /** Default `before_char`. */
  readonly position?: string | undefined;
  /** The lowest goes first when the budget is short. Default: `insertion_order`. */
  readonly priority?: number | undefined;
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
