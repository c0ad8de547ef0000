/** A reader comes to the first message that the session holds, and storage has more. */
import { expect } from "chai";
import { nothing, render } from "lit";
import { ConversationView } from "../../src/element/conversation/conversation-view.js";
import type { Locale } from "../../src/element/controllers/locale-controller.js";
import { SignalWatch } from "../../src/element/conversation/signal-watch.js";
import type { LoadEarlier } from "../../src/element/conversation/earlier-messages.js";
import type { ViewHost } from "../../src/element/conversation/view-context.js";
import { SignalElement } from "../../src/element/signal-element.js";
import { deferred } from "../../src/core/wait.js";
import { AvatarSession } from "../../src/session/index.js";
import { hold, inSight, messagesIn, messagesOf, nextFrame, numberOf, offsetOf, scrollBy } from "./long-conversation.js";
import { TalkingRenderer, until } from "./support.js";

const ENGLISH: Locale = { language: "en", texts: (english) => english };

/** The panel of the conversation view alone. */
class PanelElement extends SignalElement {
  static override readonly styles = [ConversationView.styles];
  session: AvatarSession | undefined;
  loadEarlier: LoadEarlier | undefined;
  readonly #view = new ConversationView(this.#host());

  constructor() {
    super();
    this.watchSignals(SignalWatch);
  }

  protected override draw(): void {
    render(this.session ? this.#view.render(this.session, ENGLISH).panel : nothing, this.renderRoot);
  }

  protected override updated(): void {
    this.#view.updated(this.renderRoot);
  }

  #host(): ViewHost {
    // What the panel asks of the element.
    const host = {
      ...{ noTextInput: true, noCaptions: true, noTranscript: false, noPictureInPicture: true, noExpand: true },
      ...{ deviceKinds: [], video: { status: () => "off" }, smallWindow: { render: noop, close: noop } },
    };
    return Object.defineProperty(host, "loadEarlier", { get: () => this.loadEarlier }) as unknown as ViewHost;
  }
}
customElements.define("test-panel", PanelElement);

const noop = (): void => undefined;

/** Storage under command: each call waits for its answer. */
function storage() {
  const calls: { give(isMore: boolean): void; fail(): void }[] = [];
  const load: LoadEarlier = () => {
    const answer = deferred<boolean>();
    calls.push({ give: answer.resolve, fail: () => answer.reject(new Error("no storage")) });
    return answer.promise;
  };
  return { calls, load };
}

const panels: PanelElement[] = [];

async function open(count: number) {
  const renderer = new TalkingRenderer();
  const session = new AvatarSession({ renderer });
  await session.start();
  hold(session, messagesOf(1000 - count, 1000));
  const { calls, load } = storage();
  const panel = document.createElement("test-panel") as PanelElement;
  panel.session = session;
  panel.loadEarlier = load;
  document.body.append(panel);
  panels.push(panel);
  await panel.updateComplete;
  const log = panel.renderRoot.querySelector<HTMLElement>(".transcript")!;
  log.style.blockSize = "240px";
  const button = () => panel.renderRoot.querySelector<HTMLButtonElement>(".earlier button");
  const label = () => button()?.textContent.trim();
  const alert = () => panel.renderRoot.querySelector("[role=alert]")?.textContent;
  const toTop = async () => {
    while (log.scrollTop > 0) await scrollBy(log, -200);
  };
  return { panel, session, renderer, calls, log, button, label, alert, toTop };
}

const numbers = (log: HTMLElement): number[] => messagesIn(log).map(numberOf);

