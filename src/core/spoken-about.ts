/** Whether the mark of a thought is meant, or only spoken about: models are asked how such marks work. */

/** Where a mark stands in a text. */
export interface MarkPlace {
  /** The end of the text before it. */
  readonly before: string;
  /** The two characters after it; fewer at the end of the text. */
  readonly after: string;
}

/** After these and some room, or in a new line, a sentence may begin. */
const SENTENCE_END = /(?:^|[\n.!?…:;。！？：]["'”’»)\]*_]*[^\S\n]*)$/;
const QUOTE_BEFORE = /["'“„«‘(`]$/;
const QUOTE_AFTER = /^["'”»’),;`]/;
/** A sentence goes on: by a word in small letters, or by a sign that none begins with. */
const GOES_ON = /^(?:$|[^\S\n](?!\p{Lu}|\p{Lo}|\n)|[^\s\p{L}\p{N}<*_#[({"'¿¡])/u;

export const isQuoted = ({ before, after }: MarkPlace): boolean => QUOTE_BEFORE.test(before) && QUOTE_AFTER.test(after);

/** For a mark outside of code that begins a thought. */
export function isMentioned(place: MarkPlace): boolean {
  if (QUOTE_BEFORE.test(place.before) || QUOTE_AFTER.test(place.after)) return true;
  return !SENTENCE_END.test(place.before) && GOES_ON.test(place.after);
}
