/** `character`: who the portrait shows, and what a renderer of the page's own is told. */
import { expect } from "chai";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeClock, FakeLLM, FakeTTS } from "../../src/testing/index.js";
import { clear, event, find, place, settled, talk, TalkingRenderer, untilLoaded } from "./support.js";

afterEach(clear);

async function portrait(character?: string): Promise<LiveAvatarElement> {
  const element = await place(character === undefined ? {} : { character });
  element.llm = new FakeLLM({ clock: new FakeClock() });
  element.tts = new FakeTTS({ clock: new FakeClock() });
  return element;
}

const describedAs = (element: LiveAvatarElement): string | null | undefined =>
  find(element, "canvas")?.getAttribute("aria-label") ?? find(element, "[role=img]")?.getAttribute("aria-label");

describe("character", () => {
  it("is the portrait's: Ada without it, and whom it names", async () => {
    const labels = [];
    for (const character of [undefined, "ada", "noah"]) {
      const element = await portrait(character);
      await element.start();
      labels.push(describedAs(element));
      await element.stop();
    }
    expect(labels[0]).to.be.a("string").and.not.equal("");
    expect(labels[1]).to.equal(labels[0]);
    expect(labels[2]).to.not.equal(labels[0]);
  });

  it("is read at each start, and one whom nobody knows is an error with its name", async () => {
    const element = await portrait("hal");
    const failed = event(element, "avatar-error");
    void element.start().catch(() => undefined);
    const { error } = (await failed).detail;
    expect(error.code).to.equal("config-invalid");
    expect(error.message).to.contain('"hal"');
    element.character = "noah";
    await element.start();
    await untilLoaded(() => element.session?.state === "ready");
  });

  it("goes to a renderer of the page's own by its name, before it is mounted", async () => {
    class Troupe extends TalkingRenderer {
      setCharacter(name: string | undefined): void {
        this.calls.push(`character:${String(name)}`);
      }
    }
    const { element, renderer } = await talk({ character: "grete" }, new Troupe());
    expect(renderer.calls[0]).to.equal("character:grete");
    await element.stop();
    element.removeAttribute("character");
    renderer.calls.length = 0;
    await element.start();
    await settled(element);
    expect(renderer.calls[0]).to.equal("character:undefined");
  });
});
