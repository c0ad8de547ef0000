/** The microphone that the element opens for a recogniser: its wishes, its button, its failures and its level. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { type ErrorCode, LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, nextTask, settled, talk, until } from "./support.js";
import { converse, Recogniser, giveChunks, Mic, micButton, micState, takeChunksBack } from "./voice-support.js";

const { axe } = globalThis as unknown as { axe: typeof axeCore };
const failure = (code: ErrorCode, fatal = false) => new LiveAvatarError(code, "for the console", { fatal });
const notices = (element: LiveAvatarElement): (string | undefined)[] =>
  [...element.renderRoot.querySelectorAll<HTMLElement>("[part=notice]")].map(({ dataset }) => dataset.key);
const press = async (element: LiveAvatarElement, button = micButton(element)): Promise<void> => {
  button?.click();
  await settled(element);
};

beforeEach(() => giveChunks());
afterEach(async () => {
  await clear();
  takeChunksBack();
});

/** What the notices offer. */
const labels = (element: LiveAvatarElement): string[] =>
  [...(element.shadowRoot?.querySelectorAll(".notice .pill") ?? [])].map(({ textContent }) => textContent.trim());

describe("the element's microphone", () => {
  it("is opened at the start, and muted and unmuted by its button", async () => {
    const { element, recogniser } = await converse({ "asset-base": "/assets/" });
    expect(Mic.newest.options).to.include({ assetBase: "/assets/", interaction: "conversational" });
    expect([micState(element), micButton(element)?.ariaLabel, element.micMuted]).to.deep.equal([
      "live",
      en.mute,
      false,
    ]);
    await press(element);
    expect([micState(element), micButton(element)?.ariaLabel, element.micMuted]).to.deep.equal([
      "muted",
      en.unmute,
      true,
    ]);
    await press(element);
    expect([micState(element), Mic.made.length, recogniser.open]).to.deep.equal(["live", 1, 1]);
  });

  it("begins muted, or closed until the visitor or the page opens it", async () => {
    const { element } = await converse({ microphone: "muted" });
    expect([micState(element), Mic.held]).to.deep.equal(["muted", 1]);
    const { element: closed, recogniser } = await converse({ microphone: "off" });
    expect([micState(closed), Mic.made.length, recogniser.open]).to.deep.equal([null, 1, 0]);
    expect(micButton(closed)?.ariaLabel).to.equal(en.openMic);
    await press(closed);
    expect([micState(closed), recogniser.open]).to.deep.equal(["live", 1]);
    await closed.stopListening();
    await settled(closed);
    expect([micState(closed), recogniser.open]).to.deep.equal([null, 0]);
    await closed.startListening();
    await settled(closed);
    expect(micState(closed)).to.equal("live");
  });

  it("is the chosen one whenever it is opened, and unmuted by a call", async () => {
    const { element } = await converse({ microphone: "off" });
    await element.setDevice("microphone", "desk");
    await element.startListening(undefined, { muted: true });
    await settled(element);
    expect([Mic.newest.deviceId, micState(element)]).to.deep.equal(["desk", "muted"]);
    await element.startListening(undefined, { deviceId: "lamp" });
    await settled(element);
    expect([Mic.newest.deviceId, micState(element), Mic.made.length]).to.deep.equal(["lamp", "live", 1]);
    await element.stopListening();
    await element.startListening();
    expect([Mic.newest.deviceId, Mic.made.length]).to.deep.equal(["lamp", 2]);
  });

  it("gives way to a source of the page's, and comes back", async () => {
    const { element, recogniser } = await converse();
    const over = deferred();
    async function* sound() {
      yield new Float32Array(160);
      await over.promise;
    }
    await element.startListening(sound());
    expect([Mic.held, recogniser.open]).to.deep.equal([0, 1]);
    await element.startListening();
    expect([Mic.held, Mic.made.length, recogniser.open]).to.deep.equal([1, 2, 1]);
    over.resolve();
  });

  it("is released at the end, by removal, and while it is still asked for", async () => {
    for (const end of ["stop", "remove", "leave"] as const) {
      const { element, recogniser } = await converse();
      if (end === "stop") await element.stop();
      else if (end === "remove") element.remove();
      else window.dispatchEvent(new PageTransitionEvent("pagehide"));
      await until(() => Mic.held === 0 && recogniser.open === 0);
    }
    const question = deferred();
    Mic.question = question.promise;
    const { element, recogniser } = await converse();
    expect([micState(element), micButton(element)?.ariaDisabled]).to.deep.equal(["asking", "true"]);
    await element.stop();
    question.resolve();
    await nextTask();
    await nextTask();
    expect([Mic.held, recogniser.open, element.getAttribute("state")]).to.deep.equal([0, 0, "idle"]);
  });

  it("is the page's only live one", async () => {
    const { element: first } = await converse();
    const { element: second } = await talk();
    await settled(first);
    expect([micState(first), micState(second)]).to.deep.equal(["muted", "live"]);
    await press(first);
    await settled(second);
    expect([micState(first), micState(second)]).to.deep.equal(["live", "muted"]);
    // One that was closed when another one went live is opened to be heard.
    await first.stopListening();
    await press(second);
    await settled(second);
    await press(first);
    await settled(second);
    expect([micState(first), micState(second)]).to.deep.equal(["live", "muted"]);
  });

  it("is the recogniser's where that has one", async () => {
    const { element, recogniser } = await converse({}, new Recogniser("own"));
    expect([Mic.made, micState(element)]).to.deep.equal([[], "live"]);
    await press(element);
    expect([micState(element), recogniser.mutes]).to.deep.equal(["muted", [true]]);
    await element.stopListening();
    expect(recogniser.open).to.equal(0);
  });
});

