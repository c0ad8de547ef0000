/** The lorebook of a card, from the shapes that editors write. */
import { isRecord } from "../core/is-record.js";
import type { Lorebook, LorebookEntry } from "./character-card.js";
import { hasContent, KeyLists, readEntry, whyNever } from "./read-entry.js";
import { booleanOf, numberOf } from "./read-values.js";

const BOOK_FIELDS = [
  ["scan_depth", numberOf, "scanDepth"],
  ["token_budget", numberOf, "tokenBudget"],
  ["recursive_scanning", booleanOf, "recursiveScanning"],
] as const;

export interface ReadOptions {
  /** Whether the value is used nowhere else: it may then be changed, which takes half of the time and memory. */
  readonly isOurs: boolean;
  /** Hears once of a book that was not understood, or not in full. */
  readonly warn: (message: string) => void;
}

/** Undefined where there is none. Its entries are a list, or SillyTavern's object of them by number. */
export function readBook(value: unknown, { isOurs, warn }: ReadOptions): Lorebook | undefined {
  if (value === undefined || value === null) return undefined;
  const book = Array.isArray(value) ? { entries: value } : value;
  const written = isRecord(book) ? entriesOf(book.entries) : undefined;
  if (!isRecord(book) || !written) {
    warn("The lorebook of the character card was not understood: it is not used.");
    return undefined;
  }
  const result: Record<string, unknown> = isOurs ? book : { ...book };
  for (const [name, read, other] of BOOK_FIELDS) {
    const found = read(book[name]) ?? read(book[other]);
    if (found !== undefined || name in result) result[name] = found;
  }
  result.entries = readEntries(written, isOurs, warn);
  return result as unknown as Lorebook;
}

function entriesOf(entries: unknown): readonly unknown[] | undefined {
  if (entries === undefined || entries === null) return [];
  if (Array.isArray(entries)) return entries as readonly unknown[];
  return isRecord(entries) ? Object.values(entries) : undefined;
}

function readEntries(
  written: readonly unknown[],
  isOurs: boolean,
  warn: (message: string) => void,
): readonly LorebookEntry[] {
  const lists = new KeyLists();
  const entries: LorebookEntry[] = [];
  let unused = 0;
  let first = "";
  const miss = (place: number, why: string | undefined): void => {
    if (why === undefined) return;
    unused++;
    first ||= `the first, at place ${place}, because ${why}`;
  };
  written.forEach((value, place) => {
    if (!isRecord(value)) {
      miss(place, "it is not an object");
      return;
    }
    // Looked at before anything is changed.
    const isUnderstood = hasContent(value);
    const entry = readEntry(value, isOurs, lists);
    entries.push(entry);
    if (entry.enabled) miss(place, isUnderstood ? whyNever(entry) : "it has no content");
  });
  if (unused > 0) {
    warn(`The lorebook: ${unused} of ${written.length} entries were not understood and are never told, ${first}.`);
  }
  return entries;
}
