/** What a page's script can do with a conversation, and what the page's own life does to it. */
import { expect } from "chai";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import { clear, event, place, settled, talk } from "./support.js";

/** Pretends that the page is hidden or shown, and says so. */
function hide(hidden: boolean): void {
  Object.defineProperty(document, "visibilityState", {
    configurable: true,
    get: () => (hidden ? "hidden" : "visible"),
  });
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

describe("the element's methods", () => {
  afterEach(clear);

  it("reach the microphone: device, push to talk, off", async () => {
    const { element, renderer } = await talk();
    await element.setDevice("microphone", "desk");
    await element.startPushToTalk();
    await element.stopPushToTalk();
    element.stopListening();
    expect(renderer.calls).to.include.members(["setDevice:desk", "startPushToTalk", "stopPushToTalk", "voice.stop"]);
  });

  it("reject without a conversation, or are quiet where a wish needs none", async () => {
    const element = await place();
    for (const call of [
      () => element.sendMessage("hello"),
      () => element.say("hello"),
      () => element.setDevice("microphone", "desk"),
      () => element.startPushToTalk(),
      () => element.stopPushToTalk(),
      () => element.startListening(),
      () => element.startAudio(),
    ]) {
      const outcome = await call().then(
        () => "resolved",
        (error: unknown) => (error as { code: string }).code,
      );
      expect(outcome).to.equal("wrong-state");
    }
    element.interrupt();
    element.stopListening();
    element.keepAlive();
    await element.stop();
    expect(element.getAttribute("state")).to.equal("idle");
  });

  it("survive a move within the page, by moveBefore where the browser has it", async () => {
    const { element, renderer } = await talk();
    const elsewhere = document.body.appendChild(document.createElement("section"));
    (elsewhere as unknown as { moveBefore?(node: Node, child: Node | null): void }).moveBefore?.(element, null);
    elsewhere.append(element);
    await settled(element);
    expect(element.getAttribute("state")).to.equal("ready");
    expect(renderer.calls.filter((call) => call.startsWith("unmount"))).to.deep.equal([]);
    elsewhere.remove();
  });

  it("end a conversation that nobody sees or hears for longer than hidden-timeout", async () => {
    const { element } = await talk({ "hidden-timeout": "0.05" });
    const ended = event(element, "avatar-ended");
    hide(true);
    try {
      expect((await ended).detail.reason).to.equal("hidden-timeout");
    } finally {
      hide(false);
    }
  });

  it("end when the page goes away, in that very task, and leave the element idle for its return", async () => {
    const { element, renderer } = await talk();
    const ended = event(element, "avatar-ended");
    globalThis.dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    expect(renderer.calls.at(-1)).to.equal("unmount:leaving");
    expect((await ended).detail.reason).to.equal("page-left");
    await settled(element);
    expect(element.getAttribute("state")).to.equal("idle");
    expect(element.session).to.equal(null);
  });
});

describe("the texts", () => {
  for (const [name, texts] of Object.entries({ en, de })) {
    it(`say every number that they are given (${name})`, () => {
      for (const text of [texts.endsSoon, texts.idleSoon, texts.wait]) expect(text(17)).to.contain("17");
    });
  }
});
