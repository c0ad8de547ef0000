/** Push-to-talk says what it is: held, or pressed and pressed again; by its button, by a key, and by whoever cannot hold. */
import { expect } from "chai";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { systemClock } from "../../src/core/clock.js";
import { FakeRenderer } from "../../src/testing/index.js";
import { clear, find, place, settled, until } from "./support.js";

describe("push-to-talk", () => {
  let renderer: FakeRenderer;
  let element: LiveAvatarElement;
  const heard = () => renderer.microphone!.audible;
  const talk = () => find<HTMLButtonElement>(element, ".talk")!;
  const hint = () => find(element, "[part=talk-hint]")!.textContent.replace(/\s+/g, " ").trim();
  const status = () => find(element, "[part=status]")!.textContent.trim();
  const press = (type: string, key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent(type, { key, bubbles: true, composed: true, cancelable: true, ...init });
    target.dispatchEvent(event);
    return event;
  };

  async function start(attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    renderer = new FakeRenderer({ clock: systemClock, interaction: "push-to-talk" });
    element = await place({ interaction: "push-to-talk", ...attributes });
    element.renderer = renderer;
    await element.start();
    await until(() => element.getAttribute("mic-state") === "muted");
    await settled(element);
  }

  before(() => import("../../src/element/devices/device-menu.js"));
  afterEach(async () => {
    await clear();
    localStorage.clear();
  });

  it("held: says so, and tells a screen reader while the visitor is heard", async () => {
    await start();
    expect([talk().ariaLabel, talk().ariaPressed, hint(), status()]).to.deep.equal([
      en.holdToTalk,
      "false",
      en.holdToTalk,
      en.status.ready,
    ]);
    press("keydown", " ", talk());
    await until(heard);
    await settled(element);
    expect([talk().ariaPressed, hint(), status()]).to.deep.equal(["true", en.talk.letGo, en.status.talking]);
    press("keyup", " ", talk());
    expect(heard()).to.equal(false);
    await settled(element);
    expect([talk().ariaPressed, status()]).to.deep.equal(["false", en.status.ready]);
  });

  it("is pressed and pressed again, where the page or the visitor wants that", async () => {
    await start({ "talk-mode": "toggle" });
    expect([talk().ariaLabel, hint()]).to.deep.equal([en.talk.toggle, en.talk.toggle]);
    talk().click();
    await until(heard);
    await settled(element);
    expect([talk().ariaPressed, hint()]).to.deep.equal(["true", en.talk.again]);
    talk().dispatchEvent(new FocusEvent("blur"));
    expect(heard(), "nobody holds it").to.equal(true);
    talk().click();
    expect(heard()).to.equal(false);
  });

  it("is not down any more when the window was closed elsewhere, or refused", async () => {
    await start({ "talk-mode": "toggle" });
    talk().click();
    await until(heard);
    await settled(element);
    renderer.microphone!.answerWindow();
    await element.stopPushToTalk();
    await until(() => talk().ariaPressed === "false");
    renderer.microphone!.service = "refuses";
    talk().click();
    await settled(element);
    await until(() => talk().ariaPressed === "false");
    expect(heard()).to.equal(false);
  });

  it("held, it can also be clicked by a screen reader, a switch or a spoken command", async () => {
    await start();
    talk().click();
    await until(heard);
    await settled(element);
    expect(hint()).to.equal(en.talk.again);
    talk().click();
    expect(heard()).to.equal(false);
    // The click that follows a press of a pointer is none of those.
    talk().dispatchEvent(new MouseEvent("click", { detail: 1, bubbles: true }));
    await settled(element);
    expect([heard(), talk().ariaPressed]).to.deep.equal([false, "false"]);
  });

  it("is done by a key, held or pressed twice, and released with the window", async () => {
    await start({ "talk-key": "Space" });
    expect([talk().getAttribute("aria-keyshortcuts"), hint()]).to.deep.equal(["Space", `${en.holdToTalk} Space`]);
    const down = press("keydown", " ");
    expect([
      down.defaultPrevented,
      press("keydown", " ", document.body, { repeat: true }).defaultPrevented,
    ]).to.deep.equal([true, true]);
    await until(heard);
    press("keyup", " ");
    expect(heard()).to.equal(false);
    press("keydown", " ");
    await until(heard);
    window.dispatchEvent(new Event("blur"));
    expect(heard()).to.equal(false);
    element.talkMode = "toggle";
    element.talkKey = "t";
    await settled(element);
    press("keydown", "T");
    press("keyup", "T");
    await until(heard);
    press("keydown", "t");
    expect(heard()).to.equal(false);
  });

  it("never by a key that writes, presses something else, or is part of a chord", async () => {
    await start({ "talk-key": "Space" });
    const field = document.body.appendChild(document.createElement("div"));
    // eslint-disable-next-line no-restricted-syntax -- the mark-up of the test itself
    field.innerHTML = `<input><textarea></textarea><p contenteditable><b>x</b></p><select></select><button>b</button><a href="#">a</a><x-field></x-field>`;
    try {
      for (const target of [
        ...field.querySelectorAll("input, textarea, b, select, button, a, x-field"),
        find(element, ".input")!,
      ]) {
        expect(press("keydown", " ", target).defaultPrevented, target.localName).to.equal(false);
      }
      for (const init of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }]) {
        expect(press("keydown", " ", document.body, init).defaultPrevented).to.equal(false);
      }
      element.talkKey = "t";
      await settled(element);
      expect(press("keydown", "t", field.querySelector("input")!).defaultPrevented).to.equal(false);
      expect(
        press("keydown", "t", field.querySelector("button")!).defaultPrevented,
        "a letter presses no button",
      ).to.equal(true);
      press("keyup", "t");
    } finally {
      field.remove();
    }
    expect(heard()).to.equal(false);
    const { isConnected } = element;
    element.remove();
    expect([isConnected, press("keydown", "t").defaultPrevented]).to.deep.equal([true, false]);
  });

  it("is as the visitor chooses in the menu, from then on; the key can be turned off", async () => {
    await start({ "talk-key": "k" });
    find(element, "[part=devices-button]")!.click();
    await until(() => find(element, ".devices select[data-kind=talk]") !== null);
    const mode = find<HTMLSelectElement>(element, ".devices select[data-kind=talk]")!;
    mode.value = "toggle";
    mode.dispatchEvent(new Event("change"));
    const box = find<HTMLInputElement>(element, ".talk-key input")!;
    box.click();
    await settled(element);
    expect([talk().ariaLabel, talk().hasAttribute("aria-keyshortcuts")]).to.deep.equal([en.talk.toggle, false]);
    expect(press("keydown", "k").defaultPrevented).to.equal(false);
    await clear();
    await start({ "talk-key": "k" });
    expect([hint(), talk().hasAttribute("aria-keyshortcuts")]).to.deep.equal([en.talk.toggle, false]);
  });
});
