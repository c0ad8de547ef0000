/** The device menu: what it lists, what a choice does and how long it counts, its keys, its focus, and its place in the window. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import { de } from "../../src/element/locales/de.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { camera, microphone, plug, speaker } from "./devices-support.js";
import { clear, event, find, nextTask, settled, talk, TalkingRenderer, until } from "./support.js";

const { axe } = globalThis as unknown as { axe: typeof axeCore };
const button = (element: LiveAvatarElement) => find<HTMLButtonElement>(element, "[part=devices-button]");
const menu = (element: LiveAvatarElement) => find(element, ".devices");
const select = (element: LiveAvatarElement, kind: string) =>
  find<HTMLSelectElement>(element, `.devices select[data-kind=${kind}]`);
const notices = (element: LiveAvatarElement) =>
  [...element.renderRoot.querySelectorAll(".notice p")].map(({ textContent }) => textContent);

async function open(element: LiveAvatarElement): Promise<void> {
  button(element)!.focus();
  button(element)!.click();
  await until(() => menu(element) !== null);
  await settled(element);
}

async function pick(element: LiveAvatarElement, kind: string, value: string): Promise<void> {
  const list = select(element, kind)!;
  list.value = value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  await settled(element);
}

/** A renderer whose loudspeaker can be chosen. */
class Chooser extends TalkingRenderer {
  failure: LiveAvatarError | undefined;
  override readonly sound = {
    ...new TalkingRenderer().sound,
    setSpeaker: (id: string) => {
      this.calls.push(`setSpeaker:${id}`);
      return this.failure ? Promise.reject(this.failure) : Promise.resolve();
    },
  };
}

const escape = () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true });

