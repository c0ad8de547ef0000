/** The language of the element: where it is found, how it is followed, and whose words count. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { addTranslation, type LiveAvatarElement } from "../../src/index.js";
import { en } from "../../src/element/locales/en.js";
// Loaded ahead, so that no wait depends on the server of the test.
import "../../src/element/locales/ar.js";
import "../../src/element/locales/es.js";
import { fr } from "../../src/element/locales/fr.js";
import "../../src/element/locales/he.js";
import "../../src/element/locales/hi.js";
import "../../src/element/locales/it.js";
import "../../src/element/locales/ja.js";
import "../../src/element/locales/ko.js";
import "../../src/element/locales/pl.js";
import "../../src/element/locales/pt.js";
import "../../src/element/locales/tr.js";
import "../../src/element/locales/zh.js";
import type { Translation } from "../../src/element/locales/translation.js";
import { Words } from "../../src/element/locales/words.js";
import { clear, find, nextTask, place, settled, talk, TalkingRenderer, until } from "./support.js";

const page = document.documentElement;
const shown = (element: LiveAvatarElement): string | undefined => find(element, ".layer")?.lang;
const startOf = (element: LiveAvatarElement): string => find(element, "[part=start-button]")?.textContent.trim() ?? "";

async function speaks(element: LiveAvatarElement, language: string): Promise<void> {
  await until(() => shown(element) === language);
}

/** A shadow root in the page, and what is put into it. */
function shadowed(host: HTMLElement, content: HTMLElement): HTMLElement {
  // eslint-disable-next-line wc/no-closed-shadow-root -- a site may have one
  host.attachShadow({ mode: "closed" }).append(content);
  return host;
}

describe("the language of the element", () => {
  const remove: HTMLElement[] = [];
  afterEach(async () => {
    for (const element of remove.splice(0)) element.remove();
    page.lang = "en";
    page.removeAttribute("dir");
    await clear();
  });

  function put<E extends HTMLElement>(element: E): E {
    document.body.append(element);
    remove.push(element);
    return element;
  }

  for (const [language, start] of [
    ["ar", "ابدأ"],
    ["de", "Starten"],
    ["es", "Empezar"],
    ["fr", "Démarrer"],
    ["he", "התחלה"],
    ["hi", "शुरू करें"],
    ["it", "Inizia"],
    ["ja", "開始"],
    ["ko", "시작"],
    ["pl", "Rozpocznij"],
    ["pt-BR", "Começar"],
    ["tr", "Başlat"],
    ["zh-Hant-TW", "开始"],
  ] as const) {
    it(`is ${language}${language === "fr" ? " (scene 25)" : ""}`, async () => {
      const element = await place({ lang: language });
      await speaks(element, language);
      expect(startOf(element)).to.equal(start);
      expect(find(element, ".layer")?.dir).to.equal(/^(ar|he)$/.test(language) ? "rtl" : "");
    });
  }

  it("changes while a conversation runs", async () => {
    const { element } = await talk({ lang: "en" });
    const send = () => find(element, "[part=send-button]")?.getAttribute("aria-label");
    expect(send()).to.equal("Send");
    element.lang = "fr";
    await speaks(element, "fr");
    expect(send()).to.equal(fr.send);
    element.lang = "en-GB";
    await settled(element);
    expect(send()).to.equal("Send");
  });

  it("is that of the page, and follows it", async () => {
    page.lang = "fr";
    const element = await place();
    await speaks(element, "fr");
    page.lang = "es";
    await speaks(element, "es");
    element.setAttribute("lang", "it");
    await speaks(element, "it");
  });

  it("is found through closed shadow roots, and followed there", async () => {
    const element = document.createElement("live-avatar");
    const inner = shadowed(document.createElement("div"), element);
    const outer = shadowed(document.createElement("div"), inner);
    outer.lang = "fr";
    put(outer);
    await speaks(element, "fr");
    inner.lang = "es";
    await speaks(element, "es");
    inner.lang = "";
    outer.lang = "it";
    await speaks(element, "it");
  });

  it("is that of the new place after a move", async () => {
    const french = put(document.createElement("div"));
    french.lang = "fr";
    const polish = put(document.createElement("div"));
    polish.lang = "pl";
    const element = put(document.createElement("live-avatar"));
    french.append(element);
    await speaks(element, "fr");
    polish.append(element);
    await speaks(element, "pl");
    if (!("moveBefore" in french)) return;
    (french as unknown as { moveBefore(node: Node, before: null): void }).moveBefore(element, null);
    await speaks(element, "fr");
  });

  it("is not followed by an element that has left the page", async () => {
    const element = await place();
    element.remove();
    await nextTask();
    let renders = 0;
    element.requestUpdate = () => (renders += 1);
    page.lang = "fr";
    await nextTask();
    expect(renders).to.equal(0);
  });

  it("is marked as English where there is no translation, and what is said is not", async () => {
    page.dir = "rtl";
    const { element, renderer } = await talk({ lang: "fa" });
    renderer.answer("سلام");
    await settled(element);
    const layer = find(element, ".layer");
    await until(() => layer?.dir === "ltr");
    expect(layer?.lang).to.equal("en");
    await until(() => find(element, ".message p")?.lang === "fa");
    expect(find(element, ".message .who")?.lang).to.equal("");
    expect(find(element, ".input")?.lang).to.equal("fa");
    element.lang = "he";
    await speaks(element, "he");
    expect(find(element, ".message p")?.hasAttribute("lang")).to.equal(false);
  });

  it("leaves the direction to the page where that says one", async () => {
    page.dir = "ltr";
    const element = await place({ lang: "ar" });
    await speaks(element, "ar");
    expect(find(element, ".layer")?.dir).to.equal("");
  });

  it("stays what it is where a page says nonsense", async () => {
    const element = await place({ lang: "constructor" });
    await settled(element);
    expect(startOf(element)).to.equal("Start");
  });
});

