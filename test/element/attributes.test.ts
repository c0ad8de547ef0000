/** What a page can set: by attribute and by property alike, before and after the upgrade, and in classes of its own. */
import { expect } from "chai";
import type { PropertyDeclarations, ReactiveElement } from "lit";
import { systemClock } from "../../src/core/clock.js";
import { silentLogger } from "../../src/core/ports/logger.js";
import type { LLMProvider } from "../../src/core/ports/language-model.js";
import { type Attribute, ATTRIBUTES, type AttributeProperty, defaultOf } from "../../src/element/attributes.js";
import { SCRIPT_PROPERTIES } from "../../src/element/properties.js";
import { settingsOf } from "../../src/element/settings.js";
import { LiveAvatarElement } from "../../src/index.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeLLM } from "../../src/testing/index.js";
import { clear, place, TalkingRenderer } from "./support.js";

const rows = Object.entries(ATTRIBUTES) as [AttributeProperty, Attribute][];

/** A text that means something else than the default, and what it means. */
function other(attribute: Attribute): [text: string, value: unknown] {
  switch (attribute.kind) {
    case "flag":
      return ["", true];
    case "text":
      return ["other", "other"];
    case "word":
      return [attribute.words.at(-1) ?? "", attribute.words.at(-1)];
    case "number":
      return ["0.5", 0.5];
  }
}

/** Values that mean nothing for a row, as a property and as text. */
function nonsense(attribute: Attribute): (string | number | object)[] {
  if (attribute.kind === "word") return ["pink", "", 7, ...(attribute.object ? [] : [{}])];
  if (attribute.kind === "number") return ["many", "", "-1", -1, NaN, ...(attribute.max ? [attribute.max + 1] : [])];
  return [];
}

let tags = 0;

/** Puts an element of a class into the page, under a tag of its own. */
async function placed<C extends new () => ReactiveElement>(
  Class: C,
  attributes: Readonly<Record<string, string>> = {},
): Promise<InstanceType<C>> {
  const tag = `own-avatar-${(tags += 1)}`;
  customElements.define(tag, Class);
  const element = document.createElement(tag) as InstanceType<C>;
  for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
  document.body.append(element);
  late.push(element);
  await element.updateComplete;
  return element;
}

const late: HTMLElement[] = [];

afterEach(async () => {
  for (const element of late.splice(0)) element.remove();
  await clear();
});

describe("an attribute", () => {
  for (const [property, attribute] of rows) {
    it(`${attribute.attribute}: counts alike by text and by property`, async () => {
      const element = await place();
      const get = (): unknown => Reflect.get(element, property);
      const [text, value] = other(attribute);
      element.setAttribute(attribute.attribute, text);
      expect(get(), "by attribute").to.equal(value);
      element.removeAttribute(attribute.attribute);
      expect(get(), "taken away").to.equal(defaultOf(attribute));
      Reflect.set(element, property, value);
      expect(get(), "by property").to.equal(value);
      for (const wrong of nonsense(attribute)) {
        Reflect.set(element, property, value);
        Reflect.set(element, property, wrong);
        expect(get(), `the property ${JSON.stringify(wrong)}`).to.equal(defaultOf(attribute));
        if (typeof wrong === "object") continue;
        element.setAttribute(attribute.attribute, text);
        element.setAttribute(attribute.attribute, `${wrong}`);
        expect(get(), `the text ${JSON.stringify(wrong)}`).to.equal(defaultOf(attribute));
      }
      for (const nothing of [undefined, null]) {
        Reflect.set(element, property, value);
        Reflect.set(element, property, nothing);
        expect(get(), `the property ${String(nothing)}`).to.equal(defaultOf(attribute));
      }
    });
  }

  it("takes what a script has at hand: numbers as text, addresses as objects", async () => {
    const element = await place();
    Reflect.set(element, "volume", "0.5");
    Reflect.set(element, "tokenEndpoint", new URL("https://site.example/token"));
    Reflect.set(element, "muted", 1);
    expect([element.volume, element.tokenEndpoint, element.muted]).to.deep.equal([
      0.5,
      "https://site.example/token",
      true,
    ]);
    const renderer = new TalkingRenderer();
    element.renderer = renderer;
    expect(element.renderer).to.equal(renderer);
  });

  it("tells the element's life cycle what it was before", async () => {
    const seen: unknown[] = [];
    class Watching extends LiveAvatarElement {
      protected override updated(changed: Map<PropertyKey, unknown>): void {
        super.updated(changed as never);
        seen.push([changed.has("theme"), changed.get("theme"), changed.has("volume")]);
      }
    }
    const element = await placed(Watching, { theme: "dark" });
    element.theme = "light";
    element.volume = 7;
    await element.updateComplete;
    expect(seen).to.deep.equal([
      [true, undefined, false],
      [true, "dark", false],
    ]);
  });
});

describe("a reflected attribute", () => {
  it("follows its property with the next update, and is absent at the default", async () => {
    const element = await place();
    element.layout = "fullscreen";
    element.open = true;
    element.lang = "de";
    await element.updateComplete;
    expect(element.outerHTML)
      .to.match(/ layout="fullscreen"/)
      .and.match(/ open=""/)
      .and.match(/ lang="de"/);
    element.layout = "inline";
    element.open = false;
    Reflect.set(element, "lang", null);
    await element.updateComplete;
    expect([element.hasAttribute("layout"), element.hasAttribute("open")]).to.deep.equal([false, false]);
    expect(element.hasAttribute("lang"), "the language is inherited again").to.equal(false);
  });

  it("is written for every reflected row, and for no other", async () => {
    const element = await place();
    for (const [property, attribute] of rows) Reflect.set(element, property, other(attribute)[1]);
    await element.updateComplete;
    const written = rows.filter(([, { attribute }]) => element.hasAttribute(attribute));
    expect(written.map(([property]) => property)).to.deep.equal(
      rows.filter(([, { reflect }]) => reflect).map(([property]) => property),
    );
  });

  it("stays as its author wrote it, nonsense included", async () => {
    const element = await place({ theme: "pink", layout: "inline" });
    expect([element.theme, element.getAttribute("theme")]).to.deep.equal(["auto", "pink"]);
    expect(element.getAttribute("layout")).to.equal("inline");
    element.setAttribute("layout", "floating");
    await element.updateComplete;
    expect(element.layout).to.equal("floating");
    element.removeAttribute("layout");
    await element.updateComplete;
    expect([element.layout, element.hasAttribute("layout")]).to.deep.equal(["inline", false]);
  });
});

