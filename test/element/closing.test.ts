/** An avatar that is closed: where the focus goes, what the launcher says, and how a page is covered and given back. */
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, nextTask, place, settled, talk, TalkingRenderer } from "./support.js";

before(loadLayout);

const focused = (element: LiveAvatarElement): string => element.shadowRoot?.activeElement?.classList[0] ?? "";
const escape = () => new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true });

async function floating(attributes: Readonly<Record<string, string>> = {}) {
  const talking = await talk({ layout: "floating", open: "", ...attributes });
  return talking;
}

describe("closing a floating avatar", () => {
  afterEach(clear);

  it("gives the focus to the launcher, and opening gives it back", async () => {
    const { element } = await floating();
    find(element, ".input")!.focus();
    find(element, ".close")!.focus();
    find(element, ".close")!.click();
    await settled(element);
    expect(focused(element)).to.equal("launcher");
    find(element, ".launcher")!.click();
    await settled(element);
    expect(focused(element)).to.equal("input");
  });

  it("by Escape gives the focus back to the control that had it", async () => {
    const { element } = await floating();
    find(element, "[part=sound-button]")!.focus();
    find(element, "[part=sound-button]")!.dispatchEvent(escape());
    await settled(element);
    expect(element.open).to.equal(false);
    expect(focused(element)).to.equal("launcher");
    find(element, ".launcher")!.click();
    await settled(element);
    expect(element.shadowRoot!.activeElement === find(element, "[part=sound-button]")).to.equal(true);
  });

  it("before a conversation: launcher, then Start", async () => {
    const element = await place({ layout: "floating", open: "" }, new TalkingRenderer());
    find(element, ".close")!.focus();
    find(element, ".close")!.click();
    await settled(element);
    expect(focused(element)).to.equal("launcher");
    find(element, ".launcher")!.click();
    await settled(element);
    expect(focused(element)).to.equal("start");
  });

  it("gives the focus to a launcher of the page's own", async () => {
    const { element } = await floating();
    const box = document.createElement("div");
    box.slot = "launcher";
    const own = box.appendChild(document.createElement("button"));
    own.dataset.avatarAction = "open";
    element.append(box);
    find(element, ".close")!.focus();
    find(element, ".close")!.click();
    await settled(element);
    expect(document.activeElement === own).to.equal(true);
    own.click();
    await settled(element);
    expect(focused(element)).to.equal("input");
  });

  it("leaves a focus outside alone", async () => {
    const { element } = await floating();
    const outside = document.body.appendChild(document.createElement("button"));
    outside.focus();
    element.hide();
    await settled(element);
    expect(document.activeElement === outside).to.equal(true);
    element.show();
    await settled(element);
    expect(document.activeElement === outside).to.equal(true);
    outside.remove();
  });

  it("keeps the focus on the launcher when the conversation ends meanwhile", async () => {
    const { element, renderer } = await floating();
    find(element, ".close")!.focus();
    find(element, ".close")!.click();
    await settled(element);
    renderer.report({ type: "ended", reason: "server-ended" });
    await settled(element);
    expect(focused(element)).to.equal("launcher");
    expect(find(element, ".running")).to.equal(null);
    expect(find(element, ".launcher")!.getAttribute("aria-label")).to.equal("Talk to the avatar");
  });
});

describe("the launcher", () => {
  afterEach(clear);

  it("says that a conversation runs, and whether the microphone is open", async () => {
    const { element } = await floating({ "on-close": "continue" });
    element.hide();
    await settled(element);
    const said = () => [
      find(element, ".launcher")!.getAttribute("aria-label"),
      find(element, ".running")!.innerText.trim(),
    ];
    expect(said()).to.deep.equal([
      "Talk to the avatar. Conversation running. Microphone on.",
      "Conversation running\nMicrophone on",
    ]);
    element.micMuted = true;
    await settled(element);
    expect(said()).to.deep.equal([
      "Talk to the avatar. Conversation running. Microphone off.",
      "Conversation running\nMicrophone off",
    ]);
  });

  it("says it in the visitor's language, and beside a launcher of the page's own", async () => {
    const { element } = await floating({ lang: "de", "on-close": "continue" });
    const own = document.createElement("button");
    own.slot = "launcher";
    element.append(own);
    element.hide();
    await settled(element);
    expect(find(element, ".running")!.innerText.trim()).to.equal("Gespräch läuft\nMikrofon an");
    expect(find(element, ".running")!.getBoundingClientRect().height).to.be.above(20);
  });

  it("says nothing of it where no conversation runs", async () => {
    const element = await place({ layout: "floating" });
    expect(find(element, ".running")).to.equal(null);
  });
});

