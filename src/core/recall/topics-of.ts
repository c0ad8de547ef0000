import { COMMON_WORDS, LANGUAGES, type Language, languageOf } from "./common-words.js";
import { TOPICS } from "./topics.js";
import { entryOf } from "./word-forms.js";

/** Weights beside a plain topic's 1, chosen with the tuning half of the labelled set (test/recall). */
const WEAK = 0.4;
const CATEGORY = 0.6;

/** From so many letters on a word may be a compound: Geburtstagstorte. */
const COMPOUND = 8;
/** The shortest entry that counts as the first part of a compound, and as the last, where an ending may follow. */
const FIRST_PART = 5;
const LAST_PART = 4;
const OTHER_PART = 3;
const LAST_ENDING = 2;
/** A shorter word is not looked for in other languages than that of its text. */
const FOREIGN = 5;
/** Verbs stand in the list as they do in a dictionary: kaufen, manger. Their stems are entries, too. */
const INFINITIVE: Readonly<Partial<Record<Language, string>>> = { german: "en", french: "er" };
const INFINITIVE_LENGTH = 6;

const DIGITS = /^\d+$/;
const YEAR = /^(?:1[5-9]|20)\d\d$/;

interface Topic {
  readonly id: number;
  readonly weight: number;
  /** The id of the category that it belongs to. */
  readonly category?: number | undefined;
}
type Entries = Map<string, readonly Topic[]>;

let known: Readonly<Record<Language, Entries>> | undefined;

/**
 * The topics of a text and their weights. Words are looked up in the language of the text ("pain" is no bread in English), and
 * only those that it does not know in the others.
 *
 * @param words folded
 */
export function topicsOf(words: readonly string[]): ReadonlyMap<number, number> {
  const language = languageOf(words);
  const squares = new Map<number, number>();
  const add = (id: number, weight: number): void => void squares.set(id, (squares.get(id) ?? 0) + weight * weight);
  for (const word of new Set(words)) {
    const topics = topicsOfWord(word, language);
    for (const { id, weight, category } of topics) {
      // A word of many topics says little of each.
      add(id, weight / Math.sqrt(topics.length));
      if (category !== undefined) add(category, CATEGORY);
    }
  }
  return new Map([...squares].map(([id, square]) => [id, Math.sqrt(square)]));
}

function topicsOfWord(word: string, language: Language | undefined): readonly Topic[] {
  if (DIGITS.test(word)) return topicsIn("english", YEAR.test(word) ? "year" : "number");
  if (language === undefined) return union(LANGUAGES.map((one) => topicsIn(one, word)));
  const topics = topicsIn(language, word);
  if (topics.length > 0 || word.length < FOREIGN || COMMON_WORDS[language].has(word)) return topics;
  return union(LANGUAGES.map((one) => (one === language ? [] : topicsIn(one, word))));
}

const union = (lists: readonly (readonly Topic[])[]): readonly Topic[] => [...new Set(lists.flat())];

function topicsIn(language: Language, word: string): readonly Topic[] {
  known ??= read();
  const entries = known[language];
  const entry = entryOf(entries, word, language);
  if (entry !== undefined) return entries.get(entry) ?? [];
  if (language === "french" || word.length < COMPOUND) return [];
  return union([topicsOfFirstPart(entries, word), topicsOfLastPart(entries, word)]);
}

function topicsOfFirstPart(entries: Entries, word: string): readonly Topic[] {
  for (let length = word.length - OTHER_PART; length >= FIRST_PART; length -= 1) {
    const topics = entries.get(word.slice(0, length));
    if (topics) return topics;
  }
  return [];
}

function topicsOfLastPart(entries: Entries, word: string): readonly Topic[] {
  for (let start = OTHER_PART; start <= word.length - LAST_PART; start += 1) {
    for (let end = word.length; end >= word.length - LAST_ENDING && end - start >= LAST_PART; end -= 1) {
      const topics = entries.get(word.slice(start, end));
      if (topics) return topics;
    }
  }
  return [];
}

/** Of the format of `topics.ts`. */
function read(): Readonly<Record<Language, Entries>> {
  const all: Record<Language, Entries> = { english: new Map(), german: new Map(), french: new Map() };
  let id = 0;
  for (const group of TOPICS.join("\n\n").split(/\n{2,}/)) {
    let category: number | undefined;
    for (const line of group.trim().split("\n")) {
      id += 1;
      if (line.startsWith("=")) category = id;
      const topic = line.startsWith("=")
        ? { id, weight: CATEGORY }
        : { id, weight: line.startsWith("~") ? WEAK : 1, category };
      enter(line, topic, all);
    }
  }
  for (const language of LANGUAGES) addStems(all[language], INFINITIVE[language]);
  return all;
}

function enter(line: string, topic: Topic, all: Readonly<Record<Language, Entries>>): void {
  line
    .replace(/^[=~]/, "")
    .split("|")
    .forEach((column, at) => {
      const entries = all[LANGUAGES[at] ?? "english"];
      for (const word of column.match(/\S+/g) ?? []) {
        const others = entries.get(word);
        entries.set(word, others ? union([others, [topic]]) : [topic]);
      }
    });
}

function addStems(entries: Entries, infinitive: string | undefined): void {
  if (infinitive === undefined) return;
  for (const [word, topics] of [...entries]) {
    if (word.length < INFINITIVE_LENGTH || !word.endsWith(infinitive)) continue;
    const stem = word.slice(0, -infinitive.length);
    if (!entries.has(stem)) entries.set(stem, topics);
  }
}
