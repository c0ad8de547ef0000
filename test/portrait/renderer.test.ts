import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { AvatarControlPatch } from "../../src/core/ports/avatar-control.js";
import type { RendererReport } from "../../src/core/ports/avatar-renderer.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import type { PortraitOptions } from "../../src/portrait/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { canvasIn, difference, ManualFrames, pixels, stage, wav } from "./support.js";

const failure = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail("it should have failed"),
    (error: unknown) => error,
  );

describe("portrait renderer", () => {
  let container: HTMLDivElement;
  let clock: FakeClock;
  let frames: ManualFrames;
  let made: PortraitRenderer[];
  const make = (options: PortraitOptions = {}): PortraitRenderer => {
    const portrait = new PortraitRenderer({
      ...{ clock, requestFrame: frames.request, random: () => 0.5, motion: "reduced" },
      ...options,
    });
    made.push(portrait);
    return portrait;
  };
  const mounted = async (options: PortraitOptions = {}): Promise<PortraitRenderer> => {
    const portrait = make(options);
    await portrait.mount(container);
    return portrait;
  };
  /** Time passes, a frame every 20 ms. */
  const play = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 20) {
      await clock.advance(20);
      frames.run();
    }
  };
  const picture = (): Uint8ClampedArray => pixels(canvasIn(container));

  beforeEach(() => {
    container = stage();
    [clock, frames, made] = [new FakeClock(), new ManualFrames(), []];
  });
  afterEach(async () => {
    await Promise.all(made.map(async (portrait) => portrait.unmount()));
    container.remove();
  });

  describe("picture", () => {
    it("is there when mount resolves, says what it shows, and fits the display's pixels", async () => {
      await mounted({ character: "noah" });
      const canvas = canvasIn(container);
      expect(canvas.getAttribute("role")).to.equal("img");
      expect(canvas.getAttribute("aria-label")).to.contain("Noah");
      expect(canvas.width).to.equal(Math.round(160 * Math.min(2, devicePixelRatio)));
      expect(new Set(picture()).size).to.be.above(60);
      expect(canvas.hasAttribute("data-live-avatar-portrait")).to.equal(true);
    });

    it("differs from character to character", async () => {
      await mounted();
      const ada = picture();
      await made[0]?.unmount();
      await mounted({ character: "noah" });
      expect(difference(ada, picture())).to.be.above(0.3);
    });

    it("refuses a character that does not exist", () => {
      const build = () => make({ character: "toString" as "ada" });
      expect(build).to.throw(LiveAvatarError).with.property("code", "config-invalid");
    });

    const CHANNELS: Record<string, AvatarControlPatch> = {
      yaw: { avatar: { face: { pose: { yaw: 20 } } } },
      pitch: { avatar: { face: { pose: { pitch: 12 } } } },
      roll: { avatar: { face: { pose: { roll: -10 } } } },
      blinkL: { avatar: { face: { eyes: { blinkL: 1 } } } },
      blinkR: { avatar: { face: { eyes: { blinkR: 1 } } } },
      gazeX: { avatar: { face: { eyes: { gazeX: 0.8 } } } },
      gazeY: { avatar: { face: { eyes: { gazeY: -0.8 } } } },
      browInner: { avatar: { face: { brows: { browInner: 0.9 } } } },
      browOuterL: { avatar: { face: { brows: { browOuterL: 0.9 } } } },
      browOuterR: { avatar: { face: { brows: { browOuterR: 0.9 } } } },
      jawOpen: { avatar: { face: { mouth: { jawOpen: 0.9 } } } },
      smile: { avatar: { face: { mouth: { smile: 0.9 } } } },
      mouthPucker: { avatar: { face: { mouth: { mouthPucker: 1 } } } },
      valence: { avatar: { emotion: { valence: -1 } } },
      arousal: { avatar: { emotion: { arousal: 1 } } },
      label: { avatar: { emotion: { label: "surprised" } } },
      intensity: { avatar: { emotion: { label: "angry", intensity: 0.5 } } },
    };
    for (const [channel, patch] of Object.entries(CHANNELS)) {
      it(`follows ${channel}`, async () => {
        const portrait = await mounted();
        await play(100);
        const before = picture();
        portrait.update(patch);
        await play(700);
        expect(difference(before, picture())).to.be.above(0.001);
      });
    }

    it("moves the eye, and the brow, that it is told to move", async () => {
      const half = (data: Uint8ClampedArray, side: "left" | "right"): Uint8ClampedArray => {
        const width = canvasIn(container).width;
        return data.filter((_, index) => Math.floor(index / 4) % width < width / 2 === (side === "left"));
      };
      for (const face of [{ eyes: { blinkL: 1 } }, { brows: { browOuterL: 1 } }]) {
        const portrait = await mounted();
        const before = picture();
        portrait.update({ avatar: { face } });
        await play(700);
        // The avatar's left is the viewer's right.
        expect(difference(half(before, "right"), half(picture(), "right"))).to.be.above(0.002);
        expect(difference(half(before, "left"), half(picture(), "left"))).to.be.below(0.0005);
        await portrait.unmount();
      }
    });

    it("ignores what is no number, keeps the rest, and survives any patch", async () => {
      const portrait = await mounted();
      await play(100);
      const before = picture();
      portrait.update({ avatar: { face: { pose: { yaw: Number.NaN }, mouth: { smile: "1" as unknown as number } } } });
      portrait.update({ avatar: { emotion: { label: "furious" as "angry" } }, scene: { camera: { fov: 20 } } });
      portrait.update({ avatar: { body: { preset: "wave" } } });
      await play(200);
      expect(difference(before, picture())).to.equal(0);
    });

    it("takes half a second from one emotion to another", async () => {
      const portrait = await mounted();
      await play(100);
      const neutral = picture();
      portrait.update({ avatar: { emotion: { label: "happy", intensity: 1 } } });
      await play(240);
      const half = picture();
      await play(300);
      const happy = picture();
      await play(200);
      expect(difference(neutral, half)).to.be.above(0.004);
      expect(difference(half, happy)).to.be.above(0.004);
      expect(difference(happy, picture())).to.equal(0);
    });
  });

  describe("palette", () => {
    it("comes from CSS variables, in any syntax that the browser knows", async () => {
      container.style.setProperty(
        "--live-avatar-portrait-background",
        "light-dark(color-mix(in oklch, red, red), blue)",
      );
      await mounted();
      const [red = 0, green = 0, blue = 0] = picture();
      expect([red > 150, green < 130, blue < 130]).to.deep.equal([true, true, true]);
    });

    it("is read anew on request, and ignores what is no colour", async () => {
      const portrait = await mounted();
      const before = picture();
      container.style.setProperty("--live-avatar-portrait-hair", "#f6e27a");
      portrait.refreshPalette();
      await play(60);
      const blonde = picture();
      expect(difference(before, blonde)).to.be.above(0.05);
      container.style.setProperty("--live-avatar-portrait-hair", 'url("javascript:alert(1)")');
      portrait.refreshPalette();
      await play(60);
      expect(difference(before, picture())).to.be.below(0.001);
    });

    it("has a light and a dark side", async () => {
      const portrait = await mounted();
      const light = picture();
      container.style.colorScheme = "dark";
      portrait.refreshPalette();
      await play(60);
      expect(difference(light, picture())).to.be.above(0.4);
    });

    it("leaves nothing of its questions in the page's styles", async () => {
      await mounted();
      const { style } = canvasIn(container);
      expect([style.color, style.transition]).to.deep.equal(["", ""]);
    });
  });

  describe("frames", () => {
    const hide = (hidden: boolean): void => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    afterEach(() => {
      Reflect.deleteProperty(document, "hidden");
    });

    it("stop while the page is hidden, and the sound goes on", async () => {
      const portrait = await mounted();
      hide(true);
      expect(frames.pending).to.equal(false);
      const before = picture();
      const spoken = portrait.speak(wav(0.12));
      portrait.update({ avatar: { emotion: { label: "happy" } } });
      await spoken;
      expect(difference(before, picture())).to.equal(0);
      expect(frames.pending).to.equal(false);
      hide(false);
      await play(600);
      expect(difference(before, picture())).to.be.above(0.004);
    });

    it("stop out of sight", async () => {
      await mounted();
      const gone = new Promise<void>((resolve) => {
        new IntersectionObserver((entries, observer) => {
          if (entries.at(-1)?.isIntersecting) return;
          observer.disconnect();
          resolve();
        }).observe(canvasIn(container));
      });
      container.style.display = "none";
      await gone;
      // Who is told first of the two is the browser's choice; by the next frame both are.
      await new Promise((resolve) => requestAnimationFrame(resolve));
      expect(frames.pending).to.equal(false);
    });

    it("stop on pause and start on resume, from what was asked meanwhile", async () => {
      const portrait = await mounted();
      portrait.pause();
      expect([portrait.paused, frames.pending]).to.deep.equal([true, false]);
      const before = picture();
      portrait.update({ avatar: { face: { mouth: { jawOpen: 1 } } } });
      expect(difference(before, picture())).to.equal(0);
      portrait.resume();
      await play(400);
      expect(difference(before, picture())).to.be.above(0.003);
    });

    it("can be paused before it is mounted", async () => {
      const portrait = make();
      portrait.pause();
      await portrait.mount(container);
      expect(frames.pending).to.equal(false);
    });

    it("show sway and glances unless motion is reduced", async () => {
      const still = await mounted();
      await play(100);
      const before = picture();
      // Blinks come later than this.
      await play(600);
      expect(difference(before, picture())).to.equal(0);
      await still.unmount();
      await mounted({ motion: "full" });
      await play(100);
      const moving = picture();
      await play(600);
      expect(difference(moving, picture())).to.be.above(0.01);
    });

    it("blinks, also with reduced motion", async () => {
      await mounted();
      await play(60);
      const open = picture();
      let closed = 0;
      for (let passed = 0; passed < 4000; passed += 40) {
        await play(40);
        closed = Math.max(closed, difference(open, picture()));
      }
      expect(closed).to.be.above(0.004);
      expect(difference(open, picture())).to.equal(0);
    });
  });

  describe("life", () => {
    it("leaves nothing behind", async () => {
      const before = counts.live();
      const portrait = await mounted();
      await portrait.speak(wav(0.05));
      expect(counts.live()).to.not.deep.equal(before);
      await portrait.unmount();
      await portrait.unmount();
      expect(counts.live()).to.deep.equal(before);
      expect([container.childElementCount, frames.pending, clock.pending]).to.deep.equal([0, false, 0]);
    });

    it("can be mounted again, not twice at a time, and not into an aborted mount", async () => {
      const portrait = await mounted();
      expect(await failure(portrait.mount(container))).to.have.property("code", "wrong-state");
      await portrait.unmount();
      expect(await failure(portrait.speak(wav(0.05)))).to.have.property("code", "wrong-state");
      expect(await failure(portrait.mount(container, { signal: AbortSignal.abort() }))).to.have.property(
        "name",
        "AbortError",
      );
      await portrait.mount(container);
      expect(new Set(picture()).size).to.be.above(60);
      await portrait.speak(wav(0.05));
    });

    it("moves into another container, and beside a stage's media element", async () => {
      const portrait = await mounted();
      const other = stage(120);
      other.style.position = "relative";
      const video = document.createElement("video");
      video.dataset["liveAvatarMedia"] = "";
      other.append(video, document.createElement("p"));
      portrait.relocate(other);
      expect(container.childElementCount).to.equal(0);
      expect(video.nextElementSibling).to.equal(canvasIn(other));
      await play(60);
      expect(canvasIn(other).width).to.equal(Math.round(120 * Math.min(2, devicePixelRatio)));
      other.remove();
    });

    it("works without a container", async () => {
      const portrait = make();
      await portrait.mount(undefined);
      await portrait.speak(wav(0.05));
    });
  });

  it("tells its listeners about the sound until they leave", async () => {
    const portrait = make();
    const said: RendererReport[] = [];
    const off = portrait.subscribe((report) => said.push(report));
    await portrait.mount(container);
    await portrait.speak(wav(0.05));
    portrait.sound.setMuted(true);
    off();
    portrait.sound.setMuted(false);
    expect(said).to.deep.equal([
      { type: "audio", audio: "playing" },
      { type: "audio", audio: "muted" },
    ]);
  });
});

