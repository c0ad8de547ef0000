/** What is written in the composer stays there: the page's shortcuts do not hear it. */
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import { clear, find, settled, talk, TalkingRenderer } from "./support.js";

/** A page's listener for shortcuts, as their libraries write it: it spares text fields, by the event's target. */
function shortcuts(): { readonly heard: string[]; readonly stop: () => void } {
  const heard: string[] = [];
  const listen = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if ((event.target as Element).matches("input, textarea, [contenteditable]")) return;
    heard.push(`${event.type}:${key}`);
  };
  const names = ["keydown", "keypress", "keyup"];
  for (const name of names) for (const target of [document, window]) target.addEventListener(name, listen);
  return {
    heard,
    stop: () => {
      for (const name of names) for (const target of [document, window]) target.removeEventListener(name, listen);
    },
  };
}

const isAltGraph = (key: string): boolean => key === "AltGraph";

describe("writing in the composer", () => {
  afterEach(clear);

  it("fires none of the page's shortcuts (scene 22)", async () => {
    const { element, renderer } = await talk();
    find(element, ".input")!.focus();
    const page = shortcuts();
    await sendKeys({ type: "opening Hours? /s" });
    for (const press of ["ArrowLeft", "Home", "Backspace", "Delete", "End", "Enter"]) await sendKeys({ press });
    page.stop();
    expect(page.heard).to.deep.equal([]);
    expect(renderer.calls).to.include("respond:pening Hours? /s");
  });

  /* eslint-disable @typescript-eslint/no-deprecated -- Safari and phones say by this code that a key is an input method's */
  const cases: readonly (readonly [what: string, init: KeyboardEventInit, reaches: boolean])[] = [
    ["Escape", { key: "Escape" }, true],
    ["Tab", { key: "Tab" }, true],
    ["F1", { key: "F1" }, true],
    ["a chord of the page", { key: "k", ctrlKey: true }, true],
    ["the same on a Mac", { key: "k", metaKey: true }, true],
    ["a page's access key", { key: "s", altKey: true }, true],
    ["copying", { key: "c", ctrlKey: true }, false],
    ["undoing", { key: "z", metaKey: true }, false],
    ["a word to the left", { key: "ArrowLeft", ctrlKey: true }, false],
    ["a sign of AltGr", { key: "@", ctrlKey: true, altKey: true, modifierAltGraph: true }, false],
    ["a sign of a Mac's Alt", { key: "ß", altKey: true }, false],
    ["a capital's Shift", { key: "Shift", shiftKey: true }, false],
    ["a dead key", { key: "Dead" }, false],
    ["a phone's keyboard", { key: "Unidentified", keyCode: 229 }, false],
    ["an input method", { key: "Process", isComposing: true }, false],
    ["an input method's Escape", { key: "Escape", isComposing: true }, false],
    ["an input method's Enter", { key: "Enter", keyCode: 229 }, false],
  ];
  /* eslint-enable @typescript-eslint/no-deprecated */
  for (const [what, init, reaches] of cases) {
    it(`${what} ${reaches ? "reaches" : "does not reach"} the page`, async () => {
      const { element } = await talk();
      const page = shortcuts();
      const down = new KeyboardEvent("keydown", { bubbles: true, composed: true, cancelable: true, ...init });
      // WebKit gives a made event no AltGraph.
      if ("modifierAltGraph" in init) Object.defineProperty(down, "getModifierState", { value: isAltGraph });
      find(element, ".input")!.dispatchEvent(down);
      page.stop();
      expect(page.heard.length > 0).to.equal(reaches);
    });
  }

  it("counts as activity all the same", async () => {
    const { element, renderer } = await talk();
    find(element, ".input")!.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, composed: true }));
    expect(renderer.calls).to.include("keepAlive");
  });

  for (const [what, init] of [
    ["that is under way", { isComposing: true }],
    ["that has ended just before, as in Safari", { keyCode: 229 }],
  ] as const) {
    it(`sends nothing by the Enter of an input method ${what}`, async () => {
      const { element, renderer } = await talk();
      const input = find<HTMLInputElement>(element, ".input")!;
      input.value = "こんにち";
      const key = { key: "Enter", bubbles: true, composed: true };
      input.dispatchEvent(new KeyboardEvent("keydown", { ...key, ...init }));
      // An engine that takes that Enter for one of the form's.
      find<HTMLFormElement>(element, "form")!.requestSubmit();
      input.dispatchEvent(new KeyboardEvent("keyup", key));
      await settled(element);
      expect(renderer.calls.filter((call) => call.startsWith("respond"))).to.deep.equal([]);
      expect(input.value).to.equal("こんにち");
      find<HTMLFormElement>(element, "form")!.requestSubmit();
      expect(renderer.calls).to.include("respond:こんにち");
    });
  }

  it("holding to talk fires none of them either", async () => {
    const renderer = new TalkingRenderer();
    renderer.interaction = "push-to-talk";
    const { element } = await talk({ interaction: "push-to-talk" }, renderer);
    find(element, ".talk")!.focus();
    const page = shortcuts();
    await sendKeys({ down: " " });
    await sendKeys({ up: " " });
    page.stop();
    expect(page.heard).to.deep.equal([]);
    expect(renderer.calls).to.include("startPushToTalk");
  });
});
