/** The element has a size wherever a page puts it, and lives on in another document. */
import { expect } from "chai";
import { event, find, nextTask, settled, talk, TalkingRenderer } from "./support.js";
import "../../src/index.js";

const PLACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "flex row": { display: "flex" },
  "flex row with something beside it": { display: "flex", gap: "8px" },
  "centred flex row": { display: "flex", "justify-content": "center", "align-items": "center" },
  "centred flex column": { display: "flex", "flex-direction": "column", "align-items": "center" },
  "centred grid": { display: "grid", "place-items": "center" },
  "grid of automatic columns": { display: "grid", "grid-template-columns": "auto auto", "justify-content": "start" },
  "inline grid": { display: "inline-grid" },
  "inline flex box": { display: "inline-flex" },
  float: { float: "inline-end" },
  "inline-block": { display: "inline-block" },
  "fit-content": { width: "fit-content" },
  "max-content": { width: "max-content" },
  "fixed wrapper": { position: "fixed", top: "0" },
  "absolute wrapper": { position: "absolute", top: "0" },
  cell: { display: "table-cell" },
  "table, alone": { display: "table" },
};

/** What a page may say of the element itself. */
const OWN_STYLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  float: { float: "left" },
  "absolute box": { position: "absolute", top: "0", left: "0" },
  "inline-block": { display: "inline-block" },
  "fit-content": { width: "fit-content", margin: "0 auto" },
};

function check(element: HTMLElement): void {
  const { width, height, right } = element.getBoundingClientRect();
  expect(width, "width").to.be.within(200, document.documentElement.clientWidth);
  expect(height, "height").to.be.at.least(150);
  expect(right, "right edge").to.be.at.most(document.documentElement.clientWidth + 1);
  const start = find(element as never, ".start")!.getBoundingClientRect();
  expect(start.width, "Start").to.be.above(80);
}

describe("<live-avatar> in a", () => {
  for (const [name, style] of Object.entries(PLACES)) {
    it(name, async () => {
      const wrapper = document.body.appendChild(document.createElement("div"));
      for (const [property, value] of Object.entries(style)) wrapper.style.setProperty(property, value);
      const element = wrapper.appendChild(document.createElement("live-avatar"));
      if (name.includes("beside")) wrapper.append("Some words beside it");
      await element.updateComplete;
      check(element);
      wrapper.remove();
    });
  }

  for (const [name, style] of Object.entries(OWN_STYLES)) {
    it(`${name} of its own`, async () => {
      const element = document.body.appendChild(document.createElement("live-avatar"));
      for (const [property, value] of Object.entries(style)) element.style.setProperty(property, value);
      await element.updateComplete;
      check(element);
      element.remove();
    });
  }

  it("cell beside another", async () => {
    const table = document.body.appendChild(document.createElement("table"));
    const row = table.insertRow();
    const element = row.insertCell().appendChild(document.createElement("live-avatar"));
    row.insertCell().textContent = "Some words beside it";
    await element.updateComplete;
    check(element);
    table.remove();
  });

  it("dialog", async () => {
    const dialog = document.body.appendChild(document.createElement("dialog"));
    const element = dialog.appendChild(document.createElement("live-avatar"));
    dialog.showModal();
    await element.updateComplete;
    check(element);
    dialog.remove();
  });

  it("popover", async () => {
    const popover = document.body.appendChild(document.createElement("div"));
    popover.popover = "manual";
    const element = popover.appendChild(document.createElement("live-avatar"));
    popover.showPopover();
    await element.updateComplete;
    check(element);
    popover.remove();
  });
});

describe("<live-avatar> that is moved into a frame", () => {
  async function frame(): Promise<HTMLIFrameElement> {
    const made = document.createElement("iframe");
    made.srcdoc = "<!doctype html><title>frame</title><body>";
    const loaded = event(made, "load");
    document.body.append(made);
    await loaded;
    return made;
  }

  it("keeps its styles, in every state", async () => {
    const { element, renderer } = await talk({ layout: "floating", open: "" });
    const inside = await frame();
    inside.contentDocument!.body.append(element);
    await settled(element);
    const view = inside.contentWindow!;
    const styleOf = (selector: string) => view.getComputedStyle(find(element, selector)!);
    expect(styleOf(".frame").display).to.equal("flex");
    expect(styleOf(".close").position).to.equal("absolute");
    expect(styleOf(".composer").display).to.equal("flex");
    expect(element.session?.state).to.equal("ready");
    // And every later update goes through.
    renderer.report({ type: "connection", connection: "poor" });
    await settled(element);
    expect(element.getAttribute("connection")).to.equal("poor");
    await element.stop();
    await settled(element);
    expect(styleOf(".start").display).to.equal("flex");
    // Back in its first document it has them as well.
    document.body.append(element);
    await settled(element);
    expect(getComputedStyle(find(element, ".frame")!).display).to.equal("flex");
    element.remove();
    inside.remove();
  });

  it("ends the conversation and closes the microphone when the frame is removed", async () => {
    const { element, renderer } = await talk({}, new TalkingRenderer());
    const inside = await frame();
    inside.contentDocument!.body.append(element);
    await settled(element);
    expect(element.session?.signals.mic.get()).to.equal("live");
    const ended = event(element, "avatar-ended");
    inside.remove();
    expect((await ended).detail.reason).to.equal("page-left");
    expect(renderer.calls).to.include("unmount:leaving");
    expect(renderer.listeners).to.equal(0);
    await nextTask();
    expect(element.session).to.equal(null);
  });
});
