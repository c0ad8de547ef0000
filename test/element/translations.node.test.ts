/** Every language has every word, in itself, with its own plurals. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ar } from "../../src/element/locales/ar.js";
import { de } from "../../src/element/locales/de.js";
import { deviceTexts } from "../../src/element/locales/device-texts.js";
import { en } from "../../src/element/locales/en.js";
import { es } from "../../src/element/locales/es.js";
import { fr } from "../../src/element/locales/fr.js";
import { he } from "../../src/element/locales/he.js";
import { hi } from "../../src/element/locales/hi.js";
import { historyTexts } from "../../src/element/locales/history-texts.js";
import { it as italian } from "../../src/element/locales/it.js";
import { ja } from "../../src/element/locales/ja.js";
import { ko } from "../../src/element/locales/ko.js";
import { namedTexts } from "../../src/element/locales/named-texts.js";
import { openingTexts } from "../../src/element/locales/opening-texts.js";
import { picturesTexts } from "../../src/element/locales/pictures-texts.js";
import { pl } from "../../src/element/locales/pl.js";
import { pt } from "../../src/element/locales/pt.js";
import { ratingTexts } from "../../src/element/locales/rating-texts.js";
import { shellTexts } from "../../src/element/locales/shell-texts.js";
import { tr } from "../../src/element/locales/tr.js";
import type { Translation } from "../../src/element/locales/translation.js";
import { zh } from "../../src/element/locales/zh.js";

const ENGLISH: Translation = {
  ...en,
  ...shellTexts,
  named: namedTexts,
  historyPanel: historyTexts,
  deviceMenu: deviceTexts,
  opening: openingTexts,
  messagePictures: picturesTexts,
  ratings: ratingTexts,
};
const LANGUAGES: Readonly<Record<string, Translation>> = {
  ...{ ar, de, es, fr, he, hi, it: italian, ja, ko, pl, pt, tr, zh },
};

/** Words that other languages share with English. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  de: ["avatar", "code"],
  es: ["avatar"],
  fr: ["avatar", "code", "deviceMenu.microphone", "deviceMenu.volume", "history", "historyPanel.title"],
  it: ["avatar", "deviceMenu.volume"],
  pt: ["avatar", "deviceMenu.volume"],
  tr: ["avatar"],
};
/** Those that are signs and numbers, and no words. */
const SIGNS = ["deviceMenu.percent", "deviceMenu.unnamed"];

/** The names of all words: `errors.no-answer`. */
function wordsOf(texts: object, path = ""): Map<string, unknown> {
  return new Map(
    Object.entries(texts).flatMap(([key, word]: [string, unknown]) =>
      typeof word === "object" && word !== null
        ? [...wordsOf(word, `${path}${key}.`)]
        : [[`${path}${key}`, word] as const],
    ),
  );
}

/** What a word says; of a function, for one name or number. */
const said = (word: unknown, value: unknown = 7): unknown =>
  typeof word === "function" ? (word as (...values: unknown[]) => unknown)(value, true) : word;

const isOfName = (path: string): boolean => /^(named|historyPanel)\./.test(path) && !/\.(listed|found)$/.test(path);

/** The lengths that a reader meets: 0, 1, 2, 3, 5, 11, 21, 100 seconds. */
const NUMBERS = [0, 1, 2, 3, 5, 11, 21, 100];
const SECONDS: Readonly<Record<string, readonly string[]>> = {
  en: ["seconds", "second", "seconds", "seconds", "seconds", "seconds", "seconds", "seconds"],
  de: ["Sekunden", "Sekunde", "Sekunden", "Sekunden", "Sekunden", "Sekunden", "Sekunden", "Sekunden"],
  es: ["segundos", "segundo", "segundos", "segundos", "segundos", "segundos", "segundos", "segundos"],
  fr: ["seconde", "seconde", "secondes", "secondes", "secondes", "secondes", "secondes", "secondes"],
  it: ["secondi", "secondo", "secondi", "secondi", "secondi", "secondi", "secondi", "secondi"],
  pt: ["segundo", "segundo", "segundos", "segundos", "segundos", "segundos", "segundos", "segundos"],
  pl: ["sekund", "sekundę", "sekundy", "sekundy", "sekund", "sekund", "sekund", "sekund"],
  tr: Array(8).fill("saniye") as string[],
  ar: ["ثانية", "ثانية واحدة", "ثانيتين", "ثوانٍ", "ثوانٍ", "ثانية", "ثانية", "ثانية"],
  he: ["שניות", "שנייה", "שניות", "שניות", "שניות", "שניות", "שניות", "שניות"],
  hi: Array(8).fill("सेकंड") as string[],
  ja: Array(8).fill("秒") as string[],
  ko: Array(8).fill("초") as string[],
  zh: Array(8).fill("秒") as string[],
};

