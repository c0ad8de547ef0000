/** The language of the element: follows what the page says, and gives the words to whatever shows them. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { added, follow, isEnglish, languageOf, renderAll, unfollow } from "../locales/languages.js";
import type { TextGroups } from "../locales/translation.js";
import type { Words, WordsHost } from "../locales/words.js";

/** The words of an element, in its language. */
export interface Locale {
  /** The language of the words, as a BCP 47 tag: English where there is no translation. */
  readonly language: string;
  /** @param english the words in English @param group the name of their group, if they are in one */
  texts<T extends object>(english: T, group?: keyof TextGroups): T;
}

type Host = WordsHost &
  Pick<ReactiveControllerHost, "addController" | "requestUpdate"> & {
    readonly renderRoot: HTMLElement | DocumentFragment;
  };

/** The class of {@link Words}, once an element needs it: plain English does not. */
let Loaded: typeof Words | undefined;
/** The language for which it was asked for last. */
let asked: string | undefined;

export class LocaleController implements ReactiveController, Locale {
  readonly #host: Host;
  #words: Words | undefined;
  #direction = "";

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get language(): string {
    return this.#words?.language ?? "en";
  }

  hostConnected(): void {
    follow(this.#host);
    // What could not be loaded may be there now.
    asked = undefined;
    this.#words?.retry();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    unfollow(this.#host);
  }

  hostUpdate(): void {
    const host = this.#host;
    const language = languageOf(host);
    const english = isEnglish(language);
    if (Loaded) {
      this.#words ??= new Loaded(host);
      this.#direction = this.#words.update(language);
      return;
    }
    this.#direction = english ? "" : "ltr";
    if (asked === language || (english && !host.translations && !host.avatarName && !added[0])) return;
    asked = language;
    // The browser itself says on the console what it could not load.
    import("../locales/words.js").then(
      (module) => {
        Loaded = module.Words;
        renderAll();
      },
      () => undefined,
    );
  }

  hostUpdated(): void {
    const { renderRoot } = this.#host;
    for (const part of renderRoot.children) Object.assign(part, { lang: this.language, dir: this.#direction });
    this.#words?.mark(renderRoot);
  }

  texts<T extends object>(english: T, group?: keyof TextGroups): T {
    return this.#words?.texts(english, group) ?? english;
  }
}
