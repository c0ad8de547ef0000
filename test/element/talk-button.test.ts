/** The button of push-to-talk is a client of the session: a press is a wish, a release is another, and the microphone decides. */
import { expect } from "chai";
import "../../src/index.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { systemClock } from "../../src/core/clock.js";
import { FakeRenderer } from "../../src/testing/index.js";
import { clear, find, nextTask, settled, until } from "./support.js";

describe("the talk button", () => {
  let renderer: FakeRenderer;
  let element: LiveAvatarElement;
  const microphone = () => renderer.microphone!;
  const key = (type: string, init: KeyboardEventInit = {}) =>
    find(element, ".talk")!.dispatchEvent(new KeyboardEvent(type, { key: " ", bubbles: true, ...init }));

  async function talk(mic = "ask"): Promise<void> {
    renderer = new FakeRenderer({ clock: systemClock, interaction: "push-to-talk" });
    element = document.createElement("live-avatar");
    element.setAttribute("interaction", "push-to-talk");
    element.setAttribute("microphone", mic);
    element.renderer = renderer;
    document.body.append(element);
    await element.start();
    await settled(element);
  }

  afterEach(async () => {
    for (const avatar of document.querySelectorAll("live-avatar")) avatar.remove();
    await clear();
  });

  it("held, it is heard as soon as the service grants it; let go, no longer", async () => {
    await talk();
    expect(element.getAttribute("mic-state")).to.equal("muted");
    key("keydown");
    key("keydown", { repeat: true });
    expect(microphone().audible).to.equal(false);
    await until(() => microphone().audible);
    key("keyup");
    expect(microphone().audible).to.equal(false);
  });

  it("let go before the grant, it opens nothing; nor refused or unanswered, however long it is held", async () => {
    await talk();
    microphone().service = "silent";
    key("keydown");
    await nextTask();
    key("keyup");
    microphone().answerWindow();
    expect(microphone().audible).to.equal(false);
    microphone().answerWindow();
    microphone().service = "refuses";
    key("keydown");
    await nextTask();
    await nextTask();
    expect(microphone().audible).to.equal(false);
    key("keyup");
  });

  it("opens a microphone that is off, and works for one that begins muted", async () => {
    await talk("off");
    key("keydown");
    await until(() => microphone().audible);
    find(element, ".talk")!.dispatchEvent(new FocusEvent("blur"));
    expect(microphone().audible).to.equal(false);
    element.remove();
    await talk("muted");
    key("keydown");
    await until(() => microphone().audible);
    key("keyup");
  });

  it("works again after another avatar has taken the microphone", async () => {
    await talk();
    const first = { element, renderer };
    key("keydown");
    await until(() => microphone().audible);
    await talk();
    key("keydown");
    await until(() => microphone().audible);
    expect(first.renderer.microphone?.audible).to.equal(false);
    key("keyup");
    ({ element, renderer } = first);
    key("keyup");
    key("keydown");
    await until(() => microphone().audible);
    key("keyup");
  });
});
