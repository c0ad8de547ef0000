/** Forms of a word, by its endings: an entry of the list of topics stands for all of its own. */
import type { Language } from "./common-words.js";

/** Letters of the shortest entry that has the endings below. Shorter ones have few, or "car" would be in "care". */
const STEM = 4;
const SHORTEST_STEM = 3;
const LONGEST_ENDING = 6;

const endingsOf = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const ENDINGS: Readonly<Record<Language, ReadonlySet<string>>> = {
  english: endingsOf(`
able al ance ation ations d ed en ence er ers es ful ian ians ic ical ier ies iest ing ings ion ions ism ist ists
ity ive less ly ment ments n ness or ors ous r rs s t th y
`),
  german: endingsOf(`
bar chen e ei em en end ende enden er ere eren erer ern ers es est et heit ie ien ieren iert ierte ig ige igen iger
iges in innen ion ionen isch ische ischen ischer isches ist isten istin keit lein lich liche lichen licher liches
los mus n nis nisse s st ste sten t te ten test tet ung ungen
`),
  french: endingsOf(`
a able ables age ages ai aient ais ait al ale ales ance ant ante antes ants as ation ations aux e eais eait eant ee
ees eil eille eilles el elle elles ement ements ence ent eons er era erai erait eras ere eres erie eries erons eront
es eter ette ettes eur eurs euse euses eux ez i ie ien ienne iennes iens ier iere ieres iers ies iez if ifs ille
ions ique iques ir ira irai irait is isme issait issant issent issons iste istes it ite ites ive ives ment ne nes nt
on ons r ra rait re rent s t te tes teur teurs tion tions tre tres trice ts u ue ues ure ures us x z
`),
};

/** The endings of short English words, and those before which the last letter is doubled: hug, hugs, hugging. */
const SHORT_ENDING = /^(?:s|ed|ing)$/;
const DOUBLED_ENDING = /^.(?:ed|ing)$/;
const DOUBLED_LONG_ENDING = /^.(?:ed|ers?|ing)$/;

/** Participles, also of verbs whose first part is set apart: gekauft, eingekauft. */
const PARTICIPLE = /^(?:ab|an|auf|aus|bei|ein|her|hin|los|mit|nach|um|vor|weg|zu|zuruck|zusammen)?ge(.{3,})$/;

/** @returns the entry that a word is a form of, the longest one */
export function entryOf(entries: ReadonlyMap<string, unknown>, word: string, language: Language): string | undefined {
  for (let length = word.length; length >= word.length - LONGEST_ENDING && length >= SHORTEST_STEM; length -= 1) {
    const stem = word.slice(0, length);
    if (entries.has(stem) && isEnding(stem, word.slice(length), language)) return stem;
  }
  if (language === "english") return [`${word.slice(0, -3)}${endOf(word)}`, word].find((base) => entries.has(base));
  const base = language === "german" ? PARTICIPLE.exec(word)?.[1] : undefined;
  if (entries.has(word)) return word;
  return base === undefined ? undefined : entryOf(entries, base, language);
}

function isEnding(stem: string, ending: string, language: Language): boolean {
  if (ending === "") return true;
  const isDoubled = language === "english" && stem.endsWith(ending[0] ?? "");
  if (stem.length >= STEM) return ENDINGS[language].has(ending) || (isDoubled && DOUBLED_LONG_ENDING.test(ending));
  return (
    ending === "s" ||
    (language === "english" && (SHORT_ENDING.test(ending) || (isDoubled && DOUBLED_ENDING.test(ending))))
  );
}

/** The letter that gave way to the last three: baking, bake; cherries, cherry. */
function endOf(word: string): string {
  if (word.endsWith("ing")) return "e";
  return /ie[drs]$/.test(word) ? "y" : word.slice(-3);
}