describe("holding to talk, without a service", () => {
  const hold = (element: LiveAvatarElement, type: "keydown" | "keyup") =>
    find(element, ".talk")!.dispatchEvent(new KeyboardEvent(type, { key: " ", bubbles: true }));

  it("is heard while the button is held", async () => {
    const { element } = await converse({ interaction: "push-to-talk" });
    expect([Mic.newest.options.interaction, micState(element)]).to.deep.equal(["push-to-talk", "muted"]);
    hold(element, "keydown");
    await until(() => Mic.newest.isHeard);
    hold(element, "keyup");
    await until(() => !Mic.newest.isHeard);
  });

  it("opens a microphone that is off, and nothing when it is let go before", async () => {
    const { element, recogniser } = await converse({ interaction: "push-to-talk", microphone: "off" });
    hold(element, "keydown");
    hold(element, "keyup");
    await until(() => recogniser.open === 1);
    await nextTask();
    expect(Mic.newest.isHeard).to.equal(false);
    await element.stopListening();
    hold(element, "keydown");
    await until(() => Mic.newest.isHeard);
    hold(element, "keyup");
  });

  it("asks once for a microphone that is refused, and says so", async () => {
    Mic.failure = failure("mic-denied");
    const { element } = await converse({ interaction: "push-to-talk", microphone: "off" });
    const code = await element.startPushToTalk().catch((error: unknown) => (error as LiveAvatarError).code);
    expect([code, Mic.made.length]).to.deep.equal(["mic-denied", 1]);
  });

  it("opens the recogniser's own microphone mute", async () => {
    const { element, recogniser } = await converse({ interaction: "push-to-talk" }, new Recogniser("own"));
    expect(recogniser.mutes).to.deep.equal([true]);
    hold(element, "keydown");
    await until(() => recogniser.mutes.at(-1) === false);
    hold(element, "keyup");
    await until(() => recogniser.mutes.at(-1) === true);
  });
});

describe("a microphone that cannot be had", () => {
  for (const [code, mic] of [
    ["mic-denied", "blocked"],
    ["mic-missing", "missing"],
    ["mic-busy", "busy"],
    ["mic-insecure", "insecure"],
    ["mic-policy", "policy"],
    ["mic-unsupported", "unsupported"],
  ] as const) {
    it(`ends nothing, and a second try may have it: ${code}`, async () => {
      Mic.failure = failure(code);
      const { element, recogniser } = await converse();
      await settled(element);
      expect([element.getAttribute("state"), micState(element), Mic.held, recogniser.open]).to.deep.equal([
        "ready",
        mic,
        0,
        0,
      ]);
      expect(notices(element)).to.deep.equal([`mic-${mic}`]);
      Mic.failure = undefined;
      await press(element);
      await settled(element);
      expect([micState(element), notices(element)]).to.deep.equal(["live", []]);
    });
  }

  it("is taken back in mid-call, or unplugged, and another one is opened at the visitor's wish", async () => {
    const { element } = await converse();
    const first = Mic.newest;
    first.report("blocked", "mic-denied");
    await settled(element);
    expect([element.getAttribute("state"), micState(element), notices(element)]).to.deep.equal([
      "ready",
      "blocked",
      ["mic-blocked"],
    ]);
    first.report("live");
    await settled(element);
    expect([micState(element), notices(element)]).to.deep.equal(["live", []]);
    first.report("interrupted", "mic-interrupted");
    await settled(element);
    expect(notices(element)).to.deep.equal(["mic-interrupted"]);
    find(element, "[data-key=mic-interrupted] .pill")?.click();
    await until(() => Mic.newest !== first && Mic.newest.isOpen);
    await settled(element);
    expect([Mic.held, micState(element), notices(element)]).to.deep.equal([1, "live", []]);
  });

  it("says that another one than the remembered one is used", async () => {
    const { element } = await converse();
    Mic.newest.report("live", "mic-missing");
    await settled(element);
    expect(find(element, "[data-key=mic-missing]")?.textContent).to.contain(en.micReplaced);
  });

  it("says that its script could not be loaded", async () => {
    Mic.failure = failure("load-failed");
    const { element, recogniser } = await converse({ lang: "de" });
    await settled(element);
    expect(notices(element), "once").to.deep.equal(["mic-unsupported"]);
    expect(find(element, "[data-key=mic-unsupported]")?.textContent).to.contain(de.micNotLoaded);
    expect([element.getAttribute("state"), micState(element), recogniser.open]).to.deep.equal([
      "ready",
      "unsupported",
      0,
    ]);
    expect(labels(element)).to.deep.equal([de.retry, de.typeInstead]);
    Mic.failure = undefined;
    find(element, ".notice .pill")?.click();
    await until(() => recogniser.open === 1);
  });
});

