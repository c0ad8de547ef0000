/** What the shell draws itself: only what is seen, and always the same nodes. */
import { css } from "@lit/reactive-element";
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import { Closing, type ClosingHost, type ClosingSessions } from "../../src/element/layout/closing.js";
import { LiveAvatarElement } from "../../src/index.js";
import { clear, find, place, settled, talk, TalkingRenderer, untilLoaded } from "./support.js";

before(loadLayout);
afterEach(clear);

describe("the shell", () => {
  it("has nothing but the launcher while a floating avatar was never opened", async () => {
    const element = await place({ layout: "floating", "token-endpoint": "/token" });
    expect([find(element, ".launcher") !== null, find(element, ".frame")]).to.deep.equal([true, null]);
    element.show();
    await element.updateComplete;
    expect([find(element, ".launcher"), find(element, ".frame") !== null]).to.deep.equal([null, true]);
  });

  it("makes the frame of a closed avatar that the page starts, so that its video can play", async () => {
    const { element } = await talk({ layout: "floating" });
    expect([element.open, find(element, ".frame")?.hidden]).to.deep.equal([false, true]);
    expect(find(element, "video")).to.not.equal(null);
  });

  it("keeps its nodes from before the first conversation to after the last one", async () => {
    const element = await place({ layout: "floating", open: "" }, new TalkingRenderer());
    const nodes = () => ["[part=frame]", "[part=stage]", "[part=close-button]"].map((part) => find(element, part));
    const before = nodes();
    expect(before.every(Boolean)).to.equal(true);
    await element.start();
    await settled(element);
    element.hide();
    await settled(element);
    element.show();
    await element.stop();
    await settled(element);
    expect(nodes()).to.deep.equal(before);
    expect(find(element, ".start")?.textContent.trim()).to.equal("Start again");
  });

  it("leaves the Start button in its place while the code of a conversation comes", async () => {
    const element = await place({}, new TalkingRenderer());
    const button = find(element, ".start");
    element.dispatchEvent(new PointerEvent("pointerenter"));
    await import("../../src/element/assembly/assemble.js");
    await settled(element);
    expect(find(element, ".start")).to.equal(button);
  });

  it("puts the styles of the frame before those of a class that extends the element", async () => {
    class Dressed extends LiveAvatarElement {
      static override readonly styles = [
        LiveAvatarElement.styles,
        css`
          .start {
            color: rgb(1, 2, 3);
          }
        `,
      ];
    }
    customElements.define("dressed-avatar", Dressed);
    const element = document.createElement("dressed-avatar") as LiveAvatarElement;
    document.body.append(element);
    await element.updateComplete;
    expect(getComputedStyle(find(element, ".start")!).color).to.equal("rgb(1, 2, 3)");
    element.remove();
  });

  it("says English words in English where a language of the page's has none for them", async () => {
    const element = await place({ lang: "nl", "token-endpoint": "/token" });
    element.translations = { start: "Begin" };
    // Templates, which mark them, are a chunk of their own.
    await untilLoaded(() => find(element, ".hint [lang=en]") !== null);
    expect(find(element, ".hint")!.textContent).to.match(/microphone/);
    expect(find(element, ".start")!.textContent.trim()).to.equal("Begin");
  });
});

describe("an avatar that is closed while the chunk of its layout still comes", () => {
  /** What was asked of the sessions. */
  function closed(wasShut?: boolean): readonly string[] {
    const calls: string[] = [];
    const host = { layout: "floating", open: false, onClose: "end" } as ClosingHost;
    const sessions = { live: true, state: "ready", stop: () => Promise.resolve(void calls.push("stop")) };
    new Closing(host, sessions as unknown as ClosingSessions, wasShut).hostUpdated();
    return calls;
  }

  it("has been closed", () => {
    expect(closed(false)).to.deep.equal(["stop"]);
  });

  it("has not, where it was closed already", () => {
    expect([closed(true), closed()]).to.deep.equal([[], []]);
  });
});
