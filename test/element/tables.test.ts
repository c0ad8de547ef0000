import { expect } from "chai";
import { SESSION_EVENTS, type SessionEventName } from "../../src/core/session-events.js";
import { END_REASONS } from "../../src/core/vocabulary.js";
import { ATTRIBUTES, defaultOf } from "../../src/element/attributes.js";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import { define } from "../../src/element/define.js";
import { VERSION } from "../../src/element/version.js";
import { LiveAvatarElement } from "../../src/index.js";
import { TokenPrefetch } from "../../src/backend/token-prefetch.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { clear, place, TalkingRenderer } from "./support.js";

interface Manifest {
  modules: { declarations: { name: string; attributes?: { name: string }[]; events?: { name: string }[] }[] }[];
}

describe("the element's tables", () => {
  afterEach(clear);

  it("give every property its default, and every attribute its property", async () => {
    const element = await place();
    for (const [property, attribute] of Object.entries(ATTRIBUTES)) {
      expect(Reflect.get(element, property), property).to.equal(defaultOf(attribute));
      expect(LiveAvatarElement.observedAttributes).to.include(attribute.attribute);
    }
    const input = Object.values(ATTRIBUTES).map(({ attribute }) => attribute);
    expect(element.getAttributeNames().filter((name) => (input as string[]).includes(name))).to.deep.equal([]);
  });

  it("read attributes, and count nonsense as the default", async () => {
    const element = await place({
      microphone: "muted",
      volume: "0.5",
      "hidden-timeout": "0",
      theme: "pink",
      muted: "",
    });
    expect([element.microphone, element.volume, element.hiddenTimeout]).to.deep.equal(["muted", 0.5, 0]);
    expect([element.theme, element.muted]).to.deep.equal(["auto", true]);
    element.setAttribute("volume", "7");
    expect(element.volume).to.equal(1);
  });

  it("reflect at once, and never twice", async () => {
    const element = await place();
    element.layout = "fullscreen";
    expect(element.getAttribute("layout")).to.equal("fullscreen");
    element.open = true;
    expect(element.getAttribute("open")).to.equal("");
    element.open = false;
    expect(element.hasAttribute("open")).to.equal(false);
    Reflect.set(element, "theme", "pink");
    expect([element.theme, element.getAttribute("theme")], "as the platform does").to.deep.equal(["auto", "pink"]);
    element.removeAttribute("layout");
    expect(element.layout).to.equal("inline");
    expect(element.hasAttribute("layout")).to.equal(false);
  });

  it("keep properties that were set before the upgrade", async () => {
    class Late extends LiveAvatarElement {}
    const element = document.createElement("late-avatar") as LiveAvatarElement;
    element.tokenEndpoint = "/token";
    document.body.append(element);
    element.session = new AvatarSession({ renderer: new TalkingRenderer() });
    const { session } = element;
    customElements.define("late-avatar", Late);
    await element.updateComplete;
    expect(element.session).to.equal(session);
    expect(Object.hasOwn(element, "session")).to.equal(false);
    expect(element.tokenEndpoint).to.equal("/token");
    element.remove();
  });

  it("agree with the manifest's comments", async () => {
    const response = await fetch("/custom-elements.json");
    const manifest = (await response.json()) as Manifest;
    const declaration = manifest.modules
      .flatMap(({ declarations }) => declarations)
      .find(({ name }) => name === "LiveAvatarElement");
    const events = declaration?.events?.map(({ name }) => name) ?? [];
    const names = Object.keys(SESSION_EVENTS) as SessionEventName[];
    expect(events).to.include.members(names.map((name) => `avatar-${name}`));
    const attributes = declaration?.attributes?.map(({ name }) => name) ?? [];
    expect(attributes).to.include.members(Object.values(ATTRIBUTES).map(({ attribute }) => attribute));
  });

  it("have the same words in both languages", () => {
    expect(Object.keys(de)).to.deep.equal(Object.keys(en));
    expect(Object.keys(de.errors).sort()).to.deep.equal(Object.keys(en.errors).sort());
    for (const reason of END_REASONS) expect(de.ended[reason]).to.be.a("string").and.not.equal("");
  });

  it("name the package's version", async () => {
    const { version } = (await (await fetch("/package.json")).json()) as { version: string };
    expect(VERSION).to.equal(version);
  });

  it("are registered once", () => {
    define();
    expect(customElements.get("live-avatar")).to.equal(LiveAvatarElement);
  });

  it("hand a token out once and only while it is fresh", async () => {
    let minted = 0;
    const clock = new FakeClock();
    const tokens = new TokenPrefetch(clock);
    const source = () => Promise.resolve({ session_token: `t${(minted += 1)}` });
    tokens.mint("a", source);
    tokens.mint("a", source);
    expect(await tokens.take("a")).to.deep.equal({ session_token: "t1" });
    expect(tokens.take("a")).to.equal(undefined);
    tokens.mint("a", source);
    await clock.advance(60_000);
    expect(tokens.take("a")).to.equal(undefined);
  });
});
