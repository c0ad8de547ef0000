/** An answer that grows in the transcript, what screen readers are told of it, and what a visitor takes along. Scenes 18 to 21. */
import { expect } from "chai";
import { systemClock } from "../../src/core/clock.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { nextFrame } from "./long-conversation.js";
import { clear, find, place, settled, talk, until } from "./support.js";

const clock = systemClock;

const lines = (element: LiveAvatarElement): string[] =>
  [...element.renderRoot.querySelectorAll(".message")].map((message) =>
    [...message.querySelectorAll("p")].map((p) => p.textContent).join(" | "),
  );

/** Everything that any live region of the element comes to say from now on, as a screen reader would: what is added. */
function listen(element: LiveAvatarElement): string[] {
  const told: string[] = [];
  const isLive = (node: Node): boolean => {
    const region = (node instanceof Element ? node : node.parentElement)?.closest(
      "[aria-live], [role=status], [role=alert]",
    );
    return region !== null && region !== undefined && region.getAttribute("aria-live") !== "off";
  };
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      const nodes = type === "characterData" ? [target] : [...addedNodes];
      for (const node of nodes) if (node.textContent?.trim() && isLive(node)) told.push(node.textContent.trim());
    }
  }).observe(element.renderRoot, { subtree: true, childList: true, characterData: true });
  return told;
}

/** Without the words of the status, which tell what the avatar does and not what it says. */
const words = (told: readonly string[]): readonly string[] =>
  told.filter((text) => !/^(?:Ready|Thinking…|Speaking|Listening|Hearing you)$/.test(text));

/** A conversation whose answers are spoken sentence by sentence; one with HOLD in it sounds until it is interrupted. */
async function spoken(attributes: Readonly<Record<string, string>> = {}) {
  const speechMs = (what: Blob | string) => (typeof what === "string" && what.includes("HOLD") ? Infinity : 1);
  const face = new FakeFace({ clock, kind: "voice", speechMs });
  const llm = new FakeLLM({ clock });
  const element = await place(attributes);
  element.renderer = face;
  element.llm = llm;
  await element.start();
  await settled(element);
  const ask = async (text: string) => {
    void element.sendMessage("Tell me").catch(() => undefined);
    await until(() => llm.requests.length > 0);
    const request = llm.requests.at(-1)!;
    request.push(text);
    return request;
  };
  return { element, face, llm, ask };
}

describe("an answer in the transcript", () => {
  afterEach(clear);

  it("grows by its text where no sentences are told, in one entry that becomes the message", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Hello");
    renderer.report({ type: "reply-chunk", text: "One. " });
    await settled(element);
    expect(lines(element)).to.deep.equal(["Hello", "One. "]);
    const entry = find(element, ".message.assistant")!;
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Two." });
    await settled(element);
    expect(lines(element)).to.deep.equal(["Hello", "One. Two."]);
    renderer.report({ type: "reply-text", text: "One. Two." }, { type: "speech-end" });
    await settled(element);
    expect(lines(element)).to.deep.equal(["Hello", "One. Two."]);
    expect(find(element, ".message.assistant"), "it is the same element").to.equal(entry);
  });

  it("grows sentence by sentence where sound leads, and what was said stays after an interruption", async () => {
    const { element, ask } = await spoken();
    const request = await ask("The first one. And HOLD this. Never **said**. ");
    request.end();
    await until(() => lines(element).at(-1)?.includes("HOLD") === true);
    expect(lines(element)).to.deep.equal(["Tell me", "The first one. And HOLD this."]);
    const entry = find(element, ".message.assistant")!;
    element.interrupt();
    await settled(element);
    expect(lines(element)).to.deep.equal(["Tell me", "The first one. And HOLD this. | Interrupted"]);
    expect(find(element, ".message.assistant")).to.equal(entry);
    expect(element.messages.map(({ role }) => role)).to.deep.equal(["user"]);
  });

  it("shows nothing of a reply of which nothing was spoken", async () => {
    const { element, ask } = await spoken();
    await ask("A beginning without");
    element.interrupt();
    await settled(element);
    expect(lines(element)).to.deep.equal(["Tell me"]);
  });

  it("is rendered once a frame, however many pieces come in it", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Hello");
    let renders = 0;
    let frames = 0;
    element.addController({ hostUpdated: () => void (renders += 1) });
    const count = () => {
      frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    const pieces = Array.from({ length: 300 }, (_, index) => `${index} `);
    for (const text of pieces) {
      renderer.report({ type: "reply-chunk", text });
      await new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(0);
      });
    }
    // The first one, and what the message itself changes, wait for no frame; and a frame may be told to one side first.
    const most = 2 * frames + 5;
    await settled(element);
    expect(renders).to.be.within(1, most);
    expect(most, "frames in 300 tasks").to.be.below(300);
    expect(lines(element)).to.deep.equal(["Hello", pieces.join("")]);
  });

  it("leaves a reader who has scrolled up where they are, with a button that stays while it grows", async () => {
    const { element, renderer } = await talk();
    for (let index = 0; index < 12; index += 1) renderer.answer(`Answer ${index}, of some length, so that it scrolls.`);
    await settled(element);
    void element.sendMessage("More");
    renderer.report({ type: "reply-chunk", text: "Begun. " });
    await settled(element);
    const log = find(element, ".transcript")!;
    // The transcript has followed the answers, and its own scrolling is told before the reader's.
    await nextFrame();
    await nextFrame();
    const scrolled = new Promise((resolve) => {
      log.addEventListener("scroll", resolve, { once: true });
    });
    log.scrollTop = 30;
    await scrolled;
    await settled(element);
    expect(find(element, ".newest")).to.equal(null);
    for (let index = 0; index < 20; index += 1) {
      renderer.report({ type: "reply-chunk", text: `And line ${index} of it.\n` });
      await settled(element);
      expect(log.scrollTop).to.equal(30);
      expect(find(element, ".newest")!.textContent.trim()).to.equal("New messages");
    }
    find(element, ".newest")!.click();
    await settled(element);
    renderer.report({ type: "reply-chunk", text: "\n\nThe end" });
    await settled(element);
    expect(log.scrollTop + log.clientHeight).to.be.closeTo(log.scrollHeight, 2);
    expect(find(element, ".newest")).to.equal(null);
  });
});

