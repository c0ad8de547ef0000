/** What is left of a conversation where not everything can be had. */
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { PictureState, PictureWish } from "../../src/core/vocabulary.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, place, settled, talk, TalkingRenderer } from "./support.js";

/** A renderer that can leave its picture away. */
class SeenRenderer extends TalkingRenderer {
  readonly wishes: PictureWish[] = [];
  readonly picture = {
    setWish: (wish: PictureWish): void => {
      this.wishes.push(wish);
    },
  };

  show(picture: PictureState): void {
    this.report({ type: "picture", picture });
  }
}

const poster = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='16' height='10'/>";
const styleOf = (element: LiveAvatarElement, selector: string) => getComputedStyle(find(element, selector)!);
const notice = (element: LiveAvatarElement, key: string) => find(element, `[data-key=${key}]`);
const buttonIn = (parent: Element | null, name: string) =>
  [...(parent?.querySelectorAll("button") ?? [])].find((button) => button.textContent.trim() === name);
/** What is over the stage's background: the first of these that shows. */
const shown = (element: LiveAvatarElement): string => {
  if (styleOf(element, "video").visibility === "visible" && styleOf(element, "video").opacity === "1") return "video";
  const image = find(element, ".poster");
  if (image?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return "poster";
  return find(element, ".figure")?.checkVisibility({ visibilityProperty: true }) ? "figure" : "nothing";
};
const finished = async (element: LiveAvatarElement): Promise<void> => {
  await settled(element);
  for (const animation of element.shadowRoot!.getAnimations()) animation.finish();
};

describe("a stage", () => {
  afterEach(clear);

  for (const [what, attributes] of [
    ["poster", { poster }],
    ["figure", {}],
  ] as const) {
    it(`shows the ${what} wherever the picture does not`, async () => {
      const renderer = new SeenRenderer();
      const { element } = await talk(attributes, renderer);
      for (const picture of ["missing", "live", "missing", "live", "off", "live"] as const) {
        renderer.show(picture);
        await finished(element);
        expect(shown(element), picture).to.equal(picture === "live" ? "video" : what);
        expect(element.getAttribute("picture-state")).to.equal(picture);
      }
    });
  }

  it("leaves a renderer that says nothing alone", async () => {
    const { element } = await talk({ poster });
    await finished(element);
    expect(shown(element)).to.equal("video");
    expect(element.hasAttribute("picture-state")).to.equal(false);
  });

  it("keeps the poster in the box of the picture, so that nothing jumps", async () => {
    const renderer = new SeenRenderer();
    const { element } = await talk({ poster }, renderer);
    renderer.show("missing");
    await finished(element);
    const boxOf = (selector: string) => JSON.stringify(find(element, selector)!.getBoundingClientRect());
    const before = boxOf(".stage");
    expect(boxOf(".poster")).to.equal(boxOf("video"));
    expect(styleOf(element, ".poster").objectFit).to.equal(styleOf(element, "video").objectFit);
    renderer.show("live");
    await finished(element);
    expect(boxOf(".stage")).to.equal(before);
  });
});

describe("a picture that was left away", () => {
  afterEach(clear);

  it("comes back at a press, for this conversation", async () => {
    const renderer = new SeenRenderer();
    const { element } = await talk({}, renderer);
    expect(renderer.wishes).to.deep.equal([]);
    renderer.show("off");
    await settled(element);
    expect(notice(element, "picture")?.textContent).to.contain(en.pictureOff);
    buttonIn(notice(element, "picture"), en.showPicture)!.click();
    expect(renderer.wishes).to.deep.equal(["on"]);
    renderer.show("live");
    await settled(element);
    expect(notice(element, "picture")).to.equal(null);
    expect(element.getAttribute("state")).to.equal("ready");
    // Should it go again, that is said again.
    renderer.show("off");
    await settled(element);
    expect(notice(element, "picture")).to.not.equal(null);
  });

  it("is told as an event, and forgotten with the conversation", async () => {
    const renderer = new SeenRenderer();
    const { element } = await talk({}, renderer);
    const changed = event(element, "avatar-picture-change");
    renderer.show("off");
    expect((await changed).detail).to.deep.equal({ picture: "off" });
    await element.stop();
    await settled(element);
    expect(element.hasAttribute("picture-state")).to.equal(false);
  });
});

describe("an avatar that cannot be heard", () => {
  afterEach(clear);

  it("is read, whatever the page hides", async () => {
    const renderer = new TalkingRenderer();
    renderer.sound.unlock = () => Promise.reject(new LiveAvatarError("autoplay-blocked", "still"));
    const { element } = await talk({ "no-captions": "", "no-transcript": "" }, renderer);
    renderer.report({ type: "audio", audio: "blocked" });
    await settled(element);
    expect(find(element, ".transcript")).to.equal(null);
    buttonIn(notice(element, "sound"), en.soundOn)!.click();
    await settled(element);
    await settled(element);
    expect(notice(element, "sound")?.textContent).to.contain(en.soundFailed);
    renderer.answer("Over the hill.");
    await settled(element);
    expect(find(element, ".captions")?.textContent).to.contain("Over the hill.");
    expect(find(element, ".transcript")?.textContent).to.contain("Over the hill.");
    renderer.report({ type: "audio", audio: "playing" });
    await settled(element);
    expect(notice(element, "sound")).to.equal(null);
  });
});

describe("what the site offers instead", () => {
  afterEach(clear);

  const withOffer = async (renderer: TalkingRenderer): Promise<LiveAvatarElement> => {
    const element = await place({}, renderer);
    // eslint-disable-next-line no-restricted-syntax -- the mark-up of the test itself
    element.insertAdjacentHTML("beforeend", '<p slot="offline">Or call us.</p>');
    return element;
  };
  const offered = (element: LiveAvatarElement) => element.querySelector("p")!.checkVisibility();

  for (const [reason, isOffered] of [
    ["no-credits", true],
    ["stopped", false],
    ["max-duration", false],
  ] as const) {
    it(`is ${isOffered ? "" : "not "}shown after an end by ${reason}`, async () => {
      const renderer = new TalkingRenderer();
      const element = await withOffer(renderer);
      await element.start();
      renderer.report({ type: "ended", reason });
      await settled(element);
      expect(element.getAttribute("state")).to.equal("idle");
      expect(find(element, "[part=message]")?.textContent).to.contain(en.ended[reason]);
      expect(offered(element)).to.equal(isOffered);
    });
  }

  for (const status of [402, 403]) {
    it(`is shown where the service refuses a start with ${status}`, async () => {
      const renderer = new TalkingRenderer();
      renderer.mountError = new LiveAvatarError("start-refused", "no", { status });
      const element = await withOffer(renderer);
      await element.start().catch(() => undefined);
      await settled(element);
      const said = find(element, "[role=alert]")?.textContent;
      expect(said).to.contain(status === 402 ? en.noCredits : en.errors["start-refused"]);
      expect(offered(element)).to.equal(true);
    });
  }

  it("is there before a token is asked for, where the browser has no WebRTC", async () => {
    const { RTCPeerConnection: before } = globalThis;
    Reflect.deleteProperty(globalThis, "RTCPeerConnection");
    try {
      const element = await place({ "token-endpoint": "/nowhere" });
      let asked = 0;
      element.tokenProvider = () => {
        asked += 1;
        return Promise.reject(new Error("asked"));
      };
      await element.start().catch(() => undefined);
      await settled(element);
      expect([asked, element.getAttribute("error-code")]).to.deep.equal([0, "room-unsupported"]);
    } finally {
      Object.defineProperty(globalThis, "RTCPeerConnection", { value: before, configurable: true, writable: true });
    }
  });
});
