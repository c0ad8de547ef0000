/** What can be read: after the end, after an interruption, and by a reader who has scrolled up. */
import { expect } from "chai";
import type { LiveAvatarElement } from "../../src/index.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { AvatarSession } from "../../src/session/index.js";
import { clear, find, nextTask, place, settled, talk, TalkingRenderer, until, untilLoaded } from "./support.js";

const lines = (element: LiveAvatarElement): string[] =>
  [...element.renderRoot.querySelectorAll(".message")].map((message) =>
    [...message.querySelectorAll("p")].map((p) => p.textContent).join(" | "),
  );

async function exchange(element: LiveAvatarElement, renderer: TalkingRenderer, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    void element.sendMessage(`Question ${index}`);
    renderer.answer(`Answer ${index} in a sentence that is long enough for more than a line of the transcript.`);
  }
  await settled(element);
}

describe("the transcript after the end", () => {
  afterEach(clear);

  it("stays until the next start, without the composer (scene 20)", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 1);
    find(element, ".end")!.click();
    await settled(element);
    expect(lines(element)).to.have.length(2);
    expect(find(element, ".composer")).to.equal(null);
    find(element, ".start")!.click();
    await element.start();
    await settled(element);
    expect(lines(element)).to.deep.equal([]);
  });

  it("stays after a failure, and through a start that is cancelled", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 1);
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "gone") });
    await settled(element);
    expect(element.getAttribute("state")).to.equal("error");
    expect(lines(element)).to.have.length(2);
    element.addEventListener("avatar-before-start", (e) => e.preventDefault(), { once: true });
    find(element, ".start")!.click();
    await settled(element);
    expect(lines(element)).to.have.length(2);
  });

  it("is not there where there was nothing, or where the page wants none", async () => {
    const { element } = await talk();
    find(element, ".end")!.click();
    await settled(element);
    expect(find(element, ".panel")).to.equal(null);
    const other = await talk({ "no-transcript": "" });
    await exchange(other.element, other.renderer, 1);
    find(other.element, ".end")!.click();
    await settled(other.element);
    expect(find(other.element, ".panel")).to.equal(null);
  });

  it("stays of an adopted session too", async () => {
    const renderer = new TalkingRenderer();
    const session = new AvatarSession({ renderer });
    await session.start();
    const element = await place();
    element.session = session;
    await until(() => find(element, ".composer") !== null);
    await exchange(element, renderer, 1);
    await session.stop();
    await settled(element);
    expect(lines(element)).to.have.length(2);
  });
});

describe("an interrupted reply", () => {
  afterEach(clear);
  const ways: Readonly<Record<string, (element: LiveAvatarElement, renderer: TalkingRenderer) => unknown>> = {
    "interrupt()": (element) => {
      element.interrupt();
    },
    "a newer question": (element) => {
      void element.sendMessage("Something else");
    },
    "words of the visitor": (_, renderer) => {
      renderer.report({ type: "user-speech-start" }, { type: "user-transcript", text: "Stop", isFinal: true });
    },
    "the visitor's voice, and the service falls silent": (_, renderer) => {
      renderer.report({ type: "user-speech-start" }, { type: "speech-end" });
    },
    "the end": (element) => element.stop(),
  };
  for (const [way, interrupt] of Object.entries(ways)) {
    for (const attributes of [{}, { "no-captions": "" }] as Readonly<Record<string, string>>[]) {
      it(`can still be read (scene 19): ${way}${"no-captions" in attributes ? ", without captions" : ""}`, async () => {
        const { element, renderer } = await talk(attributes);
        void element.sendMessage("Tell me a story");
        renderer.report(
          { type: "reply-chunk", text: "Once upon a time " },
          { type: "speech-start" },
          { type: "reply-chunk", text: "there was" },
        );
        const committed = element.messages.length;
        await interrupt(element, renderer);
        await settled(element);
        expect(lines(element).slice(0, 2)).to.deep.equal([
          "Tell me a story",
          "Once upon a time there was | Interrupted",
        ]);
        const answers = element.messages.slice(committed).filter(({ role }) => role === "assistant");
        expect(answers, "it is no part of the history").to.deep.equal([]);
      });
    }
  }

  it("stands in its place when the conversation goes on", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("One");
    renderer.report({ type: "reply-chunk", text: "First" }, { type: "speech-start" });
    element.interrupt();
    void element.sendMessage("Two");
    renderer.answer("Second");
    void element.sendMessage("Three");
    renderer.report({ type: "reply-chunk", text: "Third" }, { type: "speech-start" });
    element.interrupt();
    await settled(element);
    expect(lines(element)).to.deep.equal([
      ...["One", "First | Interrupted", "Two", "Second", "Three", "Third | Interrupted"],
    ]);
  });

  it("is not one whose text was committed", async () => {
    const { element, renderer } = await talk();
    renderer.answer("Hello");
    void element.sendMessage("One");
    renderer.report({ type: "reply-chunk", text: "First" }, { type: "speech-start" }, { type: "speech-end" });
    renderer.report({ type: "reply-text", text: "First" });
    await settled(element);
    expect(lines(element)).to.deep.equal(["Hello", "One", "First"]);
  });

  it("without a word leaves nothing", async () => {
    const { element } = await talk();
    void element.sendMessage("One");
    element.interrupt();
    await settled(element);
    expect(lines(element)).to.deep.equal(["One"]);
  });
});

