/** The `consent` slot: nothing is asked of anybody before it is given, and a start that waits for it goes on in its press. */
import { expect } from "chai";
import { sendKeys } from "@web/test-runner-commands";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, event, find, nextTask, place, settled, TalkingRenderer, until, untilLoaded } from "./support.js";

performance.setResourceTimingBufferSize(5000);

/** The requests of the page, by path: scripts, and what the element fetches. */
const requests = (): string[] => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
const ofConversation = (): string[] =>
  requests().filter((path) => /assembly|conversation\/|room\/|\/site\//.test(path));

const asked = new Map<string, number>();
const original = window.fetch.bind(window);
before(() => {
  window.fetch = (input, init) => {
    const path = new URL(input instanceof Request ? input.url : input.toString(), location.href).pathname;
    asked.set(path, (asked.get(path) ?? 0) + 1);
    if (path.startsWith("/site/")) return Promise.resolve(Response.json({ session_token: "t" }));
    return original(input, init);
  };
});
after(() => {
  window.fetch = original;
});
afterEach(async () => {
  await clear();
  asked.clear();
});

const CONTENT = `<div slot="consent">
  <p>What you say goes to a service.</p>
  <button type="button" data-avatar-action="consent">Go on</button>
  <button type="button" data-avatar-action="decline">Not now</button>
</div>`;

/** An element whose page asks for consent. */
async function asking(attributes: Readonly<Record<string, string>> = {}, renderer?: TalkingRenderer) {
  const fragment = document.createRange().createContextualFragment(CONTENT);
  const element = document.createElement("live-avatar");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (renderer) element.renderer = renderer;
  element.append(fragment);
  const host = await place();
  host.replaceWith(element);
  await element.updateComplete;
  return element;
}

const start = (element: LiveAvatarElement) => find(element, "[part=start-button]");
const own = (element: LiveAvatarElement, action: string) =>
  element.querySelector<HTMLElement>(`[data-avatar-action=${action}]`);
const isShown = (element: Element | null): boolean => element?.checkVisibility() ?? false;

describe("before consent", () => {
  for (const loading of ["intent", "visible", "eager"]) {
    it(`requests nothing with loading="${loading}" and prefetch="token", whatever the visitor does`, async () => {
      const element = await asking({ loading, prefetch: "token", "token-endpoint": "/site/token" });
      for (const type of ["pointerenter", "focusin", "pointerdown"]) element.dispatchEvent(new Event(type));
      start(element)?.focus();
      start(element)?.click();
      await settled(element);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await nextTask();
      expect(ofConversation()).to.deep.equal([]);
      expect([...asked]).to.deep.equal([]);
      expect(element.getAttribute("state")).to.equal("idle");
      expect(element.session).to.equal(null);
      element.remove();
    });
  }

  it("shows the gate, and nothing of the question", async () => {
    const element = await asking();
    expect(isShown(own(element, "consent"))).to.equal(false);
    expect(isShown(start(element))).to.equal(true);
    element.remove();
  });
});

describe("consent", () => {
  let element: LiveAvatarElement;
  let renderer: TalkingRenderer;
  let told: unknown[];
  beforeEach(async () => {
    renderer = new TalkingRenderer();
    element = await asking({}, renderer);
    told = [];
    for (const name of ["avatar-consent", "avatar-before-start", "avatar-state-change"] as const)
      element.addEventListener(name, (e) => told.push([e.type.slice(7), ...(Object.values(e.detail) as unknown[])]));
  });
  afterEach(() => {
    element.remove();
  });

  it("is asked for at Start, with the focus, and the start goes on in the press that gives it", async () => {
    start(element)?.focus();
    await sendKeys({ press: "Enter" });
    await settled(element);
    expect(isShown(own(element, "consent"))).to.equal(true);
    expect(start(element)).to.equal(null);
    expect((element.renderRoot as ShadowRoot).activeElement?.matches("[part=start-gate]")).to.equal(true);
    await sendKeys({ press: "Tab" });
    expect(document.activeElement).to.equal(own(element, "consent"));
    expect(told).to.deep.equal([]);

    let plays = 0;
    const play = HTMLMediaElement.prototype.play.bind(document.createElement("video"));
    HTMLMediaElement.prototype.play = () => {
      plays += 1;
      return play();
    };
    own(element, "consent")?.click();
    HTMLMediaElement.prototype.play = play;
    // In the press itself: a browser unlocks sound in no other task.
    expect(plays).to.be.greaterThan(0);
    expect(told.slice(0, 2)).to.deep.equal([["consent", true], ["before-start"]]);
    await untilLoaded(() => element.session?.state === "ready");
    await settled(element);
    expect(element.getAttribute("consent")).to.equal("given");
    expect(isShown(own(element, "consent"))).to.equal(false);
    await element.stop();
    // Once is enough.
    start(element)?.click();
    await until(() => element.session?.state === "ready");
  });

  it("that is declined leads back to the gate, with the focus on Start, and nothing is started", async () => {
    const outcome = element.start().then(
      () => "started",
      (error: unknown) => (error as Error).name,
    );
    await settled(element);
    own(element, "decline")?.focus();
    own(element, "decline")?.click();
    expect(await outcome).to.equal("AbortError");
    await settled(element);
    expect((element.renderRoot as ShadowRoot).activeElement).to.equal(start(element));
    expect(told).to.deep.equal([["consent", false]]);
    expect(renderer.calls).to.deep.equal([]);
    // It is asked again.
    start(element)?.click();
    await settled(element);
    expect(isShown(own(element, "consent"))).to.equal(true);
  });

  it("that the page sets counts as the visitor's, also while it is asked for, and is not told", async () => {
    const started = element.start();
    await settled(element);
    element.consent = "given";
    await started;
    expect(element.session?.state).to.equal("ready");
    expect(told.filter((entry) => (entry as string[])[0] === "consent")).to.deep.equal([]);
  });

  it("that is taken away ends the conversation, by the attribute and by a press", async () => {
    for (const withdraw of [
      () => {
        element.removeAttribute("consent");
      },
      () => own(element, "decline")?.click(),
    ]) {
      element.setAttribute("consent", "given");
      await element.start();
      const ended = event(element, "avatar-ended");
      withdraw();
      await ended;
      expect(element.session).to.equal(null);
    }
  });

  it("is given up by stop() and by removal", async () => {
    for (const giveUp of [
      () => void element.stop(),
      () => {
        element.remove();
      },
    ]) {
      const outcome = element.start().catch((error: unknown) => (error as Error).name);
      await settled(element);
      giveUp();
      expect(await outcome).to.equal("AbortError");
      await settled(element);
      expect(isShown(own(element, "consent"))).to.equal(false);
    }
  });

  it("is not asked for where the slot is empty", async () => {
    element.querySelector("[slot=consent]")?.remove();
    await element.start();
    expect(element.session?.state).to.equal("ready");
  });
});
