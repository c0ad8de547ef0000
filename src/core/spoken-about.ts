/** Whether the mark of a thought is meant, or only spoken about: models are asked how such marks work. */

/** Where a mark stands in a text. */
export interface MarkPlace {
  /** The end of the text before it. */
  readonly before: string;
  /** The characters after it, {@link CHARACTERS_AFTER} of them; fewer at the end of the text. */
  readonly after: string;
}

/** After these and some room, or in a new line, a sentence may begin. */
const SENTENCE_END = /(?:^|[\n.!?…:;。！？：]["'”’»)\]*_]*[^\S\n]*)$/;
const QUOTE_BEFORE = /["'“„«‘(`]$/;
const QUOTE_AFTER = /^["'”»’),;`]/;
/** A sentence goes on about the mark. Everything else may be a thought, and is better lost than told. */
const GOES_ON =
  /^(?::|\.(?:\s|$)|[^\S\n](?:tags?|tokens?|marks?|markers?|elements?|blocks?|and|or|is|means|opens|begins|starts)\b)/i;
/** It may still become that. */
const MAY_GO_ON = /^(?:\.|[^\S\n][a-z]{0,8})?$/i;

/** So many characters after a mark decide. */
export const CHARACTERS_AFTER = 12;

/** Whether more has to come before {@link isMentioned} can tell. */
export const mayBeMentioned = (after: string): boolean => MAY_GO_ON.test(after);

export const isQuoted = ({ before, after }: MarkPlace): boolean => QUOTE_BEFORE.test(before) && QUOTE_AFTER.test(after);

/** For a mark outside of code that begins a thought. */
export function isMentioned(place: MarkPlace): boolean {
  if (QUOTE_AFTER.test(place.after)) return true;
  return !SENTENCE_END.test(place.before) && GOES_ON.test(place.after);
}
