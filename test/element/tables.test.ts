import { expect } from "chai";
import { SESSION_EVENTS, type SessionEventName } from "../../src/core/session-events.js";
import { END_REASONS } from "../../src/core/vocabulary.js";
import { ATTRIBUTES, defaultOf } from "../../src/element/attributes.js";
import { de } from "../../src/element/locales/de.js";
import { define } from "../../src/element/define.js";
import { VERSION } from "../../src/element/version.js";
import { LiveAvatarElement } from "../../src/index.js";
import { TokenPrefetch } from "../../src/backend/token-prefetch.js";
import { FakeClock } from "../../src/testing/index.js";
import { clear, place } from "./support.js";

interface Manifest {
  modules: { declarations: { name: string; attributes?: { name: string }[]; events?: { name: string }[] }[] }[];
}

describe("the element's tables", () => {
  afterEach(clear);

  it("give every property its default, and every attribute its property", async () => {
    const element = await place();
    for (const [property, attribute] of Object.entries(ATTRIBUTES)) {
      expect(Reflect.get(element, property), property).to.equal(defaultOf(attribute));
      expect(attribute.attribute).to.equal(property.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`));
      expect(LiveAvatarElement.observedAttributes).to.include(attribute.attribute);
    }
    const input: readonly string[] = Object.values(ATTRIBUTES).map(({ attribute }) => attribute);
    expect(element.getAttributeNames().filter((name) => input.includes(name))).to.deep.equal([]);
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

  it("have a word for every end", () => {
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
