/** The words of every language fit into the smallest phone: nothing is wider than its box, cut off, or over another control. */
import { setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import { LiveAvatarError } from "../../src/core/errors.js";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
// Loaded ahead, so that no wait depends on the server of the test.
import "../../src/element/locales/ar.js";
import "../../src/element/locales/es.js";
import "../../src/element/locales/fr.js";
import "../../src/element/locales/he.js";
import "../../src/element/locales/hi.js";
import "../../src/element/locales/it.js";
import "../../src/element/locales/ja.js";
import "../../src/element/locales/ko.js";
import "../../src/element/locales/pl.js";
import "../../src/element/locales/pt.js";
import "../../src/element/locales/tr.js";
import "../../src/element/locales/zh.js";
import { fill, historyButton, leaveHistory, panelOf, PlainHistory, talkWith } from "./history-support.js";
import { clear, find, place, settled, talk, TalkingRenderer, until, untilLoaded } from "./support.js";

const LANGUAGES = ["ar", "de", "en", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "pt", "tr", "zh"];
const PHONE = { width: 320, height: 480 };
const FLOATING = { layout: "floating", open: "" };

/** What is for screen readers only, and drawings. */
const UNSEEN = ".visually-hidden, .sr-only, svg, svg *, video, canvas, style, slot";

/** What does not fit, as a person would see it. */
function misfits(element: LiveAvatarElement): string[] {
  const { clientWidth: width } = document.documentElement;
  const seen = [...element.renderRoot.querySelectorAll<HTMLElement>("*")].filter(
    (one) =>
      !one.matches(UNSEEN) &&
      one.checkVisibility({ visibilityProperty: true }) &&
      one.getBoundingClientRect().width > 2,
  );
  const name = (one: Element): string => `${one.localName}.${one.className} “${one.textContent.trim().slice(0, 40)}”`;
  // An inline box has no width of its own: it is outside where it is too wide.
  const wide = seen.filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1);
  const cut = seen.filter(
    (one) => /hidden|clip/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1,
  );
  const outside = seen.filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return left < -0.5 || right > width + 0.5;
  });
  const controls = seen.filter((one) => one.matches("button, input, textarea, select"));
  const overlaps = controls.flatMap((one, index) =>
    controls.slice(index + 1).filter((other) => {
      if (one.parentElement !== other.parentElement) return false;
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    }),
  );
  return [
    ...wide.map((one) => `wide: ${name(one)} ${one.scrollWidth} in ${one.clientWidth}`),
    ...cut.map((one) => `cut: ${name(one)} ${one.scrollHeight} in ${one.clientHeight}`),
    ...outside.map((one) => `outside: ${name(one)}`),
    ...overlaps.map((one) => `overlaps: ${name(one)}`),
  ];
}

async function isShown(element: LiveAvatarElement, language: string): Promise<void> {
  await until(() => find(element, ".layer")?.lang === language);
  await settled(element);
}

describe("the words of a language fit into the smallest phone", () => {
  before(async () => {
    await setViewport(PHONE);
    await Promise.all([
      loadLayout(),
      import("../../src/element/opening/opening.js"),
      import("../../src/element/history/history-panel.js"),
      import("../../src/element/devices/device-menu.js"),
    ]);
  });
  after(() => setViewport({ width: 800, height: 600 }));
  afterEach(async () => {
    await clear();
    leaveHistory();
  });

  for (const lang of LANGUAGES) {
    it(`${lang}: the ways to begin`, async () => {
      const element = await place(
        { ...FLOATING, lang, gate: "choice", suggestions: "Hello|Bye" },
        new TalkingRenderer(),
      );
      await isShown(element, lang);
      await untilLoaded(() => find(element, "[part=write-button]") !== null);
      expect(misfits(element)).to.deep.equal([]);
    });

    it(`${lang}: a conversation with a notice, and its device menu`, async () => {
      const { element, renderer } = await talk({ ...FLOATING, lang });
      await isShown(element, lang);
      renderer.report({ type: "problem", error: new LiveAvatarError("no-answer", "for the console") });
      await until(() => find(element, "[data-key=no-answer]") !== null);
      expect(misfits(element)).to.deep.equal([]);
      find(element, "[part=devices-button]")!.click();
      await untilLoaded(() => find(element, ".devices") !== null);
      await settled(element);
      expect(misfits(element)).to.deep.equal([]);
    });

    it(`${lang}: a conversation where the visitor holds to talk`, async () => {
      const renderer = new TalkingRenderer();
      renderer.interaction = "push-to-talk";
      const { element } = await talk({ ...FLOATING, lang }, renderer);
      await isShown(element, lang);
      await untilLoaded(() => find(element, ".hold, .talk, [part~=mic-button]") !== null);
      expect(misfits(element)).to.deep.equal([]);
    });

    it(`${lang}: earlier conversations`, async () => {
      const threads = new InMemoryThreadProvider();
      await fill(threads, 3);
      const element = await talkWith(new PlainHistory(threads, "t2"), { ...FLOATING, lang });
      await isShown(element, lang);
      historyButton(element)!.click();
      await untilLoaded(() => panelOf(element)?.querySelector(".thread-name") != null);
      await settled(element);
      expect(misfits(element)).to.deep.equal([]);
    });
  }
});
