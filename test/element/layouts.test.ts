/** Floating and fullscreen avatars are in the top layer: nothing around them moves, cuts or covers them, and nothing restarts. */
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, nextTask, settled, talk, TalkingRenderer, until } from "./support.js";

before(loadLayout);

const made: HTMLElement[] = [];

const layerOf = (element: LiveAvatarElement) => find(element, ".layer")!;
const isInTopLayer = (element: LiveAvatarElement) => layerOf(element).matches(":popover-open");

function box(style: Readonly<Record<string, string>>, parent: HTMLElement = document.body): HTMLElement {
  const wrapper = parent.appendChild(document.createElement("div"));
  for (const [property, value] of Object.entries(style)) wrapper.style.setProperty(property, value);
  made.push(wrapper);
  return wrapper;
}

async function inside(parent: Node, attributes: Readonly<Record<string, string>>): Promise<LiveAvatarElement> {
  const element = document.createElement("live-avatar");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.renderer = new TalkingRenderer();
  parent.appendChild(element);
  made.push(element);
  await element.start();
  await settled(element);
  return element;
}

async function tidy(): Promise<void> {
  for (const element of made.splice(0)) element.remove();
  await clear();
}

/** The control at its own centre, as a press would find it. */
function hit(element: LiveAvatarElement, selector: string): boolean {
  const control = find(element, selector)!;
  const { left, top, width, height } = control.getBoundingClientRect();
  const found = (element.renderRoot as ShadowRoot).elementFromPoint(left + width / 2, top + height / 2);
  return found !== null && control.contains(found);
}

/** Frames have passed, as observers of sizes need them. */
async function drawn(): Promise<void> {
  for (let left = 3; left > 0; left -= 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}

const ANCESTORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  transformed: { transform: "translate(-300px, -200px) scale(0.5)", width: "100px", height: "50px" },
  filtered: { filter: "blur(0)", width: "50px" },
  clipped: { "clip-path": "inset(0 90% 90% 0)", overflow: "hidden", width: "10px", height: "10px" },
  contained: { contain: "strict", width: "40px", height: "40px" },
  faded: { opacity: "0", "will-change": "transform" },
};