describe("an input method's Escape", () => {
  afterEach(clear);

  for (const [what, init] of [
    ["during the composition", { isComposing: true }],
    ["after it, as Safari says it", { keyCode: 229 }],
  ] as const) {
    it(`closes nothing and interrupts nothing (scene 23): ${what}`, async () => {
      const { element, renderer } = await floating();
      let heard = 0;
      const listen = () => (heard += 1);
      document.addEventListener("keydown", listen);
      const press = () =>
        find(element, ".input")!.dispatchEvent(
          new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true, ...init }),
        );
      press();
      void element.sendMessage("Tell me");
      renderer.report({ type: "speech-start" });
      press();
      document.removeEventListener("keydown", listen);
      expect(element.open).to.equal(true);
      expect(renderer.calls).not.to.include("interrupt");
      expect(heard, "nor does the page hear it").to.equal(0);
    });
  }

  it("is no other Escape: that one has one effect at a time", async () => {
    const { element, renderer } = await floating();
    void element.sendMessage("Tell me");
    renderer.report({ type: "speech-start" });
    const first = escape();
    find(element, ".input")!.dispatchEvent(first);
    await settled(element);
    expect([element.getAttribute("state"), element.open, first.defaultPrevented]).to.deep.equal(["ready", true, true]);
    find(element, ".input")!.dispatchEvent(escape());
    expect(element.open).to.equal(false);
  });
});

describe("a fullscreen avatar", () => {
  let page: HTMLElement;
  beforeEach(() => {
    page = document.body.appendChild(document.createElement("main"));
    page.append(document.createElement("button"));
    page.style.height = "5000px";
  });
  afterEach(async () => {
    await clear();
    page.remove();
    expect(document.documentElement.style.overflow, "the page scrolls again").to.equal("");
  });

  async function covering() {
    const talking = await talk({ layout: "fullscreen" });
    return talking;
  }

  it("is open from the start, a modal dialog over a page that is inert and does not scroll (scene 26)", async () => {
    const { element } = await covering();
    expect(element.open).to.equal(true);
    expect(page.inert).to.equal(true);
    expect(getComputedStyle(document.documentElement).overflow).to.equal("hidden");
    const frame = find(element, ".frame")!;
    expect([frame.role, frame.ariaModal]).to.deep.equal(["dialog", "true"]);
    const { width, height } = element.getBoundingClientRect();
    expect([width, height]).to.deep.equal([innerWidth, innerHeight]);
  });

  for (const way of ["the close button", "Escape", "hide()"]) {
    it(`has a way out (scene 26): ${way}`, async () => {
      scrollTo(0, 700);
      const { element } = await covering();
      const hidden = event(element, "avatar-hide");
      find(element, ".input")!.focus();
      if (way === "the close button") find(element, ".close")!.click();
      else if (way === "Escape") find(element, ".input")!.dispatchEvent(escape());
      else element.hide();
      await hidden;
      await settled(element);
      expect(page.inert).to.equal(false);
      expect(scrollY, "where the page was").to.equal(700);
      expect(focused(element)).to.equal("launcher");
      expect(find(element, ".frame")!.role).to.equal("region");
      expect(element.session?.state, "the conversation goes on").to.equal("ready");
      expect(element.getBoundingClientRect().height).to.be.below(200);
      find(element, ".launcher")!.click();
      await settled(element);
      expect(page.inert).to.equal(true);
      expect(focused(element)).to.equal("input");
    });
  }

  it("leaves a dialog alone that the page opens over it", async () => {
    await covering();
    const dialog = document.body.appendChild(document.createElement("dialog"));
    const button = dialog.appendChild(document.createElement("button"));
    button.textContent = "Accept";
    dialog.showModal();
    button.focus();
    expect(document.activeElement === button).to.equal(true);
    dialog.remove();
  });

  it("gives the page back when it is removed, and when it gets another layout", async () => {
    const { element } = await covering();
    element.layout = "inline";
    await settled(element);
    expect(page.inert).to.equal(false);
    element.layout = "fullscreen";
    await settled(element);
    expect(page.inert).to.equal(true);
    element.remove();
    await nextTask();
    expect(page.inert).to.equal(false);
  });

  it("does not wake what the page had made inert itself, and reaches through shadow roots", async () => {
    page.inert = true;
    const outer = document.body.appendChild(document.createElement("div"));
    const root = outer.attachShadow({ mode: "open" });
    const beside = root.appendChild(document.createElement("button"));
    const element = document.createElement("live-avatar");
    element.layout = "fullscreen";
    root.append(element);
    await element.updateComplete;
    await settled(element);
    expect([beside.inert, outer.inert]).to.deep.equal([true, false]);
    element.hide();
    await settled(element);
    expect([beside.inert, page.inert]).to.deep.equal([false, true]);
    outer.remove();
  });

  it("locks scrolling until the last of two is closed", async () => {
    const one = await covering();
    const two = await covering();
    one.element.hide();
    await settled(one.element);
    expect(document.documentElement.style.overflow).to.equal("hidden");
    two.element.hide();
    await settled(two.element);
    expect(document.documentElement.style.overflow).to.equal("");
  });
});