describe("a class made of the element", () => {
  it("has properties of its own beside the element's", async () => {
    class Own extends LiveAvatarElement {
      static override readonly properties: PropertyDeclarations = { mood: { type: String } };
      declare mood: string | undefined;
    }
    const element = await placed(Own, { mood: "sunny", theme: "dark", "token-endpoint": "/token" });
    expect([element.mood, element.theme, element.tokenEndpoint]).to.deep.equal(["sunny", "dark", "/token"]);
    element.setAttribute("mood", "grey");
    element.setAttribute("theme", "pink");
    expect([element.mood, element.theme]).to.deep.equal(["grey", "auto"]);
  });

  it("gives an attribute another name, and keeps its meaning", async () => {
    class Renamed extends LiveAvatarElement {
      static override readonly properties: PropertyDeclarations = {
        volume: { attribute: "data-volume", noAccessor: true },
      };
    }
    const element = await placed(Renamed, { "data-volume": "0.5", volume: "0.1" });
    expect(element.volume).to.equal(0.5);
    element.setAttribute("data-volume", "7");
    expect(element.volume).to.equal(1);
    expect(LiveAvatarElement.observedAttributes, "the element's own are untouched").to.include("volume");
  });

  it("overrides an accessor", async () => {
    class Louder extends LiveAvatarElement {
      override get greeting(): string | undefined {
        return super.greeting?.toUpperCase();
      }
      override set greeting(text: string | undefined) {
        super.greeting = text;
      }
    }
    const element = await placed(Louder, { greeting: "hello" });
    expect(element.greeting).to.equal("HELLO");
  });

  it("observes more attributes by the platform's own means", async () => {
    const heard: string[] = [];
    class Platform extends LiveAvatarElement {
      static override get observedAttributes(): string[] {
        return [...super.observedAttributes, "data-plain"];
      }
      override attributeChangedCallback(name: string, old: string | null, text: string | null): void {
        super.attributeChangedCallback(name, old, text);
        heard.push(name);
      }
    }
    const element = await placed(Platform, { "data-plain": "x", theme: "dark" });
    expect(heard).to.include.members(["data-plain", "theme"]);
    expect(element.theme).to.equal("dark");
  });
});

describe("what a page sets before the upgrade", () => {
  it("counts: attributes' properties, those of its script, and a session", async () => {
    class Late extends LiveAvatarElement {}
    const element = document.createElement("late-avatar") as LiveAvatarElement;
    const session = new AvatarSession({ renderer: new TalkingRenderer() });
    const set = {
      ...{ tokenEndpoint: "/token", theme: "pink", volume: "0.5", session },
      ...{
        llm: {},
        tts: {},
        realtimeSTT: {},
        vad: {},
        tools: [],
        fetchOptions: () => ({}),
        tokenProvider: () => Promise.resolve({}),
      },
    };
    Object.assign(element, set);
    document.body.append(element);
    late.push(element);
    customElements.define("late-avatar", Late);
    await element.updateComplete;
    for (const [name, value] of Object.entries({ ...set, theme: "auto", volume: 0.5 })) {
      expect(Reflect.get(element, name), name).to.equal(value);
      expect(Object.hasOwn(element, name), name).to.equal(false);
    }
  });

  it("lets a press begin with what came before", async () => {
    class Early extends LiveAvatarElement {}
    const element = document.createElement("early-avatar") as LiveAvatarElement;
    const renderer = new TalkingRenderer();
    element.renderer = renderer;
    document.body.append(element);
    late.push(element);
    customElements.define("early-avatar", Early);
    await element.start();
    expect(renderer.mounted).to.equal(true);
  });
});

describe("what a start reads", () => {
  it("is every row that says so and every property of the page's script, once", async () => {
    const element = await place();
    const names = rows.filter(([, { read }]) => read === "start").map(([property]) => property as string);
    const settings = settingsOf(element, "de", silentLogger);
    expect(Object.keys(settings).sort()).to.deep.equal(
      [
        ...names.map(
          (name) => ({ noKeepAlive: "keepAlive", noAutoSpeak: "autoSpeak", noBargeIn: "bargeIn" })[name] ?? name,
        ),
        ...SCRIPT_PROPERTIES,
        ...["language", "logger"],
      ].sort(),
    );
    expect(settings).to.include({ keepAlive: true, autoSpeak: true, emotions: false, language: "de" });
  });

  it("is what the element has: words, flags turned round, objects", async () => {
    const element = await place({ "no-keep-alive": "", interaction: "push-to-talk", "idle-timeout": "30" });
    const llm: LLMProvider = new FakeLLM({ clock: systemClock });
    element.llm = llm;
    element.noAutoSpeak = true;
    const settings = settingsOf(element, "en", silentLogger);
    expect(settings).to.include({ llm, keepAlive: false, autoSpeak: false, interaction: "push-to-talk" });
    element.llm = undefined;
    expect([settings.llm, settings.idleTimeout], "read once").to.deep.equal([llm, 30]);
  });
});