describe("a screen reader", () => {
  afterEach(clear);
  const sentences = ["The first one.", "And a second.", "And the last"];

  for (const attributes of [{ muted: "" }, { volume: "0" }] as const)
    it(`is told each sentence when it appears, once, with the sound off (scene 18): ${Object.keys(attributes).join("")}`, async () => {
      const { element, renderer } = await talk(attributes);
      const told = listen(element);
      void element.sendMessage("Hello");
      for (const [index, sentence] of sentences.entries()) {
        for (const text of `${sentence} `.split(/(?<= )/)) {
          renderer.report({ type: "reply-chunk", text });
          await settled(element);
        }
        if (index === 0) renderer.report({ type: "speech-start" });
        if (index < 2) expect(words(told)).to.deep.equal(sentences.slice(0, index + 1));
      }
      renderer.report({ type: "reply-text", text: `${sentences.join(" ")} ` }, { type: "speech-end" });
      await settled(element);
      expect(words(told)).to.deep.equal(sentences);
      expect(
        told.filter((text, at) => told.indexOf(text) !== at && text !== "Ready"),
        "told twice",
      ).to.deep.equal([]);
    });

  for (const [what, attributes, expected] of [
    ["with the sound off each sentence is told as it is spoken", { muted: "" }, ["A bold one.", "And the second."]],
    ["with the sound on nothing is", {}, []],
    ["without a voice everything is", { "no-auto-speak": "" }, ["A bold one.", "And the second."]],
  ] as const) {
    it(`of the page's own model: ${what}`, async () => {
      const { element, ask } = await spoken(attributes);
      const told = listen(element);
      const request = await ask("A **bold** one. And the second.");
      request.end();
      await until(() => element.messages.length === 2);
      await settled(element);
      expect(words(told)).to.deep.equal(expected);
    });
  }

  it("is told nothing twice with the sound on, nor its own words; what no voice has said is told", async () => {
    const { element, renderer } = await talk();
    const told = listen(element);
    void element.sendMessage("Hello");
    renderer.answer("This is heard.");
    await settled(element);
    renderer.report({ type: "user-speech-start" }, { type: "user-transcript", text: "Spoken", isFinal: true });
    renderer.answer("This too. And more.");
    await settled(element);
    expect(words(told)).to.deep.equal([]);
  });

  it("is told the rest when the sound is turned off in the middle, and not when the transcript changes", async () => {
    const { element, renderer } = await talk();
    const told = listen(element);
    void element.sendMessage("Hello");
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Heard. " });
    await settled(element);
    element.muted = true;
    renderer.report({ type: "reply-chunk", text: "Not heard. " });
    await settled(element);
    renderer.report({ type: "reply-text", text: "Heard. Not heard. " }, { type: "speech-end" });
    element.lang = "de";
    await settled(element);
    element.lang = "en";
    await settled(element);
    expect(words(told).filter((text) => text.includes("eard"))).to.deep.equal(["Not heard."]);
  });
});

describe("a conversation that is over", () => {
  afterEach(clear);

  it("can be downloaded and copied as text", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Hello");
    renderer.answer("**Hi** there.");
    void element.sendMessage("A story");
    renderer.report({ type: "reply-chunk", text: "Once" }, { type: "speech-start" });
    await element.stop();
    await settled(element);
    const text = "You: Hello\n\nAvatar: **Hi** there.\n\nYou: A story\n\nAvatar: Once (Interrupted)\n";
    const files: Blob[] = [];
    const names: string[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- both are put back as they were
    const [createObjectURL, click] = [URL.createObjectURL, HTMLAnchorElement.prototype.click];
    URL.createObjectURL = (file: Blob) => {
      files.push(file);
      return "blob:nothing";
    };
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      names.push(this.download);
    };
    let copied = "";
    const { clipboard } = navigator;
    const writeText = (written: string) => {
      copied = written;
      return Promise.resolve();
    };
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
    try {
      find(element, "[part=download-button]")!.click();
      find(element, "[part=copy-button]")!.click();
      await settled(element);
    } finally {
      Object.assign(URL, { createObjectURL });
      HTMLAnchorElement.prototype.click = click;
      Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
    }
    expect(names).to.deep.equal(["Transcript.txt"]);
    expect(await files[0]!.text()).to.equal(text);
    expect(copied).to.equal(text);
    expect(find(element, "[part=copy-button]")!.textContent).to.equal("Copied");
    find(element, "[part=copy-button]")!.dispatchEvent(new Event("blur"));
    expect(find(element, "[part=copy-button]")!.textContent).to.equal("Copy");
  });

  it("is selected where the page has no clipboard to write to", async () => {
    const { element, renderer } = await talk();
    renderer.answer("To be copied");
    await element.stop();
    await settled(element);
    const { clipboard } = navigator;
    Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
    const selected: Node[] = [];
    const selection = getSelection()!;
    selection.selectAllChildren = (node) => void selected.push(node);
    try {
      find(element, "[part=copy-button]")!.click();
      await settled(element);
    } finally {
      Reflect.deleteProperty(selection, "selectAllChildren");
      Object.defineProperty(navigator, "clipboard", { configurable: true, value: clipboard });
    }
    expect(selected).to.deep.equal([find(element, ".transcript")]);
  });
});