describe("the languages", () => {
  for (const [language, translation] of Object.entries(LANGUAGES)) {
    const words = wordsOf(translation);
    const english = wordsOf(ENGLISH);

    it(`${language} has every word, and no other`, () => {
      const missing = [...english.keys()].filter((path) => !words.has(path));
      const extra = [...words.keys()].filter((path) => !english.has(path));
      assert.deepEqual({ missing, extra }, { missing: [], extra: [] });
      for (const [path, word] of words) {
        assert.equal(typeof word, typeof english.get(path), path);
        const text = said(word, isOfName(path) ? "Ada" : 7);
        assert.ok(typeof text === "string" && text.trim() === text && text !== "", path);
        assert.doesNotMatch(text, /undefined|\{|\}|<|NaN/, path);
        if (typeof word === "function" && isOfName(path)) assert.match(text, /Ada/, path);
      }
    });

    it(`${language} has no English words`, () => {
      const same = [...words]
        .filter(([path, word]) => said(word) === said(english.get(path)) && !SIGNS.includes(path))
        .map(([path]) => path);
      assert.deepEqual(same.sort(), [...(SHARED[language] ?? [])].sort());
    });
  }

  for (const [language, translation] of Object.entries({ en: ENGLISH, ...LANGUAGES })) {
    it(`${language} counts as its speakers do`, () => {
      const number = new Intl.NumberFormat(language);
      NUMBERS.forEach((value, index) => {
        const form = SECONDS[language]?.[index] ?? assert.fail(`no forms of ${language}`);
        for (const word of [translation.endsSoon, translation.idleSoon, translation.wait]) {
          const text = word(value);
          // Whole: "segundo" is a part of "segundos". Japanese, Korean and Chinese words follow each other without a gap.
          const end = /^(ja|ko|zh)$/.test(language) ? "" : "(?!\\p{L})";
          const whole = new RegExp(form + end, "u");
          assert.match(text, whole, `${value}: ${text}`);
          if (!(language === "ar" && (value === 1 || value === 2)))
            assert.ok(text.includes(number.format(value)), text);
        }
        const { tooMany, remove } = translation.messagePictures;
        for (const text of [translation.waitMinutes, translation.lengthLeft, tooMany].map((word) => word(value)))
          if (!(language === "ar" && (value === 1 || value === 2)))
            assert.ok(text.includes(number.format(value)), text);
        assert.ok(remove(value).includes(number.format(value)));
        assert.ok(translation.tooLong(10_000 + value, 10_000).includes(number.format(10_000)));
        const { listed, found } = translation.historyPanel;
        assert.notEqual(listed(value, true), listed(value, false));
        assert.equal(found(value, true) !== found(value, false), value !== 0);
      });
    });
  }

  it("have a singular, and other forms, of what is counted", () => {
    const { waitMinutes, lengthLeft, messagePictures, tooLong } = ENGLISH;
    assert.equal(waitMinutes(1), "Try again in 1 minute.");
    assert.equal(lengthLeft(1), "1 character left.");
    assert.equal(lengthLeft(1_000), "1,000 characters left.");
    assert.equal(messagePictures.tooMany(1), "A message may have 1 picture.");
    assert.match(tooLong(10_001, 10_000), /^This is 1 character too long: a message may have 10,000\./);
    assert.match(de.messagePictures.tooMany(1), /\b1 Bild haben/);
    assert.match(de.waitMinutes(1), /\b1 Minute noch/);
    assert.deepEqual(
      [1, 3, 5, 21].map((value) => /\p{L}+(?=\.$)/u.exec(pl.lengthLeft(value))?.[0]),
      ["znak", "znaki", "znaków", "znaków"],
    );
    assert.deepEqual(
      [1, 2, 5, 11, 100].map((value) => ar.waitMinutes(value).replace(/^.*بعد \d* ?/u, "")),
      ["دقيقة واحدة.", "دقيقتين.", "دقائق.", "دقيقة.", "دقيقة."],
    );
  });
});
