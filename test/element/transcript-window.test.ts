/** A transcript of thousands of messages: what is rendered, and what a reader sees while scrolling. */
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import type { LiveAvatarElement } from "../../src/index.js";
import {
  hold,
  inSight,
  isAtEnd,
  messagesIn,
  messagesOf,
  nextFrame,
  numberOf,
  offsetOf,
  scrollBy,
  walk,
} from "./long-conversation.js";
import { clear, find, settled, talk, until, untilLoaded } from "./support.js";

const WINDOW = 80;

async function longTalk(count: number, attributes: Readonly<Record<string, string>> = {}) {
  const { element, renderer } = await talk(attributes);
  hold(element.session!, messagesOf(0, count));
  await settled(element);
  return { element, renderer, log: find(element, ".transcript")! };
}

const numbers = (log: HTMLElement): number[] => messagesIn(log).map(numberOf);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const button = (element: LiveAvatarElement) => find<HTMLButtonElement>(element, ".earlier button");

describe("a transcript of many messages", () => {
  afterEach(clear);

  it("renders the newest, however many there are", async () => {
    const { element, log, renderer } = await longTalk(5000);
    expect(numbers(log)).to.deep.equal(range(5000 - WINDOW, 5000));
    expect(log.querySelectorAll("*").length).to.be.below(WINDOW * 5);
    expect(isAtEnd(log)).to.equal(true);
    renderer.answer("Number 5000.");
    await settled(element);
    expect(numbers(log)).to.deep.equal(range(5001 - WINDOW, 5001));
    expect(isAtEnd(log)).to.equal(true);
  });

  for (const dir of ["ltr", "rtl"]) {
    it(`shows each of them once and in order, up to the first and back, without a jump: ${dir}`, async () => {
      const { log } = await longTalk(400, { dir });
      const up = await walk(log, "up");
      expect(up.seen).to.deep.equal(range(0, 400));
      expect(numbers(log)).to.deep.equal(range(0, WINDOW));
      const down = await walk(log, "down");
      expect(down.seen).to.deep.equal(range(0, 400));
      expect(Math.max(up.most, down.most)).to.equal(WINDOW);
      expect(Math.max(up.jump, down.jump)).to.be.at.most(1);
    });
  }

  it("goes to the ends of the conversation by Home and End, and up by PageUp", async () => {
    const { element, log } = await longTalk(5000);
    log.focus();
    await sendKeys({ press: "Home" });
    await until(() => numbers(log)[0] === 0);
    await settled(element);
    expect(inSight(log).map(numberOf)[0]).to.equal(0);
    expect(numbers(log)).to.deep.equal(range(0, WINDOW));
    expect(find(element, ".newest")!.textContent.trim()).to.equal("Newest messages");
    await sendKeys({ press: "End" });
    await until(() => numbers(log).at(-1) === 4999);
    await settled(element);
    expect(isAtEnd(log)).to.equal(true);
    expect(find(element, ".newest")).to.equal(null);
    const top = log.scrollTop;
    await sendKeys({ press: "PageUp" });
    // The browser scrolls when it next draws.
    await untilLoaded(() => log.scrollTop < top);
  });

  it("leaves a reader who has scrolled up where they are when something comes, and says it", async () => {
    const { element, log, renderer } = await longTalk(500);
    await scrollBy(log, -2000);
    await scrollBy(log, -2000);
    const [anchor] = inSight(log);
    const offset = offsetOf(anchor!, log);
    const before = numbers(log);
    renderer.answer("Number 500.");
    await settled(element);
    await nextFrame();
    expect(numbers(log)).to.deep.equal(before);
    expect(offsetOf(anchor!, log)).to.be.closeTo(offset, 1);
    expect(find(element, ".newest")!.textContent.trim()).to.equal("New messages");
    find(element, ".newest")!.click();
    await settled(element);
    expect(inSight(log).map(numberOf).at(-1)).to.equal(500);
    expect(isAtEnd(log)).to.equal(true);
    expect(log.lastElementChild!.className).to.contain("message");
  });

  it("has screen readers say what is new, and nothing that storage or scrolling brings", async () => {
    const { element, log, renderer } = await longTalk(300, { muted: "" });
    const said = () => [...find(element, ".told")!.children].map(numberOf);
    expect(log.getAttribute("aria-live")).to.equal("off");
    expect(said()).to.deep.equal([]);
    renderer.answer("Number 300.");
    await settled(element);
    expect(said()).to.deep.equal([300]);
    await walk(log, "up");
    await walk(log, "down");
    expect(numbers(log).at(-1)).to.equal(300);
    expect(said(), "it was said before").to.deep.equal([300]);
  });

  it("keeps what is selected while more is rendered", async () => {
    const { log } = await longTalk(400);
    const message = messagesIn(log)[50]!;
    const range = document.createRange();
    range.selectNodeContents(message.querySelector("p")!);
    const text = range.toString();
    const first = numbers(log)[0]!;
    while (numbers(log)[0] === first) await scrollBy(log, -300);
    expect(messagesIn(log).indexOf(message)).to.equal(70);
    expect(range.toString()).to.equal(text);
  });

  it("is read to its beginning by pressing the button alone, which keeps the focus", async () => {
    const { element, log } = await longTalk(200);
    const seen = new Set(inSight(log).map(numberOf));
    button(element)!.focus();
    for (let press = 0; press < 200 && button(element); press += 1) {
      expect(element.shadowRoot!.activeElement).to.equal(button(element));
      expect(Math.abs(offsetOf(button(element)!, log)), "it is in sight").to.be.below(log.clientHeight);
      await sendKeys({ press: "Enter" });
      await settled(element);
      await nextFrame();
      await nextFrame();
      for (const message of inSight(log)) seen.add(numberOf(message));
    }
    expect([...seen].sort((a, b) => a - b).slice(0, 100)).to.deep.equal(range(0, 100));
    expect(button(element)).to.equal(null);
    expect(element.shadowRoot!.activeElement).to.equal(log);
  });

  it("shows the end of another conversation that takes its place", async () => {
    const { element, log } = await longTalk(500);
    await scrollBy(log, -3000);
    hold(element.session!, messagesOf(0, 300, "other-"));
    await settled(element);
    expect(numbers(log)).to.deep.equal(range(300 - WINDOW, 300));
    expect(isAtEnd(log)).to.equal(true);
    expect(find(element, ".newest")).to.equal(null);
  });

  it("has no button where there is nothing earlier", async () => {
    const { element } = await longTalk(WINDOW);
    expect(button(element)).to.equal(null);
  });
});
