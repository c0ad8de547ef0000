/** Thoughts that words begin and end, and no marks; they count at the beginning of an answer alone. */
export interface ThoughtPhrase {
  /** The words that end the thought. */
  readonly close: string;
  /** The place after the words that begin it. */
  readonly end: number;
}

const PHRASES = [
  // Granite
  { open: "here is my thought process:", close: "Here is my response:", next: undefined },
  // gpt-oss behind servers that leave its marks out of the text
  { open: "analysis", close: "assistantfinal", next: /^[\p{Lu}"']/u },
];

/** The phrase that a text begins with; "begun" says that it is too short to tell. */
export function readThoughtPhrase(text: string, isOver: boolean): ThoughtPhrase | "begun" | undefined {
  const words = text.trimStart();
  const before = text.length - words.length;
  if (words === "") return undefined;
  for (const { open, close, next } of PHRASES) {
    const beginning = words.slice(0, open.length);
    // The second is a word of the wire, the first one a sentence of a person.
    const isMeant = open.startsWith(next ? beginning : beginning.toLowerCase());
    if (!isMeant) continue;
    const following = words.slice(open.length, open.length + 1);
    const isWhole = beginning.length === open.length;
    if (isWhole && (!next || next.test(following))) return { close, end: before + open.length };
    if (!isOver && (!isWhole || following === "")) return "begun";
  }
  return undefined;
}