describe("the words of a page", () => {
  afterEach(clear);

  it("make a language of its own, whose missing words are marked as English", async () => {
    addTranslation("sv", {
      start: "Börja",
      status: { listening: "Lyssnar" },
      wait: (seconds) => `Vänta ${seconds} s.`,
    });
    const { element } = await talk({ lang: "sv-SE" });
    await speaks(element, "sv-SE");
    await settled(element);
    expect(find(element, ".status")?.textContent).to.contain("Lyssnar");
    const empty = find(element, ".empty span");
    expect([empty?.lang, empty?.dir, empty?.textContent]).to.deep.equal(["en", "ltr", en.transcriptEmpty]);
    // An attribute has the word alone.
    expect(find(element, "[part=send-button]")?.getAttribute("aria-label")).to.equal("Send");
  });

  it("count in this order: the element's, the name, the region's, the language's, ours", async () => {
    const element = await place({ lang: "it-CH", layout: "floating" });
    const label = () => find(element, ".launcher")?.getAttribute("aria-label");
    await until(() => label() === "Parla con l’avatar");
    addTranslation("it-CH", { open: "regione" });
    addTranslation("it", { open: "lingua", close: "chiudere" });
    await settled(element);
    expect(label()).to.equal("regione");
    element.setAttribute("avatar-name", "<b>Ada</b>");
    await settled(element);
    expect(label()).to.equal("Parla con <b>Ada</b>");
    element.translations = { open: "Ciao!" };
    await settled(element);
    expect(label()).to.equal("Ciao!");
    element.translations = undefined;
    await settled(element);
    expect(label()).to.equal("Parla con <b>Ada</b>");
  });

  it("name the avatar in the transcript", async () => {
    const { element, renderer } = await talk({ lang: "en", "avatar-name": "Ada" });
    renderer.answer("Hello.");
    await settled(element);
    await until(() => find(element, ".message-assistant .who, .assistant .who")?.textContent === "Ada");
    expect(find(element, ".frame")?.getAttribute("aria-label")).to.equal("Conversation with Ada");
  });

  it("say an error by its code, in every language, and as text", async () => {
    const element = await place({ lang: "en" }, new TalkingRenderer());
    element.translations = { errors: { "mic-busy": "unused", "no-answer": "Ask <i>us</i>: 555" } };
    await element.start();
    (element.renderer as TalkingRenderer).report({
      type: "problem",
      error: new LiveAvatarError("no-answer", "silence"),
    });
    const notice = () => find(element, "[data-key=no-answer] p")?.textContent;
    await until(() => notice() === "Ask <i>us</i>: 555");
    element.lang = "fr";
    await speaks(element, "fr");
    expect(notice()).to.equal("Ask <i>us</i>: 555");
  });

  it("are no words where they are of another kind", async () => {
    const { element } = await talk({ lang: "en" });
    element.translations = { send: 5, status: null, wait: "soon", unheardOf: "x" } as never;
    await settled(element);
    await nextTask();
    expect(find(element, "[part=send-button]")?.getAttribute("aria-label")).to.equal("Send");
    expect(find(element, ".status")?.textContent).to.match(/Ready|Listening/);
  });
});

describe("a language that does not load", () => {
  it("is English, marked, until the next change finds it", async () => {
    const host = Object.assign(document.createElement("div"), { translations: undefined, avatarName: undefined });
    let calls = 0;
    let isThere = false;
    const load = (): Promise<Record<string, Translation>> => {
      calls += 1;
      return isThere ? Promise.resolve({ tlh: fr }) : Promise.reject(new TypeError("no network"));
    };
    const words = new Words(host, { tlh: load });
    expect(words.update("tlh")).to.equal("ltr");
    await nextTask();
    // Not at every render.
    expect(words.update("tlh")).to.equal("ltr");
    expect([calls, words.language, words.texts(en)]).to.deep.equal([1, "en", en]);
    words.update("en");
    isThere = true;
    words.update("tlh");
    await nextTask();
    words.update("tlh");
    expect([calls, words.language, words.texts(en).send]).to.deep.equal([2, "tlh", fr.send]);
  });
});
