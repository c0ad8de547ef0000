/** The visitor's own fullscreen, and Picture-in-Picture. */
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, settled, talk, until, untilLoaded } from "./support.js";

before(loadLayout);
before(() => import("../../src/element/picture-in-picture/picture-in-picture.js"));

const escape = (init: KeyboardEventInit = {}) =>
  new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true, ...init });
const expandButton = (element: LiveAvatarElement) => find(element, "[part=expand-button]");
const focusIsInside = (element: LiveAvatarElement) => document.activeElement === element;

async function expanded(attributes: Readonly<Record<string, string>> = {}) {
  const talking = await talk(attributes);
  const { element } = talking;
  expandButton(element)!.focus();
  expandButton(element)!.click();
  await until(() => element.layout === "fullscreen");
  await settled(element);
  return talking;
}

describe("the expand button", () => {
  let after: HTMLElement;
  beforeEach(() => {
    after = document.createElement("main");
    after.style.blockSize = "3000px";
  });
  afterEach(async () => {
    await clear();
    after.remove();
  });

  it("fills the window and leads back, and the page does not move", async () => {
    const { element } = await talk();
    document.body.append(after);
    scrollTo(0, 60);
    expandButton(element)!.focus({ preventScroll: true });
    const before = after.getBoundingClientRect().top;
    expandButton(element)!.click();
    await until(() => element.layout === "fullscreen");
    await settled(element);
    const { width, height } = find(element, ".frame")!.getBoundingClientRect();
    expect([width, height]).to.deep.equal([document.documentElement.clientWidth, innerHeight]);
    expect([after.inert, focusIsInside(element)]).to.deep.equal([true, true]);
    expect(after.getBoundingClientRect().top, "the page, expanded").to.be.closeTo(before, 8);
    expect(expandButton(element)!.getAttribute("aria-label")).to.equal("Back to the page");
    expandButton(element)!.click();
    await settled(element);
    expect([element.layout, element.open, after.inert]).to.deep.equal(["inline", false, false]);
    expect(after.getBoundingClientRect().top, "the page, again").to.be.closeTo(before, 8);
    expect([scrollY, focusIsInside(element)]).to.deep.equal([60, true]);
  });

  for (const [way, leave] of [
    ["the close button", (element: LiveAvatarElement) => find(element, ".close")!.click()],
    ["Escape", (element: LiveAvatarElement) => expandButton(element)!.dispatchEvent(escape())],
    ["hide()", (element: LiveAvatarElement) => element.hide()],
  ] as const) {
    it(`of an inline avatar: ${way} leads back into the page, and mutes nothing`, async () => {
      const { element } = await expanded();
      leave(element);
      await settled(element);
      await settled(element);
      expect([element.layout, focusIsInside(element)]).to.deep.equal(["inline", true]);
      expect(element.session?.signals.mic.get()).to.equal("live");
      expect(getComputedStyle(element).position).to.equal("relative");
      expect(element.style.length, "the host's style is the author's").to.equal(0);
    });
  }

  it("of a floating avatar: Escape leads back to the corner, the close button closes it", async () => {
    const { element } = await expanded({ layout: "floating", open: "" });
    expandButton(element)!.dispatchEvent(escape());
    await settled(element);
    expect([element.layout, element.open, focusIsInside(element)]).to.deep.equal(["floating", true, true]);
    expandButton(element)!.click();
    await until(() => element.layout === "fullscreen");
    await settled(element);
    find(element, ".close")!.click();
    await settled(element);
    expect([element.layout, element.open]).to.deep.equal(["floating", false]);
    expect(element.shadowRoot!.activeElement?.classList[0]).to.equal("launcher");
  });

  it("leaves an input method's Escape alone", async () => {
    const { element } = await expanded();
    find(element, ".input")!.dispatchEvent(escape({ isComposing: true }));
    expect(element.layout).to.equal("fullscreen");
  });

  it("is not there where the page does not want it, nor where the page itself is fullscreen", async () => {
    expect(expandButton((await talk({ "no-expand": "" })).element)).to.equal(null);
    await clear();
    expect(expandButton((await talk({ layout: "fullscreen" })).element)).to.equal(null);
  });

  it("forgets the way back when the page gives another layout", async () => {
    const { element } = await expanded();
    element.layout = "floating";
    await settled(element);
    expect(getComputedStyle(element).position).to.equal("fixed");
  });
});

