/** The recipes of docs/renderers.md: the renderer keeps the contract of its port, and the page converses. */
import { expect } from "chai";
import type { AvatarRenderer, LiveAvatarElement } from "../../src/index.js";
import { type AvatarRendererSubject, describeAvatarRenderer } from "../contracts/avatar-renderer.js";
import { until } from "../contracts/framework.js";
import { stage, wav } from "../portrait/support.js";
import { markup, recipe } from "../support/recipe.js";

const DOCUMENT = "docs/renderers.md";
const Original = AudioContext;

/** Contexts of the page and their loudness, seen from outside. */
const contexts: AudioContext[] = [];
const gains: GainNode[] = [];

class SeenContext extends Original {
  constructor(options?: AudioContextOptions) {
    super(options);
    contexts.push(this);
  }
  override createGain(): GainNode {
    const gain = super.createGain();
    gains.push(gain);
    return gain;
  }
}

const parsed = (html: string) => new DOMParser().parseFromString(html, "text/html").body.children;

const mouths = () => recipe<{ MouthRenderer: new () => AvatarRenderer }>(DOCUMENT, "// mouth-renderer.js");

async function mouth(): Promise<AvatarRendererSubject> {
  const { MouthRenderer } = await mouths();
  globalThis.AudioContext = SeenContext;
  const container = stage();
  return {
    renderer: new MouthRenderer(),
    container,
    sound: (seconds) => wav(seconds),
    unplayable: () => new Blob(["no sound at all"], { type: "audio/wav" }),
    loudness: () => gains.at(-1)?.gain.value ?? 0,
    leftovers: () => [
      ...[...container.children].map(({ tagName }) => tagName),
      ...contexts.filter(({ state }) => state !== "closed").map(({ state }) => `an audio context that is ${state}`),
    ],
    async close() {
      globalThis.AudioContext = Original;
      contexts.length = gains.length = 0;
      container.remove();
    },
  };
}

describeAvatarRenderer("the MouthRenderer of the document", ["speak", "subscribe", "sound"], mouth, { describe, it });

/** How much of the canvas has the colour of the open mouth. */
function openness(container: ParentNode): number {
  const canvas = container.querySelector("canvas")!;
  const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] === 0x7a && data[at + 1] === 0x22) count += 1;
  return count;
}

describe("the MouthRenderer of the document", () => {
  it("opens with its sound, shuts after it, and smiles when it is asked to", async () => {
    const subject = await mouth();
    const { renderer, container } = subject;
    await renderer.mount(container);
    const picture = () => container!.querySelector("canvas")!.toDataURL();
    const shut = picture();
    expect(openness(container!)).to.equal(0);
    const speaking = renderer.speak(wav(0.5));
    await until(() => openness(container!) > 2000);
    await speaking;
    await until(() => picture() === shut);
    renderer.update({ avatar: { face: { mouth: { smile: 1 } } } });
    expect(picture()).not.to.equal(shut);
    await renderer.unmount();
    await subject.close();
  });

  it("is silent after an interrupt, and not only says so", async () => {
    const subject = await mouth();
    const { renderer, container } = subject;
    await renderer.mount(container);
    const done = renderer.speak(wav(30));
    const [gain] = gains;
    const meter = gain!.context.createAnalyser();
    gain!.connect(meter);
    const samples = new Float32Array(meter.fftSize);
    const isLoud = () => (meter.getFloatTimeDomainData(samples), samples.some((sample) => Math.abs(sample) > 0.1));
    await until(isLoud);
    renderer.interrupt();
    await done;
    await until(() => !isLoud());
    await renderer.unmount();
    await subject.close();
  });

  it("lies over the media element of a stage, and moves with it", async () => {
    const subject = await mouth();
    const { renderer, container } = subject;
    container!.append(...parsed("<video data-live-avatar-media></video><p></p>"));
    await renderer.mount(container);
    expect([...container!.children].map(({ tagName }) => tagName)).to.deep.equal(["VIDEO", "CANVAS", "P"]);
    const other = stage();
    renderer.relocate?.(other);
    expect(other.querySelector("canvas")).to.not.equal(null);
    await renderer.unmount();
    other.remove();
    await subject.close();
  });
});

describe("the page of docs/renderers.md", () => {
  it("greets, repeats aloud, and shows the mouth in its stage", async () => {
    const place = document.createElement("div");
    place.append(...parsed(await markup(DOCUMENT, '<live-avatar id="avatar"')));
    document.body.append(place);
    const avatar = place.querySelector<LiveAvatarElement>("live-avatar")!;
    const segments: string[] = [];
    const errors: string[] = [];
    avatar.addEventListener("avatar-segment", ({ detail }) => segments.push(`${detail.phase}: ${detail.text}`));
    avatar.addEventListener("avatar-error", ({ detail }) => errors.push(detail.error.code));
    // The recogniser of a test browser hears nobody.
    avatar.microphone = "off";
    await recipe(DOCUMENT, "// page.js");
    await avatar.start();
    expect(avatar.shadowRoot?.querySelector("[part=stage] canvas")?.getAttribute("aria-label")).to.equal("A mouth");
    await until(() => avatar.messages.length === 1);
    await avatar.sendMessage("good morning");
    expect(avatar.messages.map(({ content }) => content)).to.deep.equal([
      "Hello! Type something.",
      "good morning",
      "You said: good morning.",
    ]);
    expect(segments.slice(-2)).to.deep.equal(["start: You said: good morning.", "end: You said: good morning."]);
    expect(errors).to.deep.equal([]);
    await avatar.stop();
    expect(avatar.shadowRoot?.querySelector("canvas")).to.equal(null);
    place.remove();
  });
});

describe("the portrait of docs/renderers.md", () => {
  it("is made, and drawn under its name", async () => {
    const { portrait } = await recipe<{ portrait: (language: string) => Promise<AvatarRenderer> }>(
      DOCUMENT,
      "// portrait.js",
    );
    const renderer = await portrait("en");
    const container = stage();
    await renderer.mount(container);
    expect(container.querySelector("canvas")?.getAttribute("aria-label")).to.equal("Noah, who knows our opening hours");
    await renderer.unmount();
    container.remove();
  });
});
