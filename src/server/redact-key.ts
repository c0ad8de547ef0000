/** The one redactor of a handler's key: in answers, in sentences and in log lines, whatever the key is written as. */
import { KeyFinder } from "./key-watch.js";

/** A shorter key may be the placeholder that a server without keys gets, and a word that answers have in them. */
const SHORTEST_SECRET = 16;
/** Shorter than that nobody can tell a key from a word. */
const SHORTEST_WITH_DIGITS = 8;
const SHORTEST_KNOWN_SECRET = 4;

export interface KeyRedactor {
  /** Finds the key in answers. Undefined where the key is no secret. */
  readonly finder: KeyFinder | undefined;
  /** The text with "[key]" in the place of the key. */
  text(text: string): string;
  /** Whether the text has the key. */
  isIn(text: string): boolean;
}

export interface KeyRedactorOptions {
  /** Whether a short key can be a word that stands for none, such as "ollama". */
  readonly mayBePlaceholder: boolean;
}

/** @param key printable ASCII */
export function createKeyRedactor(key: string, { mayBePlaceholder }: KeyRedactorOptions): KeyRedactor {
  const isSecret = mayBePlaceholder
    ? key.length >= SHORTEST_SECRET || (key.length >= SHORTEST_WITH_DIGITS && /\d/.test(key))
    : key.length >= SHORTEST_KNOWN_SECRET;
  const finder = isSecret ? new KeyFinder(key) : undefined;
  return {
    finder,
    text: (text) => finder?.replace(text, () => "[key]") ?? text,
    isIn: (text) => finder !== undefined && finder.keysIn(text).length > 0,
  };
}

/**
 * A sentence of another server, fit for an answer or a log line: without the key, which is looked for before anything is cut,
 * without line ends, and not longer than it may be.
 */
export function quote(said: string, { redactor, longest }: { redactor: KeyRedactor; longest: number }): string {
  const plain = redactor.text(said);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return plain.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").slice(0, longest);
}