describe("Picture-in-Picture", () => {
  const pipButton = (element: LiveAvatarElement) => find(element, "[part=pip-button]");
  const real = Object.getOwnPropertyDescriptor(window, "documentPictureInPicture");
  const parent = Object.getOwnPropertyDescriptor(window, "parent")!;
  let frame: HTMLIFrameElement;

  /** A window in a frame: test browsers open no other. */
  beforeEach(async () => {
    frame = document.body.appendChild(document.createElement("iframe"));
    const view = frame.contentWindow!;
    view.close = () => {
      view.dispatchEvent(new Event("pagehide"));
    };
    const value = { requestWindow: () => Promise.resolve(view) };
    Object.defineProperty(window, "documentPictureInPicture", { value, configurable: true });
    Object.defineProperty(window, "parent", { value: window, configurable: true });
  });
  afterEach(async () => {
    await clear();
    frame.remove();
    Reflect.deleteProperty(window, "documentPictureInPicture");
    if (real) Object.defineProperty(window, "documentPictureInPicture", real);
    Object.defineProperty(window, "parent", parent);
  });

  async function small(attributes: Readonly<Record<string, string>> = {}) {
    const talking = await talk(attributes);
    pipButton(talking.element)!.click();
    const root = () => frame.contentDocument!.body.firstElementChild?.shadowRoot;
    await until(() => root()?.querySelector(".end") != null);
    return { ...talking, root: root()! };
  }

  it("shows picture, captions and buttons with the element's styles, and follows the conversation", async () => {
    const { element, renderer, root } = await small({ muted: "" });
    void element.sendMessage("Tell me");
    renderer.report({ type: "reply-chunk", text: "Once upon a time" }, { type: "speech-start" });
    await settled(element);
    expect(root.querySelector(".captions")!.textContent.trim()).to.equal("Once upon a time");
    const view = frame.contentWindow!;
    expect(view.getComputedStyle(root.querySelector(".end")!).borderRadius).to.equal("99px");
    expect(find(element, ".stage")!.isConnected && find(element, ".end") !== null, "the page has its own").to.equal(
      true,
    );
    expect(pipButton(element)!.getAttribute("aria-label")).to.equal("Close the small window");
  });

  it("its End ends the conversation, which closes the window", async () => {
    const { element, root } = await small();
    let closed = 0;
    frame.contentWindow!.addEventListener("pagehide", () => (closed += 1));
    root.querySelector<HTMLElement>(".end")!.click();
    await until(() => element.session === null && closed > 0);
  });

  it("closing the avatar meanwhile mutes nothing; when the window is closed, it does", async () => {
    const { element } = await small({ layout: "floating", open: "" });
    element.hide();
    await settled(element);
    expect(element.session?.signals.mic.get()).to.equal("live");
    frame.contentWindow!.close();
    await until(() => element.session?.signals.mic.get() === "muted");
  });

  it("the window is closed when the element leaves the page", async () => {
    const { element } = await small();
    let closed = 0;
    frame.contentWindow!.addEventListener("pagehide", () => (closed += 1));
    element.remove();
    await until(() => closed > 0);
  });

  it("hidden-timeout does not end what is in the window, and does when that is closed", async () => {
    const { element } = await small({ "hidden-timeout": "0.05" });
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is put back as it was
    const realTimeout = window.setTimeout;
    let elapsed = 0;
    const counting = ((handler: () => void, ms?: number) =>
      realTimeout(() => {
        if (ms === 50) elapsed += 1;
        handler();
      }, ms)) as typeof window.setTimeout;
    window.setTimeout = counting;
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    try {
      document.dispatchEvent(new Event("visibilitychange"));
      await untilLoaded(() => elapsed > 2);
      expect(element.session?.state).to.equal("ready");
      const ended = event(element, "avatar-ended");
      frame.contentWindow!.close();
      expect((await ended).detail.reason).to.equal("hidden-timeout");
    } finally {
      window.setTimeout = realTimeout;
      Reflect.deleteProperty(document, "visibilityState");
    }
  });

  it("has no button where the page wants none, nor where a browser has no such window", async () => {
    expect(pipButton((await talk({ "no-picture-in-picture": "" })).element)).to.equal(null);
    await clear();
    Reflect.deleteProperty(window, "documentPictureInPicture");
    Object.defineProperty(document, "pictureInPictureEnabled", { value: false, configurable: true });
    expect(pipButton((await talk()).element)).to.equal(null);
    Reflect.deleteProperty(document, "pictureInPictureEnabled");
  });
});
