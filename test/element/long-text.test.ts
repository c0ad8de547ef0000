/** A reply of any length in the transcript. */
import { expect } from "chai";
import { PART_LENGTH, partsOf } from "../../src/element/conversation/long-text.js";
import { systemClock } from "../../src/core/clock.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { clear, find, place, until } from "./support.js";

const SENTENCE = "Every evening he climbed one hundred and ninety steps to light the lamp. ";

afterEach(clear);

describe("the parts of a long text", () => {
  it("are one where it is short", () => {
    expect(partsOf("")).to.deep.equal([""]);
    const longest = "a".repeat(PART_LENGTH);
    expect(partsOf(longest)).to.deep.equal([longest]);
  });

  it("end with a line, else with a word, else with a mark", () => {
    const words = SENTENCE.repeat(22).slice(0, 1500);
    expect(partsOf(`${words}\n${SENTENCE.repeat(20)}`)[0]).to.equal(`${words}\n`);
    for (const part of partsOf(SENTENCE.repeat(100)).slice(0, -1)) expect(part).to.match(/\S\s$/);
    expect(partsOf("山の上の灯台。".repeat(1000))[0]).to.match(/。$/);
  });

  for (const [what, text] of Object.entries({
    prose: SENTENCE.repeat(3000),
    "no space at all": "a".repeat(100_000),
    "characters of two units": `x${"😀".repeat(20_000)}`,
    "empty lines": "\n".repeat(50_000),
  })) {
    it(`are the text, few, and none too long: ${what}`, () => {
      const parts = partsOf(text);
      expect(parts.join("")).to.equal(text);
      expect(Math.max(...parts.map(({ length }) => length))).to.be.at.most(PART_LENGTH);
      expect(parts.length).to.be.at.most((2 * text.length) / PART_LENGTH + 1);
      for (const part of parts) expect(part).to.not.match(/^[\uDC00-\uDFFF]/);
    });
  }
});

describe("a long reply in the transcript", () => {
  async function reply(text: string) {
    const llm = new FakeLLM({ clock: systemClock });
    const element = await place({ "no-auto-speak": "" });
    element.renderer = new FakeFace({ clock: systemClock });
    element.llm = llm;
    await element.start();
    llm.plan([text]);
    await element.sendMessage("Tell me everything");
    await until(() => find(element, ".message.assistant") !== null);
    return { element, message: find(element, ".message.assistant")! };
  }

  it("is all there, and only what is near to sight is laid out", async () => {
    const text = SENTENCE.repeat(1500).trim();
    const { element, message } = await reply(text);
    expect(message.querySelector("p")?.textContent).to.equal(text);
    const parts = [...message.querySelectorAll(".part")];
    // What a part holds knows whether it is skipped; the part itself is there in any case.
    const probes = parts.map((part) => part.appendChild(document.createElement("i")));
    const isLaidOut = (probe: Element) => probe.checkVisibility({ contentVisibilityAuto: true });
    expect(parts.length).to.be.above(50);
    expect(isLaidOut(probes.at(-1)!)).to.be.true;
    expect(probes.filter(isLaidOut).length).to.be.below(20);
    // The end of it is in sight.
    const log = find(element, ".transcript")!;
    expect(log.scrollTop + log.clientHeight).to.be.at.least(log.scrollHeight - 1);
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
    expect(log.scrollTop + log.clientHeight).to.be.at.least(log.scrollHeight - 2);
    expect(probes.filter(isLaidOut).length).to.be.below(20);
    expect(message.clientWidth).to.be.above(log.clientWidth * 0.8);
  });

  it("is one text where it is short", async () => {
    const { message } = await reply(SENTENCE.trim());
    expect(message.querySelector(".part")).to.equal(null);
    expect(message.querySelector("p")?.textContent).to.equal(SENTENCE.trim());
  });
});
