/** docs/portrait.md: its snippets are run, its tables compared with what the code knows. */
import { expect } from "chai";
import { EMOTIONS } from "../../src/core/vocabulary.js";
import { CHARACTERS } from "../../src/portrait/characters/index.js";
import type { PortraitRenderer } from "../../src/portrait/index.js";
import { Control } from "../../src/portrait/motion/control.js";
import { PALETTE_NAMES } from "../../src/portrait/palette.js";
import { clampRig, neutralRig } from "../../src/portrait/rig.js";
import type { AvatarSession } from "../../src/session/index.js";
import { canvasIn, difference, pixels, stage, wav } from "./support.js";

const text = await (await fetch("/docs/portrait.md")).text();
/** The one block of code with these words in it. */
const snippet = (words: string): string | undefined => {
  const found = [...text.matchAll(/^```\w+\n([\s\S]*?)^```/gm)].filter(([, body = ""]) => body.includes(words));
  return found.length === 1 ? found[0]?.[1] : undefined;
};
/** Cells of the table whose head begins with that word. */
const table = (head: string): string[][] => {
  const [, body = ""] = new RegExp(`^\\| \`?${head}\`? .*\\n\\|[ -|]*\\n((?:\\|.*\\n)+)`, "m").exec(text) ?? [];
  return body
    .trim()
    .split("\n")
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
};
const words = (cell = ""): string[] => [...cell.matchAll(/`([\w.]+)`/g)].map(([, word = ""]) => word);

/** Runs a snippet as the module that it is, on the sources of the package that it imports. */
async function run<T>(source: string | undefined, name: string): Promise<T> {
  if (!source) throw new Error("the snippet is missing");
  const here = source
    .replace("live-avatar/openai", "live-avatar/providers/openai")
    .replaceAll(/"live-avatar\/([\w/]+)"/g, `"${location.origin}/src/$1/index.ts"`);
  const url = URL.createObjectURL(new Blob([`${here}\nexport { ${name} };`], { type: "text/javascript" }));
  const module = (await import(url)) as Record<string, T>;
  URL.revokeObjectURL(url);
  return module[name] as T;
}

describe("docs/portrait.md", () => {
  let face: HTMLDivElement;
  beforeEach(() => {
    face = stage();
    face.id = "face";
  });
  afterEach(() => {
    face.remove();
  });
  const first = snippet("await portrait.speak");
  const voiced = snippet("new BrowserVoice");
  const paused = snippet("portrait.paused");

  it("shows a face that speaks a sound", async () => {
    const original = window.fetch.bind(window);
    const asked: unknown[] = [];
    window.fetch = (address) => {
      asked.push(address);
      return Promise.resolve(new Response(wav(0.05)));
    };
    try {
      const portrait = await run<PortraitRenderer>(first, "portrait");
      expect(asked).to.deep.equal(["/hello.mp3"]);
      expect(canvasIn(face).getAttribute("aria-label")).to.contain("Noah");
      await portrait.unmount();
    } finally {
      window.fetch = original;
    }
  });

  it("speaks with the browser's voice", async () => {
    const said: string[] = [];
    const fake = Object.assign(new EventTarget(), {
      getVoices: () => [{ name: "Ada", voiceURI: "ada", lang: "en", localService: true, default: true }],
      cancel: () => undefined,
      resume: () => undefined,
      speak: (utterance: SpeechSynthesisUtterance) => {
        said.push(utterance.text);
        for (const event of ["start", "end"]) utterance.dispatchEvent(new Event(event));
      },
    });
    const synthesis = Object.getOwnPropertyDescriptor(window, "speechSynthesis")!;
    const voice = Object.getOwnPropertyDescriptor(SpeechSynthesisUtterance.prototype, "voice")!;
    Object.defineProperty(window, "speechSynthesis", { configurable: true, value: fake });
    // An utterance takes only a real voice, and this browser has none.
    Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", { configurable: true, set: () => undefined });
    try {
      const session = await run<AvatarSession>(voiced, "session");
      expect(said.join(" ")).to.equal("Hello! I need no key in the page.");
      session.destroy();
    } finally {
      Object.defineProperty(window, "speechSynthesis", synthesis);
      Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", voice);
    }
  });

  it("has a button that stops the motion", async () => {
    const button = document.createElement("button");
    button.id = "still";
    face.after(button);
    const portrait = await run<PortraitRenderer>(paused, "portrait");
    button.click();
    expect([portrait.paused, button.getAttribute("aria-pressed")]).to.deep.equal([true, "true"]);
    button.click();
    expect([portrait.paused, button.getAttribute("aria-pressed")]).to.deep.equal([false, "false"]);
    await portrait.unmount();
    button.remove();
  });

  it("has a style sheet that changes the colours", async () => {
    const portrait = await run<PortraitRenderer>(paused?.replace(/const button[^]*/, "portrait.pause();"), "portrait");
    const before = pixels(canvasIn(face));
    const style = document.createElement("style");
    style.textContent = snippet("#face {") ?? "";
    document.head.append(style);
    portrait.refreshPalette();
    expect(difference(before, pixels(canvasIn(face)))).to.be.above(0.3);
    await portrait.unmount();
    style.remove();
  });

  it("names every character, colour, emotion and channel, and no other", () => {
    expect(table("character").flatMap(([name]) => words(name))).to.have.members(Object.keys(CHARACTERS));
    expect(table("variable").flatMap(([name]) => words(name))).to.have.members([...PALETTE_NAMES]);
    const rows = table("channel");
    expect(words(rows.find(([name]) => name === "`emotion.label`")?.[2])).to.have.members([...EMOTIONS]);
    const faces = rows.flatMap(([name, range]) => words(name).map((channel) => [channel, range] as const));
    expect(faces.filter(([channel]) => channel.startsWith("face."))).to.have.length(13);
    for (const [channel, range = ""] of faces) {
      const [group = "", name = "", leaf] = channel.split(".");
      if (group !== "face" || !leaf) continue;
      const [low = NaN, high = NaN] = range.split(" … ").map((value) => Number(value.replace("−", "-")));
      for (const [asked, end] of [
        [1000, high],
        [-1000, low],
      ] as const) {
        const control = new Control();
        control.merge({ avatar: { face: { [name]: { [leaf]: asked } } } });
        const rig = Object.assign(neutralRig(), control.face);
        clampRig(rig);
        const [key] = Object.keys(control.face) as (keyof typeof rig)[];
        expect(key && rig[key], channel).to.equal(end);
      }
    }
  });
});