/** Everything of the platform that must be given back, counted at the platform itself. */
const counts = (() => {
  const live = { contexts: 0, observers: 0, listeners: 0 };
  const NativeContext = AudioContext;
  class CountedContext extends NativeContext {
    constructor(options?: AudioContextOptions) {
      super(options);
      live.contexts += 1;
    }

    override async close(): Promise<void> {
      live.contexts -= 1;
      await super.close();
    }
  }
  window.AudioContext = CountedContext;
  /* eslint-disable @typescript-eslint/unbound-method -- called with the `this` that they are asked for */
  for (const { prototype } of [ResizeObserver, IntersectionObserver]) {
    const { observe, disconnect } = prototype;
    const observing = new WeakSet<object>();
    prototype.observe = function (this: ResizeObserver & IntersectionObserver, target: Element) {
      if (!observing.has(this)) live.observers += 1;
      observing.add(this);
      observe.call(this, target);
    };
    prototype.disconnect = function (this: ResizeObserver & IntersectionObserver) {
      if (observing.delete(this)) live.observers -= 1;
      disconnect.call(this);
    };
  }
  for (const target of [document, MediaQueryList.prototype] as EventTarget[]) {
    const { addEventListener, removeEventListener } = target;
    target.addEventListener = function (this: EventTarget, ...args: Parameters<EventTarget["addEventListener"]>) {
      live.listeners += 1;
      addEventListener.apply(this, args);
    };
    target.removeEventListener = function (this: EventTarget, ...args: Parameters<EventTarget["removeEventListener"]>) {
      live.listeners -= 1;
      removeEventListener.apply(this, args);
    };
  }
  /* eslint-enable @typescript-eslint/unbound-method */
  return { live: () => ({ ...live }) };
})();
