/** What is typed is kept until it is sent, however long it is and whatever becomes of the field. */
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, nextTask, place, settled, talk, TalkingRenderer, until, untilLoaded } from "./support.js";

const field = (element: LiveAvatarElement) => find<HTMLTextAreaElement>(element, ".input")!;
const limit = (element: LiveAvatarElement) => find(element, ".limit")!;
const said = (renderer: TalkingRenderer) => renderer.calls.filter((call) => call.startsWith("respond:"));
const users = (element: LiveAvatarElement) =>
  [...element.renderRoot.querySelectorAll(".message.user p")].map((message) => message.textContent);

async function write(element: LiveAvatarElement, text: string): Promise<void> {
  field(element).value = text;
  field(element).dispatchEvent(new Event("input", { bubbles: true }));
  await settled(element);
}

const send = (element: LiveAvatarElement): void => find<HTMLFormElement>(element, "form.composer")!.requestSubmit();

describe("the text of the composer", () => {
  afterEach(clear);

  it("is sent by Enter, and has a new line by Shift+Enter", async () => {
    const { element, renderer } = await talk();
    field(element).focus();
    await sendKeys({ type: "one" });
    await sendKeys({ down: "Shift" });
    await sendKeys({ press: "Enter" });
    await sendKeys({ up: "Shift" });
    await sendKeys({ type: "two" });
    expect(said(renderer)).to.deep.equal([]);
    await sendKeys({ press: "Enter" });
    expect(said(renderer)).to.deep.equal(["respond:one\ntwo"]);
    expect(field(element).value).to.equal("");
  });

  it("makes the field grow to five lines and no further, and shrink again", async () => {
    const { element } = await talk();
    const height = (): number => field(element).getBoundingClientRect().height;
    const line = parseFloat(getComputedStyle(field(element)).lineHeight);
    const one = height();
    await write(element, "1\n2\n3");
    expect(height()).to.be.closeTo(one + 2 * line, 3);
    await write(element, "1\n2\n3\n4\n5\n6\n7\n8\n9");
    const most = Math.min(one + 4 * line, innerHeight * 0.34);
    expect(height()).to.be.closeTo(most, line + 1);
    expect(height()).to.be.at.most(one + 4 * line + 3);
    send(element);
    await settled(element);
    expect(height()).to.be.closeTo(one, 1);
  });

  it("of 10,000 characters is sent whole (scene 24)", async () => {
    const { element, renderer } = await talk();
    const text = "word ".repeat(2000).trimEnd().padEnd(10_000, "!");
    await write(element, text);
    send(element);
    expect(said(renderer)).to.deep.equal([`respond:${text}`]);
  });

  it("beyond the limit is kept and told, and not sent", async () => {
    const { element, renderer } = await talk();
    await write(element, "a".repeat(10_001));
    expect(limit(element).textContent).to.contain("1 character too long").and.to.contain("10,000");
    expect(limit(element).getAttribute("role")).to.equal("status");
    expect(field(element).getAttribute("aria-invalid")).to.equal("true");
    expect(find(element, ".send")!.getAttribute("aria-disabled")).to.equal("true");
    send(element);
    expect(said(renderer)).to.deep.equal([]);
    expect(field(element).value.length).to.equal(10_001);
    await write(element, field(element).value.slice(0, 9990));
    expect(limit(element).textContent).to.equal("10 characters left.");
    await write(element, "short");
    expect(limit(element).textContent).to.equal("");
    send(element);
    expect(said(renderer)).to.deep.equal(["respond:short"]);
  });

  it("stays where the field is taken away and comes back, and where the language changes", async () => {
    const { element } = await talk();
    await write(element, "half a thought");
    element.noTextInput = true;
    await settled(element);
    expect(field(element)).to.equal(null);
    element.noTextInput = false;
    await settled(element);
    expect(field(element).value).to.equal("half a thought");
    element.lang = "de";
    await settled(element);
    expect(field(element).value).to.equal("half a thought");
    document.body.prepend(element);
    await settled(element);
    expect(field(element).value).to.equal("half a thought");
  });

  it("comes back with the next conversation, where one drops", async () => {
    const { element, renderer } = await talk();
    await write(element, "half a thought");
    renderer.report({ type: "failed", error: new LiveAvatarError("room-lost", "It is gone.") });
    await until(() => element.getAttribute("state") === "error");
    const next = new TalkingRenderer();
    element.renderer = next;
    await element.start();
    await settled(element);
    expect(field(element).value).to.equal("half a thought");
    send(element);
    expect(said(next)).to.deep.equal(["respond:half a thought"]);
  });

  it("comes back where the session did not take it, before what was typed since", async () => {
    const { element } = await talk();
    element.session!.sendMessage = () => Promise.reject(new LiveAvatarError("wrong-state", "It is over."));
    await write(element, "lost?");
    send(element);
    await write(element, "and more");
    await nextTask();
    expect(field(element).value).to.equal("lost?\nand more");
  });

  it("is not repeated by Ask again", async () => {
    const { element, renderer } = await talk();
    renderer.respondError = new LiveAvatarError("no-answer", "Nothing came.");
    await write(element, "What time is it?");
    send(element);
    await settled(element);
    renderer.respondError = undefined;
    await until(() => find(element, ".notice .pill") !== null);
    find(element, ".notice .pill")!.click();
    await settled(element);
    expect(said(renderer)).to.deep.equal(["respond:What time is it?", "respond:What time is it?"]);
    expect(users(element)).to.deep.equal(["What time is it?"]);
    renderer.answer("Noon.");
    await until(() => element.messages.length === 2);
    expect(element.messages.map(({ role }) => role)).to.deep.equal(["user", "assistant"]);
    let code: unknown;
    await element.session!.askAgain().catch((error: unknown) => (code = (error as LiveAvatarError).code));
    expect(code).to.equal("config-invalid");
  });
});

