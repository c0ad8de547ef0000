/** A site can dress everything that a person sees: what paints text, a background, a border or a line has a documented part. */
import { expect } from "chai";
import { loadLayout } from "../../src/element/controllers/layout-controller.js";
import type { LiveAvatarElement } from "../../src/index.js";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { FakeFace, FakeLLM } from "../../src/testing/index.js";
import { microphone, plug, speaker } from "./devices-support.js";
import { fill, leaveHistory, openPanel, PlainHistory, talkWith } from "./history-support.js";
import { clear, find, nextTask, place, settled, talk, TalkingRenderer, untilLoaded } from "./support.js";

interface Manifest {
  readonly modules: readonly {
    readonly declarations: readonly { readonly tagName?: string; readonly cssParts?: readonly { name: string }[] }[];
  }[];
}

const { modules } = (await (await fetch("/custom-elements.json")).json()) as Manifest;
const DOCUMENTED = new Set(
  modules
    .flatMap(({ declarations }) => declarations)
    .find(({ tagName }) => tagName === "live-avatar")
    ?.cssParts?.map(({ name }) => name),
);

/** Parts that hold others: what is in them needs a part of its own. */
const BOXES = [
  ...["frame", "stage", "start-gate", "panel", "foot", "toolbar", "notices", "transcript", "composer", "suggestions"],
  ...["devices", "history", "history-header", "threads", "thread", "thread-actions", "running", "rating"],
];

/** What needs none, with the reason. */
const EXCEPT: Readonly<Record<string, string>> = {
  ".running p, .running b": "the text of its box, with nothing beside it but the button",
  ".rating p": "the question of its form",
  ".who, .told": "for screen readers only",
  option: "drawn by the browser",
  "svg *": "the lines of an icon, or of the figure",
};

const isClear = (colour: string): boolean => /rgba?\(.*, 0\)|transparent/.test(colour);

/** Whether the element itself paints something. */
function paints(element: Element): boolean {
  const style = getComputedStyle(element);
  const hasBorder = ["Top", "Right", "Bottom", "Left"].some(
    (side) =>
      style[`border${side}Width` as "borderTopWidth"] !== "0px" &&
      !isClear(style[`border${side}Color` as "borderTopColor"]),
  );
  const hasText = [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
  );
  const isBox = !isClear(style.backgroundColor) || style.backgroundImage !== "none" || hasBorder;
  return isBox || hasText || style.boxShadow !== "none" || ["svg", "IMG", "VIDEO"].includes(element.nodeName);
}

/** The elements that a person sees and no page can reach. */
function unreachable(element: LiveAvatarElement): string[] {
  const found = new Set<string>();
  for (const one of element.renderRoot.querySelectorAll("*")) {
    if (!one.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (Object.keys(EXCEPT).some((selector) => one.matches(selector)) || !paints(one)) continue;
    const names = one.closest("[part]")?.getAttribute("part")?.split(" ") ?? [];
    const isOwn = one.hasAttribute("part");
    const isReached = names.some((name) => DOCUMENTED.has(name) && (isOwn || !BOXES.includes(name)));
    if (!isReached) found.add(`${one.localName}.${one.getAttribute("class") ?? ""} in ${names.join(" ") || "nothing"}`);
  }
  for (const one of element.renderRoot.querySelectorAll("[part]"))
    for (const name of one.getAttribute("part")?.split(" ") ?? [])
      if (!DOCUMENTED.has(name)) found.add(`the part ${name} is documented nowhere`);
  return [...found];
}

const MARKDOWN =
  "# One\n\nTwo `three` [four](https://example.org)\n\n> five\n\n---\n\n```js\nsix\n```\n\n| a | b |\n|---|---|\n| c | d |\n";

afterEach(async () => {
  await clear();
  leaveHistory();
  plug(undefined);
});

/** Where a conversation may be, each with what brings it there. */
const SCENES: Readonly<Record<string, () => Promise<LiveAvatarElement>>> = {
  "before the start": () => place({ suggestions: "One?|Two?", gate: "choice", "token-endpoint": "/t" }),
  "with a poster": () => place({ poster: "/demo/ada.webp" }),
  "as a launcher": () => place({ layout: "floating" }),
  "while it starts": async () => {
    const element = await place({}, new TalkingRenderer(1e6));
    void element.start().catch(() => undefined);
    await settled(element);
    return element;
  },
  "in a conversation": async () => {
    const { element, renderer } = await talk({
      suggestions: "One?|Two?",
      rating: "answers end",
      vision: "camera screen",
    });
    renderer.answer(MARKDOWN);
    await untilLoaded(() => find(element, ".markdown table") !== null && find(element, ".rating") !== null);
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Hello to you" });
    renderer.report({ type: "mic", mic: "blocked" });
    element.muted = true;
    await settled(element);
    return element;
  },
  "with nothing said": async () => (await talk()).element,
  "after an answer that was interrupted": async () => {
    const { element, renderer } = await talk();
    void element.sendMessage("Hello").catch(() => undefined);
    renderer.report({ type: "speech-start" }, { type: "reply-chunk", text: "Hello to" });
    element.interrupt();
    await settled(element);
    return element;
  },
  "in push-to-talk": async () => {
    const renderer = new TalkingRenderer();
    renderer.interaction = "push-to-talk";
    return (await talk({ "talk-key": "Space", interaction: "push-to-talk" }, renderer)).element;
  },
  "with the device menu": async () => {
    plug([microphone("one"), microphone("two"), speaker("one"), speaker("two")]);
    const renderer = new TalkingRenderer();
    renderer.interaction = "push-to-talk";
    const { element } = await talk({ "talk-key": "Space", interaction: "push-to-talk" }, renderer);
    find(element, "[part=devices-button]")?.click();
    await untilLoaded(() => find(element, ".devices") !== null);
    return element;
  },
  "with earlier conversations": async () => {
    const threads = new InMemoryThreadProvider();
    await fill(threads, 3);
    const element = await talkWith(new PlainHistory(threads, "t2"));
    await openPanel(element);
    find(element, ".thread-more")?.click();
    await settled(element);
    return element;
  },
  "with pictures": async () => {
    const clock = systemClock;
    const element = await place({ microphone: "off", vision: "camera pictures" });
    element.llm = new FakeLLM({ clock });
    element.renderer = new FakeFace({ clock, kind: "voice", speechMs: 5 });
    await element.start();
    await untilLoaded(() => find(element, ".add") !== null);
    return element;
  },
  "closed, with a conversation": async () => {
    const { element } = await talk({ layout: "floating", open: "" });
    await loadLayout();
    element.hide();
    await settled(element);
    return element;
  },
  "at the end": async () => {
    const { element, renderer } = await talk({ rating: "end" });
    renderer.answer("Hello");
    await element.stop();
    await untilLoaded(() => find(element, "form.rating") !== null);
    return element;
  },
  "after a failure": async () => {
    const renderer = new TalkingRenderer();
    renderer.mountError = new LiveAvatarError("room-lost", "gone");
    const element = await place({}, renderer);
    await element.start().catch(() => undefined);
    await settled(element);
    return element;
  },
};

describe("a part for everything that a person sees", () => {
  for (const [scene, set] of Object.entries(SCENES)) {
    it(scene, async () => {
      const element = await set();
      await nextTask();
      expect(unreachable(element)).to.deep.equal([]);
    });
  }
});