describe("a recogniser", () => {
  it("that is renewed goes on, and one that gives up leaves typing and a second try", async () => {
    const { element, recogniser } = await converse();
    recogniser.callbacks.onError(failure("stt-interrupted"));
    await settled(element);
    expect(find(element, "[data-key=stt-interrupted]")?.textContent).to.contain(en.errors["stt-interrupted"]);
    expect([micState(element), element.getAttribute("state"), recogniser.open]).to.deep.equal(["live", "ready", 1]);
    expect(find(element, "[data-key=stt-interrupted] .pill"), "it is open").to.equal(null);
    recogniser.callbacks.onClose?.(failure("stt-failed"));
    await settled(element);
    expect([micState(element), element.getAttribute("state"), Mic.held]).to.deep.equal([null, "ready", 0]);
    expect(labels(element)).to.deep.equal([en.retry, en.typeInstead]);
    find(element, "[data-key=stt-failed] .pill")?.click();
    await until(() => recogniser.open === 1);
    await settled(element);
    expect(micState(element)).to.equal("live");
  });

  it("that is refused, as without a token, says so and holds no microphone", async () => {
    const recogniser = new Recogniser();
    recogniser.failure = failure("stt-refused");
    const { element, llm } = await converse({}, recogniser);
    await settled(element);
    expect(find(element, "[data-key=stt-refused]")?.textContent).to.contain(en.errors["stt-refused"]);
    expect([micState(element), Mic.held, element.getAttribute("state")]).to.deep.equal([null, 0, "ready"]);
    expect(labels(element)).to.deep.equal([en.typeInstead]);
    llm.plan(["So you can."]);
    await element.sendMessage("I can type.");
    expect(element.messages.length).to.equal(2);
  });
});

describe("the level of the microphone", () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  /** What is asked comes true within some animation frames. */
  const shown = async (isTrue: () => boolean): Promise<void> => {
    for (let left = 300; left > 0 && !isTrue(); left -= 1) await frame();
    expect(isTrue(), isTrue.toString()).to.equal(true);
  };
  const level = (element: LiveAvatarElement, part = ".frame"): string =>
    getComputedStyle(find(element, part)!).getPropertyValue("--live-avatar-input-level");

  it("is a variable for parts and slots while it listens, and for nobody else", async () => {
    const { element } = await converse();
    const slotted = document.createElement("p");
    slotted.slot = "header";
    element.append(slotted);
    Mic.newest.level = 0.05;
    await shown(() => level(element, ".mic") === "0.05");
    expect(getComputedStyle(slotted).getPropertyValue("--live-avatar-input-level")).to.equal("0.05");
    expect(getComputedStyle(find(element, ".mic")!).boxShadow).to.match(/ 3px/);
    expect(element.hasAttribute("style")).to.equal(false);
    Mic.newest.level = 7;
    await shown(() => level(element) === "1.00");
    expect(getComputedStyle(find(element, ".mic")!).boxShadow).to.match(/ 9px/);
    element.micMuted = true;
    await settled(element);
    expect(level(element)).to.equal("");
    element.micMuted = false;
    await shown(() => level(element) === "1.00");
  });

  it("is not shown to visitors who prefer reduced motion", async () => {
    const original = window.matchMedia.bind(window);
    window.matchMedia = (query) => {
      const list = original(query);
      return query.includes("prefers-reduced-motion")
        ? (Object.create(list, { matches: { value: true } }) as MediaQueryList)
        : list;
    };
    try {
      const { element } = await converse();
      Mic.newest.level = 0.5;
      for (let left = 5; left > 0; left -= 1) await frame();
      expect(level(element)).to.equal("");
    } finally {
      window.matchMedia = original;
    }
  });

  it("is written at most 20 times a second, and not after the element has gone", async () => {
    const { element } = await converse();
    const box = find(element, ".frame")!;
    let asked = 0;
    Object.defineProperty(Mic.newest, "level", { get: () => (asked += 1) % 2 });
    const times: number[] = [];
    const set = box.style.setProperty.bind(box.style);
    box.style.setProperty = (...args) => {
      times.push(document.timeline.currentTime as number);
      set(...args);
    };
    await shown(() => times.length >= 4);
    for (const [index, time] of times.slice(1).entries()) expect(time - times[index]!).to.be.at.least(49);
    element.remove();
    await shown(() => box.style.getPropertyValue("--live-avatar-input-level") === "");
    const before = asked;
    await frame();
    expect(asked).to.equal(before);
  });
});

describe("accessibility while it listens", () => {
  for (const interaction of ["conversational", "push-to-talk"]) {
    it(interaction, async () => {
      const { element } = await converse({ interaction });
      const { violations } = await axe.run(element, { rules: { region: { enabled: false } } });
      expect(violations.map(({ id }) => id)).to.deep.equal([]);
    });
  }
});
