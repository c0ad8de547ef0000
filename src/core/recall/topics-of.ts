import { TOPICS } from "./topics.js";

/** Letters of an ending: day, days; schenk, schenken. */
const ENDING = 3;
/** Shorter entries have no ending but an "s": "son" is in no "song". */
const SHORT = 3;
/** From so many letters on a word may be a compound: Geburtstagstorte. */
const COMPOUND = 8;
/** The shortest entry that counts as the first part of a compound, and as the last, where an ending may follow. */
const FIRST_PART = 5;
const LAST_PART = 4;
const LAST_ENDING = 2;

const entries = new Map<string, number[]>();

/** How many topics there are: the results of {@link topicsOf} are less. */
export const TOPIC_COUNT = TOPICS.length;

/** @param word folded */
export function topicsOf(word: string): readonly number[] {
  if (entries.size === 0) fillEntries();
  const found = topicsOfForm(word);
  if (found.length > 0 || word.length < COMPOUND) return found;
  return [...new Set([...topicsOfFirstPart(word), ...topicsOfLastPart(word)])];
}

function fillEntries(): void {
  TOPICS.forEach((line, topic) => {
    for (const entry of line.split(" ")) entries.set(entry, [...(entries.get(entry) ?? []), topic]);
  });
}

function topicsOfForm(word: string): readonly number[] {
  for (let length = word.length; length > 0 && length >= word.length - ENDING; length -= 1) {
    const isForm = length > SHORT || length === word.length || word.slice(length) === "s";
    const topics = isForm ? entries.get(word.slice(0, length)) : undefined;
    if (topics) return topics;
  }
  return [];
}

function topicsOfFirstPart(word: string): readonly number[] {
  for (let length = word.length - ENDING; length >= FIRST_PART; length -= 1) {
    const topics = entries.get(word.slice(0, length));
    if (topics) return topics;
  }
  return [];
}

function topicsOfLastPart(word: string): readonly number[] {
  for (let start = ENDING; start <= word.length - LAST_PART; start += 1) {
    for (let end = word.length; end >= word.length - LAST_ENDING && end - start >= LAST_PART; end -= 1) {
      const topics = entries.get(word.slice(start, end));
      if (topics) return topics;
    }
  }
  return [];
}
