import { Signal } from "@lit-labs/signals";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { deferred } from "../../src/core/wait.js";
import { Countdown, waitText } from "../../src/element/conversation/countdown.js";
import { en } from "../../src/element/locales/en.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { FakeClock } from "../../src/testing/fake-clock.js";
import { clear, event, find, place, settled, talk, TalkingRenderer } from "./support.js";

describe("a countdown", () => {
  it("changes each second, and keeps one timer while it is shown", async () => {
    const clock = new FakeClock();
    const countdown = new Countdown(clock);
    const [one, other] = [{}, {}];
    const seen: string[] = [];
    let isShown = true;
    const shown = new Signal.Computed(() => {
      if (isShown) seen.push(`${countdown.left(one, 3)} ${countdown.left(other, 2.5)}`);
      countdown.updated();
    });
    const watcher = new Signal.subtle.Watcher(() => {
      queueMicrotask(() => {
        watcher.watch();
        shown.get();
      });
    });
    watcher.watch(shown);
    shown.get();
    expect(clock.pending).to.equal(1);
    for (let ms = 0; ms < 4000; ms += 250) await clock.advance(250);
    expect(seen).to.deep.equal(["3 3", "3 2", "2 2", "2 1", "1 1", "1 0", "0 0"]);
    expect(clock.pending).to.equal(0);
    watcher.unwatch(shown);
    isShown = false;
  });

  it("is not put off by a page that slept", async () => {
    const clock = new FakeClock();
    const countdown = new Countdown(clock);
    const cause = {};
    expect(countdown.left(cause, 12)).to.equal(12);
    await clock.advance(9500);
    expect(countdown.left(cause, 12)).to.equal(3);
    await clock.advance(60_000);
    expect(countdown.left(cause, 12)).to.equal(0);
  });

  it("keeps no timer for what is not shown any more", () => {
    const clock = new FakeClock();
    const countdown = new Countdown(clock);
    countdown.left({}, 12);
    countdown.updated();
    expect(clock.pending).to.equal(1);
    countdown.updated();
    expect(clock.pending).to.equal(0);
  });

  it("says long waits in minutes, and one of a kind as one", () => {
    expect(waitText(1, en)).to.equal("Try again in 1 second.");
    expect(waitText(120, en)).to.equal("Try again in 120 seconds.");
    expect(waitText(601, en)).to.equal("Try again in 11 minutes.");
  });
});

/** What the eye reads, and what a screen reader is told. */
function read(node: Element | null): { eye: string; ear: string } {
  const textWithout = (selector: string): string => {
    const copy = node?.cloneNode(true) as Element;
    for (const one of copy.querySelectorAll(selector)) one.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  return { eye: textWithout(".told, button"), ear: textWithout("[aria-hidden=true], button") };
}

async function untilTextChanges(element: LiveAvatarElement, selector: string): Promise<void> {
  const before = read(find(element, selector)).eye;
  const isOther = (): boolean => read(find(element, selector)).eye !== before;
  // It takes a second: whoever asks all the time keeps a processor from the tests beside this one.
  const changed = deferred();
  const observer = new MutationObserver(() => {
    if (isOther()) changed.resolve();
  });
  observer.observe(element.renderRoot, { subtree: true, childList: true, characterData: true });
  if (!isOther()) await changed.promise;
  observer.disconnect();
}

describe("a wait that a server asks for", () => {
  afterEach(clear);

  it("counts for the eye; a screen reader is told at the start and at the end", async () => {
    const renderer = new TalkingRenderer();
    renderer.mountError = new LiveAvatarError("start-rate-limited", "for the console", { retryAfter: 2 });
    const element = await place({}, renderer);
    await element.start().catch(() => undefined);
    await settled(element);
    const said = (): { eye: string; ear: string } => read(find(element, "[role=alert]"));
    const text = en.errors["start-rate-limited"];
    expect(said()).to.deep.equal({ eye: `${text} Try again in 2 seconds.`, ear: `${text} Try again in 2 seconds.` });
    await untilTextChanges(element, "[role=alert]");
    expect(said()).to.deep.equal({ eye: `${text} Try again in 1 second.`, ear: `${text} Try again in 2 seconds.` });
    await untilTextChanges(element, "[role=alert]");
    expect(said()).to.deep.equal({ eye: `${text} ${en.retryNow}`, ear: `${text} ${en.retryNow}` });
    // Whoever presses before is answered by the server.
    expect(find<HTMLButtonElement>(element, ".start")?.disabled).to.equal(false);
  }).timeout(6000);

  it("counts in a notice, too", async () => {
    const { element, renderer } = await talk();
    const error = new LiveAvatarError("llm-rate-limited", "for the console", { retryAfter: 9 });
    renderer.report({ type: "problem", error });
    await settled(element);
    await untilTextChanges(element, "[data-key=llm-rate-limited] p");
    const { eye, ear } = read(find(element, "[data-key=llm-rate-limited] p"));
    expect(eye).to.contain("8 seconds");
    expect(ear).to.contain("9 seconds");
  }).timeout(4000);
});

describe("the warning of an end", () => {
  afterEach(clear);

  /** Half of it is counted, in real time, on a machine that may have other things to do. */
  async function counts(attribute: "idle-timeout" | "max-duration", sentence: (left: number) => string): Promise<void> {
    const { element } = await talk({ [attribute]: "12" });
    await event(element, "avatar-idle-warning");
    await settled(element);
    await untilTextChanges(element, "[data-key=idle] p");
    const { eye, ear } = read(find(element, "[data-key=idle] p"));
    expect(
      [5, 4, 3, 2, 1].map((left) => sentence(left)),
      attribute,
    ).to.include(eye);
    expect(ear, attribute).to.equal(sentence(6));
  }

  it("counts, of a visitor who is silent and of a conversation that has been long", async () => {
    await Promise.all([counts("idle-timeout", en.idleSoon), counts("max-duration", en.endsSoon)]);
  }).timeout(20_000);
});