describe("a reader of the transcript", () => {
  afterEach(clear);
  const scrolled = async (element: LiveAvatarElement, top: number): Promise<HTMLElement> => {
    const log = find(element, ".transcript")!;
    const told = new Promise((resolve) => {
      log.addEventListener("scroll", resolve, { once: true });
    });
    log.scrollTop = top;
    await told;
    return log;
  };

  it("who has scrolled up is left there, and sees that something has come (scene 21)", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = await scrolled(element, 40);
    renderer.answer("Unasked");
    await settled(element);
    await settled(element);
    expect(log.scrollTop).to.equal(40);
    const newest = find(element, ".newest")!;
    expect(newest.textContent.trim()).to.equal("New messages");
    newest.focus();
    newest.click();
    await settled(element);
    expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 2);
    expect(find(element, ".newest")).to.equal(null);
    expect(element.shadowRoot!.activeElement).to.equal(log);
  });

  it("who goes to the end again is taken along again", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = await scrolled(element, 40);
    renderer.answer("Unasked");
    await settled(element);
    await scrolled(element, log.scrollHeight);
    await settled(element);
    expect(find(element, ".newest")).to.equal(null);
    renderer.answer("One more");
    await settled(element);
    expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 2);
  });

  it("who writes sees what they have written", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = await scrolled(element, 40);
    find<HTMLInputElement>(element, ".input")!.value = "Mine";
    find<HTMLFormElement>(element, "form")!.requestSubmit();
    await settled(element);
    expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 2);
  });

  it("at the end is taken along when the browser has scrolled because the text or the window has changed", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = find(element, ".transcript")!;
    await nextTask();
    for (const grow of [160, 0]) {
      log.querySelector<HTMLElement>(".message")!.style.marginBlockEnd = `${grow}px`;
      // As an engine does that keeps a line in its place.
      await scrolled(element, log.scrollHeight - log.clientHeight - 50);
      renderer.answer(`One more after ${grow}`);
      await settled(element);
      expect(find(element, ".newest") === null, `after ${grow}`).to.equal(true);
      expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 2);
    }
  });

  it("has no button over other controls where the transcript is low", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = await scrolled(element, 40);
    renderer.answer("Unasked");
    await untilLoaded(() => find(element, ".newest") !== null);
    log.style.maxBlockSize = "40px";
    await untilLoaded(() => find(element, ".newest") === null);
    log.style.maxBlockSize = "";
    await untilLoaded(() => find(element, ".newest") !== null);
  });

  it("is left there when their view changes for another reason", async () => {
    const { element, renderer } = await talk();
    await exchange(element, renderer, 10);
    const log = await scrolled(element, 40);
    renderer.report({ type: "connection", connection: "poor" }, { type: "mic", mic: "blocked" });
    element.muted = true;
    await settled(element);
    await nextTask();
    expect(log.scrollTop).to.equal(40);
    expect(find(element, ".newest")).to.equal(null);
  });
});
