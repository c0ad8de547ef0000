/** The facts about the language of one reply, from its words and from the options. */
import { ordinalVote } from "./vocabulary.js";

/** What the splitter knows when it asks about a dot. */
export interface Knowledge {
  /** The user's abbreviations, in small letters and without their last dot. */
  readonly own: ReadonlySet<string>;
  /** Whether ordinals have a dot; undefined while nothing told. */
  readonly hasOrdinals: boolean | undefined;
  /** The number of the last item of a list, 0 before one. */
  readonly listNumber: number;
}

/** Languages that write ordinals with a dot: "3. Oktober". Primary subtags of BCP 47. */
const ORDINAL_LANGUAGES = "bs cs da de et fi hr hu is lt lv nb nn no pl sk sl sr tr".split(" ");
/** Bounded, so that the language of a reply may change. */
const MAX_LEAN = 8;

export class ReplyKnowledge implements Knowledge {
  readonly own: ReadonlySet<string>;
  readonly #isToldOrdinals: boolean | undefined;
  listNumber = 0;
  /** Sum of the votes for ordinals with a dot. */
  #lean = 0;

  constructor(locale: string | undefined, abbreviations: Iterable<string>) {
    this.own = ownAbbreviations(abbreviations);
    this.#isToldOrdinals = locale ? ORDINAL_LANGUAGES.includes(locale.toLowerCase().replace(/[-_].*/, "")) : undefined;
  }

  get hasOrdinals(): boolean | undefined {
    return this.#isToldOrdinals ?? (this.#lean === 0 ? undefined : this.#lean > 0);
  }

  hear(word: string): void {
    this.#lean = Math.max(-MAX_LEAN, Math.min(MAX_LEAN, this.#lean + ordinalVote(word.toLowerCase())));
  }

  /** The next reply may be in another language. */
  forget(): void {
    this.listNumber = this.#lean = 0;
  }
}

/** Of an abbreviation with spaces ("et al.") the last word and those with a dot. */
function ownAbbreviations(abbreviations: Iterable<string>): ReadonlySet<string> {
  const own = new Set<string>();
  for (const abbreviation of abbreviations) {
    const parts = abbreviation.toLowerCase().trim().split(/\s+/);
    parts.forEach((part, index) => {
      if (index === parts.length - 1 || part.endsWith(".")) own.add(part.replace(/\.$/, ""));
    });
  }
  return own;
}
