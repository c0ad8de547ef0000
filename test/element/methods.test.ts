/** What a page's script can do with a conversation, and what the page's own life does to it. */
import { expect } from "chai";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import { clear, event, place, settled, talk, TalkingRenderer } from "./support.js";

/** Pretends that the page is hidden or shown, and says so. */
function hide(hidden: boolean): void {
  Object.defineProperty(document, "visibilityState", {
    configurable: true,
    get: () => (hidden ? "hidden" : "visible"),
  });
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

const TIME_STAMP = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp")!;

describe("the element's methods", () => {
  afterEach(clear);

  it("reach the microphone: device, push to talk, off", async () => {
    const { element, renderer } = await talk();
    await element.setDevice("microphone", "desk");
    await element.startPushToTalk();
    await element.stopPushToTalk();
    await element.stopListening();
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
    await element.stopListening();
    element.keepAlive();
    await element.stop();
    expect(element.getAttribute("state")).to.equal("idle");
  });

  it("tell the service's id of the conversation, and so does its first ready", async () => {
    const renderer = Object.assign(new TalkingRenderer(), { sessionId: "s-1" });
    const element = await place({}, renderer);
    const told: unknown[] = [];
    element.addEventListener("avatar-state-change", ({ detail }) =>
      told.push("id" in detail ? `${detail.state} ${String(detail.id)}` : detail.state),
    );
    await element.start();
    expect(element.session?.id).to.equal("s-1");
    void element.sendMessage("hello").catch(() => undefined);
    element.interrupt();
    await element.stop();
    expect(told).to.deep.equal(["connecting", "ready s-1", "thinking", "ready", "idle"]);
    const { element: other } = await talk();
    expect(other.session?.id).to.equal(null);
  });

  it("take what a person does anywhere on the page, and a page that is seen again, for activity", async () => {
    const { element, renderer } = await talk();
    const field = document.body.appendChild(document.createElement("textarea"));
    const signs = [
      () => field.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "a" })),
      () => document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true })),
      () => field.dispatchEvent(new WheelEvent("wheel")),
      () => document.dispatchEvent(new Event("scroll")),
      () => {
        hide(true);
        hide(false);
      },
    ];
    try {
      for (const [index, sign] of signs.entries()) {
        renderer.calls.length = 0;
        renderer.report({ type: "idle-warning", secondsLeft: 20 });
        await settled(element);
        expect(element.shadowRoot?.querySelector("[data-key=idle]"), String(index)).not.to.equal(null);
        // Activity is passed on once a second: the next one comes that much later.
        Object.defineProperty(Event.prototype, "timeStamp", {
          configurable: true,
          get: () => 1_000_000_000 + index * 5000,
        });
        sign();
        await settled(element);
        expect([renderer.calls, element.shadowRoot?.querySelector("[data-key=idle]")], String(index)).to.deep.equal([
          ["keepAlive"],
          null,
        ]);
      }
    } finally {
      field.remove();
      Object.defineProperty(Event.prototype, "timeStamp", TIME_STAMP);
    }
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
      for (const text of [texts.endsSoon, texts.idleSoon, texts.wait, texts.waitMinutes])
        expect(text(17)).to.contain("17");
    });
  }
});