describe("the device menu", () => {
  // Not a number of tasks: the first one fetches the chunk.
  before(() => Promise.all([import("../../src/element/devices/device-menu.js"), loadLayout()]));
  beforeEach(() =>
    plug([microphone("default"), microphone("desk"), microphone("headset"), speaker("hall"), camera("front")]),
  );
  afterEach(async () => {
    await clear();
    localStorage.clear();
    plug(undefined);
  });

  it("lists what there is, also what is plugged in while it is open, and changes it", async () => {
    const { element, renderer } = await talk({}, new Chooser());
    await open(element);
    await until(() => select(element, "microphone")!.options.length === 3);
    expect([...select(element, "microphone")!.options].map(({ label }) => label)).to.deep.equal([
      "The default",
      "The desk",
      "The headset",
    ]);
    expect(select(element, "camera"), "nobody looks").to.equal(null);
    await pick(element, "microphone", "headset");
    await pick(element, "speaker", "hall");
    expect(renderer.calls).to.include.members(["setDevice:headset", "setSpeaker:hall"]);
    plug([microphone("desk"), microphone("new")]);
    await until(() => [...select(element, "microphone")!.options].some(({ value }) => value === "new"));
    expect(select(element, "microphone")!.value, "the chosen one is gone").to.equal("");
    expect(select(element, "speaker")).to.equal(null);
  });

  it("keeps the choice for the next conversation, also when it is gone meanwhile", async () => {
    const { element } = await talk({}, new Chooser());
    await open(element);
    await until(() => select(element, "speaker") !== null);
    await pick(element, "microphone", "desk");
    await pick(element, "speaker", "hall");
    await clear();
    const gone = new Chooser();
    gone.failure = new LiveAvatarError("speaker-missing", "for the console");
    const again = await talk({}, gone);
    expect(gone.calls.filter((call) => /^(setDevice|setSpeaker|voice.start)/.test(call))).to.deep.equal([
      "setDevice:desk",
      "setSpeaker:hall",
      "voice.start",
    ]);
    await until(() => notices(again.element).includes(en.errors["speaker-missing"]));
    expect(localStorage.getItem("live-avatar:speaker"), "for when it is there again").to.equal("hall");
    await again.element.setDevice("speaker", "");
    expect(localStorage.getItem("live-avatar:speaker")).to.equal(null);
  });

  it("works for the page's life where storage is refused", async () => {
    const storage = Object.getOwnPropertyDescriptor(window, "localStorage")!;
    Object.defineProperty(window, "localStorage", {
      configurable: true,
      get: () => {
        throw new DOMException("", "SecurityError");
      },
    });
    try {
      const { element } = await talk({}, new Chooser());
      await element.setDevice("microphone", "desk");
      await clear();
      const { renderer } = await talk({}, new Chooser());
      expect(renderer.calls).to.include("setDevice:desk");
      await document.querySelector("live-avatar")!.setDevice("microphone", "");
    } finally {
      Object.defineProperty(window, "localStorage", storage);
    }
  });

  it("is not offered where nothing can be chosen", async () => {
    const silent = new TalkingRenderer();
    Object.assign(silent, { voice: undefined });
    const { element } = await talk({}, silent);
    expect(button(element)).to.equal(null);
    await element.setDevice("speaker", "hall");
    await until(() => notices(element).includes(en.errors["speaker-unsupported"]));
  });

  it("opens a microphone that is picked in place of a lost one", async () => {
    const { element, renderer } = await talk({}, new Chooser());
    renderer.report({ type: "mic", mic: "interrupted" });
    await open(element);
    await until(() => select(element, "microphone")!.options.length === 3);
    renderer.calls.length = 0;
    await pick(element, "microphone", "desk");
    await until(() => renderer.calls.includes("voice.start"));
    expect(renderer.calls).to.deep.equal(["setDevice:desk", "voice.start"]);
  });

  it("sets the volume, and turns the sound on when it is made louder", async () => {
    const { element } = await talk({ volume: "0.5", muted: "" }, new Chooser());
    await open(element);
    const slider = find<HTMLInputElement>(element, "[part=volume-slider]")!;
    expect([slider.value, slider.getAttribute("aria-valuetext")]).to.deep.equal(["50", "50%"]);
    slider.value = "80";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    expect([element.volume, element.muted]).to.deep.equal([0.8, false]);
  });

  it("takes the focus, and Escape closes it alone and gives the focus back", async () => {
    const { element, renderer } = await talk({ layout: "floating", open: "" }, new Chooser());
    renderer.report({ type: "reply-chunk", text: "A long story" }, { type: "speech-start" });
    await settled(element);
    const interrupts = renderer.calls.filter((call) => call === "interrupt").length;
    await open(element);
    const { activeElement } = element.shadowRoot!;
    expect(menu(element)!.contains(activeElement), String(activeElement?.localName)).to.equal(true);
    activeElement!.dispatchEvent(escape());
    await settled(element);
    expect([menu(element), element.shadowRoot!.activeElement]).to.deep.equal([null, button(element)]);
    expect([element.open, renderer.calls.filter((call) => call === "interrupt").length]).to.deep.equal([
      true,
      interrupts,
    ]);
    await open(element);
    button(element)!.dispatchEvent(escape());
    await settled(element);
    expect([menu(element), element.open]).to.deep.equal([null, true]);
  });

  it("closes at a press or a focus elsewhere, at its button, and with the conversation", async () => {
    const { element } = await talk({}, new Chooser());
    for (const leave of [
      () => document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true })),
      () => find(element, ".input")!.focus(),
      () => button(element)!.click(),
      () => void element.stop(),
    ]) {
      await open(element);
      leave();
      await until(() => menu(element) === null);
    }
  });

  it("lets no key of its lists reach the page's shortcuts", async () => {
    const { element } = await talk({}, new Chooser());
    await open(element);
    const heard: string[] = [];
    const listener = ({ key }: KeyboardEvent): void => void heard.push(key);
    document.addEventListener("keydown", listener);
    const press = (key: string) =>
      select(element, "microphone")!.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, composed: true }),
      );
    press("s");
    press("F6");
    document.removeEventListener("keydown", listener);
    expect(heard).to.deep.equal(["F6"]);
  });

  it("is wholly in the window, whatever is around it, and clean for axe", async () => {
    const { element } = await talk({ lang: "de" }, new Chooser());
    element.style.cssText = "transform: translateX(10px); contain: paint; inline-size: 300px";
    await open(element);
    await until(() => select(element, "speaker") !== null);
    const { top, left, right, bottom } = menu(element)!.getBoundingClientRect();
    expect([top >= 0, left >= 0, right <= innerWidth, bottom <= innerHeight]).to.deep.equal([true, true, true, true]);
    const close = find(element, "[part=devices-close-button]")!.getBoundingClientRect();
    const hit = element.shadowRoot!.elementFromPoint(close.left + close.width / 2, close.top + close.height / 2);
    expect(hit?.closest("button")?.getAttribute("part")).to.equal("devices-close-button");
    expect(button(element)!.ariaLabel).to.equal(de.devices);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
  });

  it("tells of an error of the speaker, and changes back to the browser's choice", async () => {
    const { element, renderer } = await talk({}, new Chooser());
    (renderer as Chooser).failure = new LiveAvatarError("speaker-denied", "for the console");
    const told = event(element, "avatar-error");
    await element.setDevice("speaker", "hall");
    expect((await told).detail.error.code).to.equal("speaker-denied");
    await nextTask();
  });
});
