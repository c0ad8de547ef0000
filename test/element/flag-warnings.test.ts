/** What a developer is told on the console; a page of visitors does not load it. */
import { expect } from "chai";
import { LiveAvatarElement } from "../../src/element/live-avatar.element.js";
import { warnOfFalseFlags } from "../../src/element/flag-warnings.js";

class Warned extends LiveAvatarElement {}

describe('a flag with the text "false"', () => {
  const warn = console.warn.bind(console);
  let said: string[];

  before(() => {
    warnOfFalseFlags(Warned);
    customElements.define("warned-avatar", Warned);
  });
  beforeEach(() => {
    said = [];
    console.warn = (message: string) => said.push(message);
  });
  afterEach(() => {
    console.warn = warn;
    document.body.replaceChildren();
  });

  async function place(tag: string, attributes: Readonly<Record<string, string>>): Promise<LiveAvatarElement> {
    const element = document.createElement(tag) as LiveAvatarElement;
    for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
    document.body.append(element);
    await element.updateComplete;
    return element;
  }

  it("is told of once, with what to do", async () => {
    const element = await place("warned-avatar", { "no-captions": "false", theme: "dark", open: "" });
    element.requestUpdate();
    await element.updateComplete;
    expect(said).to.have.length(1);
    expect(said[0]).to.include('no-captions="false" counts as true').and.to.include("noCaptions");
  });

  it("is told of when it comes later, of each attribute and each element", async () => {
    const element = await place("warned-avatar", {});
    expect(said).to.deep.equal([]);
    element.setAttribute("no-transcript", "false");
    element.setAttribute("muted", "false");
    await element.updateComplete;
    await place("warned-avatar", { muted: "false" });
    expect(said.map((message) => message.split("=")[0])).to.deep.equal([
      "<live-avatar> no-transcript",
      "<live-avatar> muted",
      "<live-avatar> muted",
    ]);
  });

  it("is no matter for the class that a page of visitors has", async () => {
    customElements.define("plain-avatar", class extends LiveAvatarElement {});
    await place("plain-avatar", { "no-captions": "false" });
    expect(said).to.deep.equal([]);
  });
});
