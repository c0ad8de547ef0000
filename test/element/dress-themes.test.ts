/** The ready themes: what is written can be read, by the pairs of docs/theming.md and by axe, in a conversation and around it. */
import "axe-core";
import type axeCore from "axe-core";
import { expect } from "chai";
import type { LiveAvatarElement } from "../../src/index.js";
import { clear, find, place, settled, talk, TalkingRenderer } from "./support.js";

/** It is a classic script: what it makes is the page's. */
const { axe } = globalThis as unknown as { axe: typeof axeCore };

const THEMES = ["", "paper", "midnight", "clinic", "playful", "terminal"];
const DOCUMENT = await (await fetch("/docs/theming.md")).text();

/** The rows of the document's table: what is read, on what, and the least contrast. */
const PAIRS = [...DOCUMENT.matchAll(/^\| `([\w-]+)` +\| ([^|]+) \| (\d(?:\.\d)?) /gm)].flatMap(
  ([, read = "", grounds = "", least]) =>
    [...grounds.matchAll(/`([\w-]+)`/g)].map(([, ground = ""]) => [read, ground, Number(least)] as const),
);

const NAMES = new Set(PAIRS.flatMap(([read, ground]) => [read, ground]));

const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;

/** The colour over a ground, 0…255 each. */
function painted(...layers: readonly string[]): number[] {
  for (const layer of layers) {
    brush.fillStyle = layer;
    brush.fillRect(0, 0, 1, 1);
  }
  return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

function luminance(colour: readonly number[]): number {
  const [r = 0, g = 0, b = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** What the element makes of a variable, as a colour. */
function valueOf(element: LiveAvatarElement, name: string): string {
  const probe = document.createElement("i");
  const sheet = new CSSStyleSheet();
  const own = DEFAULTS.get(name) ?? "";
  sheet.replaceSync(`.probe { color: var(--live-avatar-${name}, ${own}) }`);
  (element.renderRoot as ShadowRoot).adoptedStyleSheets.push(sheet);
  probe.className = "probe";
  element.renderRoot.querySelector(".layer")!.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  (element.renderRoot as ShadowRoot).adoptedStyleSheets.pop();
  return color;
}

/** Those of the documented defaults: another variable, or a colour. */
const DEFAULTS = new Map<string, string>();
const manifest = (await (await fetch("/custom-elements.json")).json()) as {
  modules: { declarations: { cssProperties?: { name: string; description: string }[] }[] }[];
};
for (const { name, description } of manifest.modules.flatMap(({ declarations }) =>
  declarations.flatMap(({ cssProperties = [] }) => cssProperties),
)) {
  const [, value = ""] = /; default (`[^`]+`|#\w+)/.exec(description) ?? [];
  const bare = value.replaceAll("`", "");
  DEFAULTS.set(name.replace("--live-avatar-", ""), bare);
}
for (const [name, value] of DEFAULTS)
  if (DEFAULTS.has(value)) DEFAULTS.set(name, `var(--live-avatar-${value}, ${DEFAULTS.get(value) ?? ""})`);

DEFAULTS.set("caption-heard", "var(--live-avatar-on-caption, #d5e6ff)");

const sheets = new Map<string, CSSStyleSheet>();
for (const theme of THEMES) {
  const sheet = new CSSStyleSheet();
  if (theme) sheet.replaceSync(await (await fetch(`/docs/themes/${theme}.css`)).text());
  sheets.set(theme, sheet);
}

async function violations(element: LiveAvatarElement): Promise<string[]> {
  const { violations: found } = await axe.run(element, { runOnly: ["color-contrast"] });
  return found.flatMap(({ nodes }) =>
    nodes.map(({ target, failureSummary }) => `${String(target)}: ${failureSummary}`),
  );
}

afterEach(async () => {
  await clear();
  document.adoptedStyleSheets = [];
});

describe("the pairs of the document", () => {
  it("are there", () => {
    expect(PAIRS.length).to.be.greaterThan(20);
    const unknown = [...NAMES].filter((name) => !DEFAULTS.has(name));
    expect(unknown).to.deep.equal([]);
  });
});

for (const theme of THEMES) {
  for (const scheme of ["light", "dark"]) {
    describe(`the theme "${theme || "of the element itself"}", ${scheme}`, () => {
      beforeEach(() => {
        document.adoptedStyleSheets = [sheets.get(theme)!];
      });

      it("has the contrasts of the document, over the brightest picture and the darkest", async () => {
        const element = await place({ theme: scheme });
        // Each is a new style for the whole element.
        const values = new Map([...NAMES].map((name) => [name, valueOf(element, name)]));
        const poor = PAIRS.flatMap(([read, ground, least]) =>
          ["#fff", "#000"].flatMap((picture) => {
            const under = painted(picture, values.get(ground)!);
            const over = painted(picture, values.get(ground)!, values.get(read)!);
            const found = contrast(over, under);
            return found < least
              ? [`${read} on ${ground} over ${picture}: ${found.toFixed(2)} < ${String(least)}`]
              : [];
          }),
        );
        expect(poor).to.deep.equal([]);
      });

      it("can be read before, in and after a conversation", async () => {
        const waiting = await place({ theme: scheme, suggestions: "One?|Two?", microphone: "off" });
        expect(await violations(waiting), "before").to.deep.equal([]);
        const { element, renderer } = await talk({ theme: scheme, muted: "" });
        void element.sendMessage("Hello").catch(() => undefined);
        renderer.report({ type: "reply-chunk", text: "Hello to you. How are you?" }, { type: "speech-start" });
        renderer.report({ type: "mic", mic: "blocked" });
        await settled(element);
        expect(find(element, ".notice")).to.not.equal(null);
        expect(find(element, ".captions")).to.not.equal(null);
        expect(await violations(element), "live").to.deep.equal([]);
        await element.stop();
        await settled(element);
        expect(await violations(element), "ended").to.deep.equal([]);
        const failing = new TalkingRenderer();
        failing.mountError = new Error("no");
        const failed = await place({ theme: scheme }, failing);
        await failed.start().catch(() => undefined);
        await settled(failed);
        expect(await violations(failed), "failed").to.deep.equal([]);
      });
    });
  }
}
