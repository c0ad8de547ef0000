/** Elements that render what signals say: ours, and those of a page that uses `@lit-labs/signals` itself. */
import { SignalWatcher } from "@lit-labs/signals";
import { expect } from "chai";
import { html, LitElement, type ReactiveElement, type TemplateResult } from "lit";
import { state } from "../../src/core/signals.js";
import { SignalWatch } from "../../src/element/conversation/signal-watch.js";
import { SignalElement } from "../../src/element/signal-element.js";
import { AvatarSession } from "../../src/session/index.js";
import { nextTask, talk, TalkingRenderer } from "./support.js";

const read = state("a");
const notRead = state("a");

class Reader extends SignalElement {
  renders = 0;
  fails = false;

  constructor() {
    super();
    this.watchSignals(SignalWatch);
  }

  /** Draws in this task. */
  drawNow(): void {
    this.performUpdate();
  }

  protected override draw(): void {
    this.renders += 1;
    const word = read.get();
    if (this.fails) throw new Error("no");
    this.renderRoot.textContent = word;
  }
}
customElements.define("signal-reader", Reader);

/** Draws a reader in the middle of its own update. */
class Outer extends SignalElement {
  renders = 0;
  readonly inner = new Reader();

  constructor() {
    super();
    this.watchSignals(SignalWatch);
  }

  protected override draw(): void {
    this.renders += 1;
    if (!this.inner.isConnected) document.body.append(this.inner);
    this.inner.drawNow();
  }
}
customElements.define("signal-outer", Outer);

const placed: Element[] = [];

async function place<E extends ReactiveElement>(element: E): Promise<E> {
  document.body.append(element);
  placed.push(element);
  await element.updateComplete;
  return element;
}

const textOf = (element: ReactiveElement): string => element.renderRoot.textContent.trim();

afterEach(() => {
  for (const element of placed.splice(0)) element.remove();
  read.set("a");
  notRead.set("a");
});

describe("an element that reads signals", () => {
  it("renders once for many changes, and not for what it did not read", async () => {
    const element = await place(new Reader());
    read.set("b");
    read.set("c");
    notRead.set("b");
    await element.updateComplete;
    expect([element.renders, textOf(element)]).to.deep.equal([2, "c"]);
    notRead.set("c");
    await nextTask();
    expect(element.renders).to.equal(2);
  });

  it("is not followed while it is out of the page, and catches up when it is back", async () => {
    const element = await place(new Reader());
    element.remove();
    read.set("b");
    await nextTask();
    expect(element.renders).to.equal(1);
    await place(element);
    expect(textOf(element)).to.equal("b");
    read.set("c");
    await element.updateComplete;
    expect(textOf(element)).to.equal("c");
  });

  it("renders out of the page when it is asked, and watches nothing then", async () => {
    const element = new Reader();
    element.drawNow();
    expect(textOf(element)).to.equal("a");
    read.set("b");
    await nextTask();
    expect(element.renders).to.equal(1);
  });

  it("passes on what a rendering throws, and goes on", async () => {
    const element = await place(new Reader());
    element.fails = true;
    element.requestUpdate();
    expect(() => {
      element.drawNow();
    }).to.throw("no");
    element.fails = false;
    read.set("b");
    await element.updateComplete;
    expect(textOf(element)).to.equal("b");
  });

  it("does not make an element that draws it a reader", async () => {
    const outer = await place(new Outer());
    placed.push(outer.inner);
    read.set("b");
    await outer.inner.updateComplete;
    await nextTask();
    expect([outer.renders, textOf(outer.inner)]).to.deep.equal([1, "b"]);
  });
});

describe("a page's own SignalWatcher", () => {
  it("follows the signals of a session", async () => {
    const session = new AvatarSession({ renderer: new TalkingRenderer() });
    class PageElement extends SignalWatcher(LitElement) {
      protected override render(): TemplateResult {
        return html`${session.signals.state.get()}`;
      }
    }
    customElements.define("page-watcher", PageElement);
    const element = await place(new PageElement());
    expect(textOf(element)).to.equal("idle");
    await session.start();
    await nextTask();
    expect(textOf(element)).to.equal("ready");
    session.destroy();
    await nextTask();
    expect(textOf(element)).to.equal("destroyed");
  });

  it("follows the session of an element", async () => {
    const { element: avatar, renderer } = await talk();
    placed.push(avatar);
    class BesideIt extends SignalWatcher(LitElement) {
      protected override render(): TemplateResult {
        return html`${avatar.session?.signals.userSpeaking.get()}`;
      }
    }
    customElements.define("page-watcher-beside", BesideIt);
    const element = await place(new BesideIt());
    expect(textOf(element)).to.equal("false");
    renderer.report({ type: "user-speech-start" });
    await nextTask();
    expect(textOf(element)).to.equal("true");
  });
});