describe("earlier messages", () => {
  afterEach(() => {
    for (const panel of panels.splice(0)) {
      panel.remove();
      panel.session?.destroy();
    }
  });

  it("are asked for once when the reader comes to the first, and come without a jump", async () => {
    const { session, calls, log, label, toTop } = await open(50);
    await nextFrame();
    expect(calls.length, "nobody has asked yet").to.equal(0);
    expect(label()).to.equal("Earlier messages");
    await toTop();
    expect(calls.length).to.equal(1);
    expect(label()).to.equal("Loading earlier messages…");
    await scrollBy(log, 60);
    await scrollBy(log, -40);
    expect(calls.length).to.equal(1);
    const [anchor] = inSight(log);
    const offset = offsetOf(anchor!, log);
    hold(session, messagesOf(800, 1000));
    await nextFrame();
    expect(offsetOf(anchor!, log)).to.be.closeTo(offset, 1);
    calls[0]!.give(true);
    await until(() => numbers(log)[0]! < 950);
    await nextFrame();
    expect(offsetOf(anchor!, log)).to.be.closeTo(offset, 1);
    expect(numbers(log)[0]).to.equal(930);
    expect(label()).to.equal("Earlier messages");
    expect(calls.length).to.equal(1);
    await toTop();
    expect(numbers(log)[0]).to.equal(800);
    expect(messagesIn(log).length).to.equal(80);
    expect(calls.length).to.equal(2);
    calls[1]!.give(false);
    await until(() => label() === undefined);
    await scrollBy(log, 100);
    await scrollBy(log, -100);
    expect(calls.length, "there are no more").to.equal(2);
  });

  it("are asked for once, too, when they have come and the promise has not", async () => {
    const { session, calls, log, toTop } = await open(50);
    await toTop();
    hold(session, messagesOf(800, 1000));
    await nextFrame();
    const home = () => log.dispatchEvent(new KeyboardEvent("keydown", { key: "Home" }));
    home();
    await until(() => inSight(log).map(numberOf)[0] === 800);
    expect(calls.length).to.equal(1);
    calls[0]!.give(true);
    await nextFrame();
    home();
    await until(() => calls.length === 2);
  });

  it("that could not be loaded are asked for again by a press alone", async () => {
    const { session, calls, log, button, label, alert, toTop } = await open(50);
    await toTop();
    calls[0]!.fail();
    await until(() => label() === "Try again");
    expect(alert()).to.equal("Earlier messages could not be loaded.");
    await scrollBy(log, 100);
    await toTop();
    expect(calls.length).to.equal(1);
    button()!.click();
    expect(calls.length).to.equal(2);
    await until(() => label() === "Loading earlier messages…");
    expect(button()!.getAttribute("aria-disabled")).to.equal("true");
    expect(alert()).to.equal(undefined);
    button()!.click();
    expect(calls.length).to.equal(2);
    const last = inSight(log).map(numberOf)[0]!;
    hold(session, messagesOf(800, 1000));
    calls[1]!.give(true);
    await until(() => numbers(log)[0] === 930);
    await nextFrame();
    await nextFrame();
    expect(last).to.equal(950);
    expect(inSight(log).map(numberOf), "a page up").to.include(949);
    expect(inSight(log).map(numberOf)[0]).to.be.below(949);
  });

  it("come by the button where there is nothing to scroll", async () => {
    const { session, calls, log, button } = await open(1);
    expect(log.scrollHeight).to.equal(log.clientHeight);
    button()!.click();
    hold(session, messagesOf(800, 1000));
    calls[0]!.give(true);
    await until(() => numbers(log)[0] === 979);
    await nextFrame();
    await nextFrame();
    expect(inSight(log).map(numberOf)).to.include(997);
  });

  it("are not offered where the conversation began just now", async () => {
    const { session, renderer, panel, label } = await open(0);
    expect(label()).to.equal(undefined);
    void session.sendMessage("Number 1.");
    renderer.answer("Number 2.");
    await nextFrame();
    await panel.updateComplete;
    expect(messagesIn(panel.renderRoot.querySelector<HTMLElement>(".transcript")!).length).to.equal(2);
    expect(label()).to.equal(undefined);
  });

  it("of another conversation are another matter", async () => {
    const { session, calls, log, label, toTop } = await open(50);
    await toTop();
    calls[0]!.give(false);
    await until(() => label() === undefined);
    hold(session, messagesOf(900, 1000, "other-"));
    await until(() => label() === "Earlier messages");
    await toTop();
    expect(calls.length).to.equal(2);
    // The first conversation again, with an answer that was for the second.
    hold(session, messagesOf(950, 1000));
    calls[1]!.fail();
    await until(() => numbers(log).length === 50);
  });

  it("that were asked for another session do not count", async () => {
    const { panel, calls, label, toTop } = await open(50);
    await toTop();
    const session = new AvatarSession({ renderer: new TalkingRenderer() });
    await session.start();
    hold(session, messagesOf(950, 1000));
    panel.session?.destroy();
    panel.session = session;
    panel.requestUpdate();
    await panel.updateComplete;
    expect(label()).to.equal("Earlier messages");
    calls[0]!.give(false);
    await nextFrame();
    expect(label()).to.equal("Earlier messages");
  });
});