describe("the top layer", () => {
  afterEach(tidy);

  for (const [name, style] of Object.entries(ANCESTORS)) {
    for (const layout of ["floating", "fullscreen"]) {
      it(`holds a ${layout} avatar in a ${name} ancestor: open in its place, and its launcher in the corner`, async () => {
        const element = await inside(box(style), { layout, open: "" });
        expect(isInTopLayer(element)).to.equal(true);
        const { right, bottom, width, height } = find(element, ".frame")!.getBoundingClientRect();
        const { clientWidth, clientHeight } = document.documentElement;
        if (layout === "fullscreen") expect([width, height]).to.deep.equal([clientWidth, clientHeight]);
        else expect([width, clientWidth - right, clientHeight - bottom]).to.deep.equal([380, 20, 20]);
        expect(hit(element, ".end")).to.equal(true);
        expect(hit(element, ".input")).to.equal(true);
        element.hide();
        await settled(element);
        const launcher = find(element, ".launcher")!.getBoundingClientRect();
        expect([clientWidth - launcher.right, clientHeight - launcher.bottom]).to.deep.equal([20, 20]);
        expect(hit(element, ".launcher")).to.equal(true);
      });
    }
  }

  it("lies over the greatest z-index, and is nothing but the avatar: the page beside it can be pressed", async () => {
    const button = document.body.appendChild(document.createElement("button"));
    made.push(button);
    Object.assign(button.style, { position: "fixed", inset: "0", zIndex: "2147483647", inlineSize: "100%" });
    const { element } = await talk({ layout: "floating", open: "" });
    expect(hit(element, ".end")).to.equal(true);
    expect(document.elementFromPoint(20, 20)).to.equal(button);
    element.hide();
    await settled(element);
    const { left, top } = find(element, ".running")!.getBoundingClientRect();
    expect(document.elementFromPoint(left - 5, top + 5)).to.equal(button);
  });

  it("takes none of the browser's style of popovers", async () => {
    const { element } = await talk({ layout: "floating", open: "" });
    const { margin, padding, borderWidth, backgroundColor, overflow, color } = getComputedStyle(layerOf(element));
    expect([margin, padding, borderWidth, backgroundColor, overflow]).to.deep.equal([
      ...["0px", "0px", "0px", "rgba(0, 0, 0, 0)", "visible"],
    ]);
    expect(color).to.equal(getComputedStyle(element).color);
  });

  it("keeps the place that a page's own style gives, and the side of the writing direction", async () => {
    const { element } = await talk({ layout: "floating", open: "", dir: "rtl" });
    expect(find(element, ".frame")!.getBoundingClientRect().left).to.equal(20);
    element.setAttribute("placement", "top-start");
    await settled(element);
    const frame = () => find(element, ".frame")!.getBoundingClientRect();
    expect([frame().right, frame().top]).to.deep.equal([document.documentElement.clientWidth - 20, 20]);
    element.style.insetBlockStart = "44px";
    expect(frame().top).to.equal(44);
  });

  it("is in a shadow root inside a shadow root, too", async () => {
    const outer = box({ transform: "translateX(-500px)" }).attachShadow({ mode: "open" });
    const inner = outer.appendChild(document.createElement("div")).attachShadow({ mode: "open" });
    const element = await inside(inner, { layout: "floating", open: "" });
    expect(hit(element, ".end")).to.equal(true);
  });

  it("changes with the layout while a conversation runs: neither video nor conversation begin anew", async () => {
    const { element, renderer } = await talk();
    const video = find<HTMLVideoElement>(element, "video")!;
    let restarts = 0;
    for (const name of ["emptied", "pause"]) video.addEventListener(name, () => (restarts += 1));
    const { session } = element;
    for (const layout of ["floating", "fullscreen", "inline", "fullscreen", "floating"] as const) {
      element.layout = layout;
      element.open = true;
      await settled(element);
      await settled(element);
      expect(isInTopLayer(element), layout).to.equal(layout !== "inline");
      expect(layerOf(element).hasAttribute("popover"), layout).to.equal(layout !== "inline");
    }
    expect(find(element, "video")).to.equal(video);
    expect([restarts, element.session === session]).to.deep.equal([0, true]);
    expect(renderer.calls.filter((call) => call.startsWith("unmount"))).to.deep.equal([]);
  });

  it("is entered again when the element is moved in the page", async () => {
    const { element } = await talk({ layout: "floating", open: "" });
    const other = box({ transform: "translateX(-500px)" });
    other.append(element);
    await settled(element);
    expect(isInTopLayer(element)).to.equal(true);
    expect(element.session?.state).to.equal("ready");
    if (!("moveBefore" in other)) return;
    const third = box({ transform: "translateX(-900px)" });
    (third as unknown as { moveBefore(node: Node, before: null): void }).moveBefore(element, null);
    await settled(element);
    expect(isInTopLayer(element)).to.equal(true);
    expect(hit(element, ".end")).to.equal(true);
  });

  it("a fullscreen avatar that moveBefore() moves is not inert in its new place", async function () {
    if (!("moveBefore" in document.body)) return;
    const [one, two] = [box({}), box({})];
    const element = await inside(one, { layout: "fullscreen" });
    expect([one.inert, two.inert]).to.deep.equal([false, true]);
    (two as unknown as { moveBefore(node: Node, before: null): void }).moveBefore(element, null);
    await settled(element);
    expect([one.inert, two.inert]).to.deep.equal([true, false]);
  });

  it("without popovers the element stays fixed to the window, as before", async () => {
    const { element } = await talk();
    const real = Object.getOwnPropertyDescriptor(HTMLElement.prototype, "popover")!;
    Reflect.deleteProperty(HTMLElement.prototype, "popover");
    try {
      element.layout = "floating";
      element.open = true;
      await settled(element);
      await settled(element);
    } finally {
      Object.defineProperty(HTMLElement.prototype, "popover", real);
    }
    expect(getComputedStyle(layerOf(element)).display).to.equal("contents");
    const { right, bottom, width } = find(element, ".frame")!.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    expect([width, clientWidth - right, clientHeight - bottom]).to.deep.equal([380, 20, 20]);
    expect(hit(element, ".end")).to.equal(true);
  });
});

