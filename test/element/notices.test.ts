import { expect } from "chai";
import { ERROR_CODES, LiveAvatarError, type ErrorCode } from "../../src/core/errors.js";
import { MIC_STATES } from "../../src/core/vocabulary.js";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, place, settled, talk, TalkingRenderer } from "./support.js";

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

describe("what stands in the way", () => {
  afterEach(clear);

  for (const code of CODES.filter((name) => ERROR_CODES[name].fatal)) {
    it(`ends in a sentence and a second try: ${code}`, async () => {
      const renderer = new TalkingRenderer();
      renderer.mountError = new LiveAvatarError(code, "for the console", {
        retryAfter: code.includes("rate") ? 7 : undefined,
      });
      const element = await place({}, renderer);
      await element.start().catch(() => undefined);
      await settled(element);
      expect(element.getAttribute("error-code")).to.equal(code);
      const said = find(element, "[role=alert]")?.textContent ?? "";
      expect(said).to.contain(en.errors[code]);
      if (code.includes("rate")) expect(said).to.contain("7 seconds");
      expect(find(element, ".start")?.textContent).to.contain("Try again");
    });
  }

  for (const mic of MIC_STATES.filter((name) => en.mic[name] !== undefined)) {
    it(`leaves typing when the microphone is ${mic}`, async () => {
      const { element, renderer } = await talk();
      renderer.report({ type: "mic", mic });
      await settled(element);
      expect(element.getAttribute("state")).to.equal("ready");
      expect(element.getAttribute("mic-state")).to.equal(mic);
      const notice = find(element, `[data-key=mic-${mic}]`);
      expect(notice?.textContent).to.contain(en.mic[mic]);
      const type = [...notice!.querySelectorAll("button")].find(
        (button) => button.textContent.trim() === en.typeInstead,
      );
      type!.click();
      await settled(element);
      expect(element.shadowRoot?.activeElement?.className).to.equal("input");
      expect(find(element, `[data-key=mic-${mic}]`)).to.equal(null);
    });
  }

  it("says that another microphone than the chosen one is used, until it is dismissed or over", async () => {
    const { element, renderer } = await talk();
    const error = new LiveAvatarError("mic-missing", "for the console");
    const shown = () => find(element, "[data-key=mic-missing]")?.textContent;
    renderer.report({ type: "mic", mic: "live", error });
    await settled(element);
    expect(shown()).to.contain(en.micReplaced);
    find(element, "[data-key=mic-missing] button")?.click();
    await settled(element);
    expect(shown()).to.equal(undefined);
    renderer.report({ type: "mic", mic: "live", error });
    await settled(element);
    expect(shown()).to.contain(en.micReplaced);
    renderer.report({ type: "mic", mic: "interrupted", error: new LiveAvatarError("mic-interrupted", "a call") });
    renderer.report({ type: "mic", mic: "live" });
    await settled(element);
    expect([shown(), find(element, "[data-key=mic-interrupted]"), element.getAttribute("error-code")]).to.deep.equal([
      undefined,
      null,
      null,
    ]);
  });

  it("tries the microphone again", async () => {
    const { element, renderer } = await talk();
    renderer.report({ type: "mic", mic: "blocked" });
    await settled(element);
    find(element, "[data-key=mic-blocked] .pill")?.click();
    await settled(element);
    expect(element.getAttribute("mic-state")).to.equal("live");
  });

  it("offers a press for blocked sound", async () => {
    const { element, renderer } = await talk();
    renderer.report({ type: "audio", audio: "blocked" });
    await settled(element);
    find(element, "[data-key=sound] .pill")?.click();
    expect(renderer.calls).to.include("unlock");
  });

  it("asks again where no answer came", async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Where are you?").catch(() => undefined);
    renderer.report({ type: "problem", error: new LiveAvatarError("no-answer", "silence") });
    await settled(element);
    find(element, "[data-key=no-answer] .pill")?.click();
    expect(renderer.calls.filter((call) => call === "respond:Where are you?")).to.have.length(2);
  });

  it("speaks German", async () => {
    const { element, renderer } = await talk({ lang: "de" });
    renderer.report({ type: "mic", mic: "busy" });
    await settled(element);
    expect(find(element, "[data-key=mic-busy]")?.textContent).to.contain(de.mic.busy);
  });

  it("warns of the end, and a press keeps the conversation", async () => {
    const { element } = await talk({ "idle-timeout": "0.2" });
    await new Promise<void>((resolve) => {
      element.addEventListener(
        "avatar-idle-warning",
        () => {
          resolve();
        },
        { once: true },
      );
    });
    await settled(element);
    expect(find(element, "[data-key=idle]")?.textContent).to.contain("still there");
    find(element, "[data-key=idle] .pill")?.click();
    await settled(element);
    expect(find(element, "[data-key=idle]")).to.equal(null);
  });

  const warned = async (element: LiveAvatarElement): Promise<HTMLElement | null> => {
    await event(element, "avatar-idle-warning");
    await settled(element);
    return find(element, "[data-key=idle] .pill");
  };

  it("hands the focus to the button that keeps the conversation, and back", async () => {
    const { element } = await talk({ "idle-timeout": "3" });
    find(element, ".input")?.focus();
    const stay = await warned(element);
    expect(element.shadowRoot?.activeElement === stay).to.equal(true);
    stay?.click();
    await settled(element);
    expect(element.shadowRoot?.activeElement?.classList.contains("input")).to.equal(true);
  });

  it("calls nobody away who is elsewhere on the page", async () => {
    const { element } = await talk({ "idle-timeout": "3" });
    const elsewhere = document.createElement("button");
    document.body.append(elsewhere);
    elsewhere.focus();
    expect((await warned(element)) !== null).to.equal(true);
    expect(document.activeElement === elsewhere).to.equal(true);
    elsewhere.remove();
  });
});