describe("questions to begin with", () => {
  afterEach(clear);
  const questions = (element: LiveAvatarElement) => [
    ...element.renderRoot.querySelectorAll<HTMLButtonElement>(".suggestion"),
  ];

  it("start the conversation, and are asked when it runs", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({ suggestions: "What is this?| How much? |" }, renderer);
    await untilLoaded(() => questions(element).length === 2);
    expect(questions(element).map(({ textContent }) => textContent)).to.deep.equal(["What is this?", "How much?"]);
    questions(element)[1]!.click();
    await untilLoaded(() => said(renderer).length > 0);
    await settled(element);
    expect(said(renderer)).to.deep.equal(["respond:How much?"]);
    expect(users(element)).to.deep.equal(["How much?"]);
    expect(questions(element)).to.deep.equal([]);
  });

  it("stand above the composer of a conversation in which nobody has asked yet", async () => {
    const { element, renderer } = await talk({ suggestions: "What is this?" });
    await untilLoaded(() => questions(element).length === 1);
    expect(find(element, ".panel .suggestions")!.nextElementSibling!.classList.contains("composer")).to.equal(true);
    questions(element)[0]!.click();
    await settled(element);
    expect(said(renderer)).to.deep.equal(["respond:What is this?"]);
    expect(questions(element)).to.deep.equal([]);
  });

  it("can be the page's own buttons", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({}, renderer);
    // eslint-disable-next-line no-restricted-syntax -- the mark-up of the test itself
    element.innerHTML = `<span slot="suggestions"><button>Plain?</button><a data-avatar-action="ask">Linked?</a></span>`;
    element.requestUpdate();
    await untilLoaded(() => find(element, "slot[name=suggestions]") !== null);
    element.querySelector("button")!.click();
    await untilLoaded(() => said(renderer).length > 0);
    element.querySelector("a")!.click();
    await settled(element);
    expect(said(renderer)).to.deep.equal(["respond:Plain?", "respond:Linked?"]);
  });
});

describe("the gate with two ways in", () => {
  afterEach(clear);

  it("lets one write: without the microphone, with the focus in the text field", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({ gate: "choice" }, renderer);
    await untilLoaded(() => find(element, ".write") !== null);
    expect(find(element, ".start")!.textContent.trim()).to.equal("Talk");
    find(element, ".write")!.focus();
    await sendKeys({ press: "Enter" });
    await untilLoaded(
      () => element.renderRoot instanceof ShadowRoot && element.renderRoot.activeElement?.className === "input",
    );
    expect(renderer.calls).not.to.include("voice.start");
  });

  it("lets one talk, and a page's start() is a talk", async () => {
    const renderer = new TalkingRenderer();
    const element = await place({ gate: "choice" }, renderer);
    await untilLoaded(() => find(element, ".write") !== null);
    find(element, ".write")!.click();
    await untilLoaded(() => element.getAttribute("state") === "ready");
    await element.stop();
    find(element, ".start")!.click();
    await untilLoaded(() => renderer.calls.includes("voice.start"));
  });

  it("is one button where nobody would be heard, and where nobody can write", async () => {
    for (const attribute of ["no-text-input", "microphone"]) {
      const element = await place({ gate: "choice", [attribute]: "off" }, new TalkingRenderer());
      await nextTask();
      await nextTask();
      expect(find(element, ".write"), attribute).to.equal(null);
    }
  });
});
