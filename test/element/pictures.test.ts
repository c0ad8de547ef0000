/** Pictures beside a message: by button, paste and drop, told by their content, made small, and removable by keyboard. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import { systemClock } from "../../src/core/clock.js";
import type { ContentPart } from "../../src/core/ports/chat-message.js";
import { MAX_SENT_BYTES, MAX_SIDE } from "../../src/element/pictures/read-picture.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { clear, find, place, settled, talk, untilLoaded } from "./support.js";

const { axe } = globalThis as unknown as { axe: typeof axeCore };
const clock = systemClock;

async function converse(vision = "camera pictures") {
  const element = await place({ microphone: "off", vision });
  element.llm = new FakeLLM({ clock });
  element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
  await element.start();
  await settled(element);
  return element;
}

async function ready(): Promise<LiveAvatarElement> {
  const element = await converse();
  await untilLoaded(() => find(element, ".add") !== null);
  return element;
}

/** A picture with noise, which compresses badly. */
async function picture(name: string, width = 40, height = 30, colour = "#c33", noise = false): Promise<File> {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const brush = canvas.getContext("2d")!;
  brush.fillStyle = colour;
  brush.fillRect(0, 0, width, height);
  if (noise) {
    const data = brush.getImageData(0, 0, width, height);
    for (let at = 0, seed = 7; at < data.data.length; at += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      if (at % 4 !== 3) data.data[at] = (seed >> 16) & 255;
    }
    brush.putImageData(data, 0, 0);
  }
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
  return new File([blob!], name, { type: "text/plain" });
}

function give(element: LiveAvatarElement, kind: "paste" | "drop", files: readonly File[], text = ""): Event {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  if (text) data.setData("text/plain", text);
  const event = new Event(kind, { bubbles: true, cancelable: true, composed: true });
  Object.assign(event, kind === "paste" ? { clipboardData: data } : { dataTransfer: data });
  find(element, ".input")!.dispatchEvent(event);
  return event;
}

const previews = (element: LiveAvatarElement) => [...element.renderRoot.querySelectorAll<HTMLElement>(".picture")];
const problem = (element: LiveAvatarElement): string => find(element, ".pictures + .limit")!.textContent;
const send = (element: LiveAvatarElement): void => find<HTMLFormElement>(element, "form.composer")!.requestSubmit();
const urls = (element: LiveAvatarElement): string[] =>
  (element.messages.find(({ role }) => role === "user")!.content as readonly ContentPart[]).flatMap((part) =>
    part.type === "image_url" ? [part.image_url.url] : [],
  );

describe("pictures of a message", () => {
  afterEach(clear);

  it("are not offered where nobody looks, or the page does not want it", async () => {
    const { element } = await talk({ vision: "pictures" });
    await settled(element);
    expect(find(element, ".add")).to.equal(null);
    const other = await converse("camera");
    await settled(other);
    expect(find(other, ".add")).to.equal(null);
  });

  it("are pasted, previewed without a policy, and sent small", async () => {
    const element = await ready();
    give(element, "paste", [await picture("large.txt", 3000, 1000, "#c33", true)]);
    await untilLoaded(() => previews(element).length === 1);
    expect(find(element, ".picture img")).to.equal(null);
    find<HTMLTextAreaElement>(element, ".input")!.value = "What is this?";
    send(element);
    await settled(element);
    expect(previews(element)).to.deep.equal([]);
    const [url = ""] = urls(element);
    expect(url).to.match(/^data:image\/jpeg;base64,/);
    expect(url.length * 0.75).to.be.at.most(MAX_SENT_BYTES);
    const sent = await createImageBitmap(await (await fetch(url)).blob());
    expect(Math.max(sent.width, sent.height)).to.be.at.most(MAX_SIDE);
    expect(sent.width / sent.height).to.be.closeTo(3, 0.05);
  });

  it("are dropped, sent without words, and told from a message without them", async () => {
    const element = await ready();
    const event = give(element, "drop", [await picture("a.png")]);
    expect(event.defaultPrevented).to.equal(true);
    await untilLoaded(() => previews(element).length === 1);
    send(element);
    await settled(element);
    expect(urls(element)).to.have.length(1);
    expect(find(element, ".message.user")!.textContent).to.contain("(a picture)");
  });

  it("are chosen by the button", async () => {
    const element = await ready();
    const files = new DataTransfer();
    files.items.add(await picture("b.png"));
    // eslint-disable-next-line @typescript-eslint/unbound-method -- it is put back as it was
    const { click } = HTMLInputElement.prototype;
    HTMLInputElement.prototype.click = function (this: HTMLInputElement) {
      this.files = files.files;
      this.dispatchEvent(new Event("change"));
    };
    find(element, ".add")!.click();
    HTMLInputElement.prototype.click = click;
    await untilLoaded(() => previews(element).length === 1);
  });

  it("are told by their content, not by their name", async () => {
    const element = await ready();
    const svg = new File(["<svg xmlns='http://www.w3.org/2000/svg'/>"], "a.png", { type: "image/png" });
    give(element, "paste", [svg]);
    await untilLoaded(() => problem(element).includes("not a picture"));
    const broken = new File([Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 1, 2, 3])], "b.png");
    give(element, "paste", [broken]);
    await untilLoaded(() => problem(element).includes("cannot be opened"));
    give(element, "drop", [new File([new Uint8Array(20_000_001)], "c.png")]);
    await untilLoaded(() => problem(element).includes("too large"));
    expect(previews(element)).to.deep.equal([]);
  });

  it("leave pasted text alone, and are at most four", async () => {
    const element = await ready();
    give(element, "paste", [await picture("a.png")], "some words");
    await settled(element);
    expect(previews(element)).to.deep.equal([]);
    const colours = ["#100", "#200", "#300", "#400", "#500"];
    give(element, "drop", await Promise.all(colours.map((colour) => picture("a.png", 20, 20, colour))));
    await untilLoaded(() => problem(element).includes("4 pictures"));
    expect(previews(element)).to.have.length(4);
    const { violations } = await axe.run(element);
    expect(violations.map(({ id }) => id)).to.deep.equal([]);
  });

  it("are removed by keyboard, and the focus stays in the composer", async () => {
    const element = await ready();
    give(element, "drop", [await picture("a.png"), await picture("b.png", 30, 30, "#00f")]);
    await untilLoaded(() => previews(element).length === 2);
    previews(element)[0]!.focus();
    await sendKeys({ press: "Enter" });
    await untilLoaded(() => previews(element).length === 1);
    const root = element.renderRoot as ShadowRoot;
    expect(root.activeElement).to.equal(previews(element)[0]);
    await sendKeys({ press: "Delete" });
    await untilLoaded(() => previews(element).length === 0);
    expect(root.activeElement).to.equal(find(element, ".input"));
  });
});
