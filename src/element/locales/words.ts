/** The words of an element that is not in plain English: of another language, of the page's own, or with the avatar's name. */
import { added, isEnglish, nearest, renderAll } from "./languages.js";
import { renderWith } from "../shell/dom.js";
import { type Mark, markedBy, merge } from "./merge.js";
import { namedTexts } from "./named-texts.js";
import type { PartialTranslation, TextGroups, Translation } from "./translation.js";

type Loaders = Readonly<Record<string, () => Promise<Readonly<Record<string, Translation>>>>>;

/** The languages besides English, which is built in. Each is a chunk of its own, which exports its words by this name. */
const LOADERS: Loaders = {
  ar: () => import("./ar.js"),
  de: () => import("./de.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  he: () => import("./he.js"),
  hi: () => import("./hi.js"),
  it: () => import("./it.js"),
  ja: () => import("./ja.js"),
  ko: () => import("./ko.js"),
  pl: () => import("./pl.js"),
  pt: () => import("./pt.js"),
  tr: () => import("./tr.js"),
  zh: () => import("./zh.js"),
};

const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;

/** What visitor and avatar say and write. */
const SPOKEN = ".message > :not(.who, .mark), .captions, .input";

const loaded = new Map<string, Translation>();

/** Loads a language. A failure leaves English in its place; the next call tries again. */
function load(base: string, loaders: Loaders): void {
  if (loaded.has(base) || !Object.hasOwn(loaders, base)) return;
  // The browser itself says on the console what it could not load.
  loaders[base]?.().then(
    (module) => {
      loaded.set(base, module[base] as Translation);
      renderAll();
    },
    () => undefined,
  );
}

/** Marks English words, once a page needs it: a language that has all words does not. */
let mark: Mark | undefined;
let isMarkAsked = false;

/** The word as it is, until it can be marked. */
function marked(word: string): string {
  if (mark) return mark(word);
  if (isMarkAsked) return word;
  isMarkAsked = true;
  import("../templates.js").then(
    ({ html, render }) => {
      renderWith(render);
      mark = markedBy(html);
      renderAll();
    },
    () => {
      isMarkAsked = false;
    },
  );
  return word;
}

/** The translations that are there for a language, the first counts most: a region's before those of the whole language. */
function translationsOf(language: string): PartialTranslation[] {
  const tag = `${language.toLowerCase()}-`;
  const own = added
    .map(([of, words]) => ({ of: `${of.toLowerCase().replaceAll("_", "-")}-`, words }))
    .filter(({ of }) => tag.startsWith(of))
    .sort((one, other) => other.of.length - one.of.length);
  return [...own.map(({ words }) => words), ...[loaded.get(baseOf(language)) ?? []].flat()];
}

/** The language without its region and script: `pt` of `pt-BR`. */
const baseOf = (language: string): string => language.toLowerCase().replace(/-.*/, "");

/** What an element says of its words. */
export interface WordsHost extends HTMLElement {
  readonly translations: PartialTranslation | undefined;
  readonly avatarName: string | undefined;
}

export class Words {
  /** The language of the words, as a BCP 47 tag: English where there is no translation. */
  language = "en";
  readonly #host: WordsHost;
  readonly #loaders: Loaders;
  #base: string | undefined;
  #isMarked = false;
  #spoken = "";
  #isSpokenMarked = false;
  #sources: readonly object[] = [];
  /** What the texts below were made of. */
  #parts: readonly unknown[] = [];
  #texts = new Map<object, object>();

  constructor(host: WordsHost, loaders: Loaders = LOADERS) {
    this.#host = host;
    this.#loaders = loaders;
  }

  /** What could not be loaded is tried again. */
  retry(): void {
    this.#base = undefined;
  }

  /**
   * @param said the language of the element, as the page says it
   * @returns the direction of the words, where the page does not say it of the language that it has chosen
   */
  update(said: string): "ltr" | "rtl" | "" {
    const language = (this.#spoken = said.replaceAll("_", "-"));
    this.#collect(language);
    if (baseOf(this.language) !== this.#base) return "ltr";
    return RIGHT_TO_LEFT.test(language) && !nearest(this.#host, "[dir]:not([dir=''])") ? "rtl" : "";
  }

  #collect(language: string): void {
    const { translations, avatarName } = this.#host;
    const base = baseOf(language);
    if (base !== this.#base) load((this.#base = base), this.#loaders);
    const words = [translations, ...translationsOf(language)].filter((own) => own != null);
    const parts = [language, avatarName, mark, ...words];
    if (parts.length === this.#parts.length && parts.every((part, index) => part === this.#parts[index])) return;
    this.#parts = parts;
    const isKnown = isEnglish(language) || words.length > 0;
    this.language = isKnown ? language : "en";
    this.#isMarked = isKnown && !isEnglish(language);
    this.#use(words);
    if (!avatarName) return;
    const { region, open } = this.texts(namedTexts, "named");
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-template-expression -- a marked word is an object that reads as its text
    const named = { avatar: avatarName, region: `${region(avatarName)}`, open: `${open(avatarName)}` };
    // The page's own words for the element count more than its name.
    this.#use([translations ?? {}, named, ...words]);
  }

  /**
   * Where the words are English for want of others, what is said is not: it is marked with the language of the element. To be
   * called after each render.
   */
  mark(root: ParentNode): void {
    const isForeign = baseOf(this.language) !== this.#base;
    if (!isForeign && !this.#isSpokenMarked) return;
    this.#isSpokenMarked = isForeign;
    for (const spoken of root.querySelectorAll(SPOKEN)) {
      if (isForeign) spoken.setAttribute("lang", this.#spoken);
      else spoken.removeAttribute("lang");
    }
  }

  /** @param english the words in English @param group the name of their group, if they are in one */
  texts<T extends object>(english: T, group?: keyof TextGroups): T {
    const known = this.#texts.get(english) as T | undefined;
    if (known) return known;
    const sources = group ? (this.#sources as PartialTranslation[]).map((words) => words[group] ?? {}) : this.#sources;
    const texts = sources.length === 0 ? english : merge(english, sources, this.#isMarked ? marked : undefined);
    this.#texts.set(english, texts);
    return texts;
  }

  #use(sources: readonly object[]): void {
    this.#sources = sources;
    this.#texts = new Map();
  }
}