describe("dialogs of the page and the top layer", () => {
  afterEach(tidy);

  function dialog(): HTMLDialogElement {
    const element = document.body.appendChild(document.createElement("dialog"));
    element.style.cssText = "inline-size:100%;block-size:100%;max-inline-size:none;max-block-size:none";
    element.append(document.createElement("button"));
    made.push(element);
    return element;
  }

  it("a modal dialog that is opened later is above the avatar", async () => {
    const { element } = await talk({ layout: "floating", open: "" });
    const later = dialog();
    later.showModal();
    await drawn();
    expect(hit(element, ".end")).to.equal(false);
    later.close();
    expect(hit(element, ".end")).to.equal(true);
  });

  it("a modal dialog that is open stays above: the avatar comes when it is closed", async () => {
    const before = dialog();
    before.showModal();
    const { element } = await talk({ layout: "floating", open: "" });
    await settled(element);
    expect(isInTopLayer(element)).to.equal(false);
    before.close();
    await until(() => isInTopLayer(element));
    expect(hit(element, ".end")).to.equal(true);
  });

  it("a floating avatar inside a modal dialog is above it and can be used", async () => {
    const around = dialog();
    around.showModal();
    const element = await inside(around, { layout: "floating", open: "" });
    expect(hit(element, ".end")).to.equal(true);
    find(element, ".input")!.focus();
    expect(element.shadowRoot!.activeElement === find(element, ".input")).to.equal(true);
  });

  it("also when the dialog around it is opened later, and opened again", async () => {
    const around = dialog();
    const element = await inside(around, { layout: "floating", open: "" });
    for (const time of ["first", "second"]) {
      around.showModal();
      await drawn();
      expect(hit(element, ".end"), time).to.equal(true);
      around.close();
      await drawn();
    }
  });

  it("is no part of what the browser closes: neither Escape nor a press beside it hides the box", async () => {
    const { element } = await talk({ layout: "floating", open: "" });
    expect(layerOf(element).popover).to.equal("manual");
    document.body.click();
    await nextTask();
    expect(isInTopLayer(element)).to.equal(true);
  });
});

describe("a fullscreen avatar in a wide window", () => {
  afterEach(tidy);

  it("has lines of at most 70 characters", async () => {
    const { element, renderer } = await talk({ layout: "fullscreen" });
    void element.sendMessage("Tell me");
    renderer.answer("word ".repeat(200));
    await settled(element);
    const transcript = find(element, ".transcript")!;
    const probe = document.createElement("span");
    probe.style.cssText = "display:block;inline-size:70ch";
    transcript.append(probe);
    const limit = parseFloat(getComputedStyle(probe).inlineSize);
    probe.remove();
    expect(transcript.getBoundingClientRect().width).to.be.at.most(limit + 1);
  });

  it("has a way out with a name, before a conversation as well", async () => {
    const element = document.body.appendChild(document.createElement("live-avatar"));
    made.push(element);
    element.layout = "fullscreen";
    element.renderer = new TalkingRenderer();
    await element.updateComplete;
    await settled(element);
    expect(find(element, ".close")!.getAttribute("aria-label")).to.equal("Close");
    expect(hit(element, ".close")).to.equal(true);
  });
});
