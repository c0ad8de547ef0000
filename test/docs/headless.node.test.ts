/** The files of docs/headless.md are written down, run by Node, and print what the document says. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { block, blocksIn, chapter, ROOT, rowsOf, textOf } from "../support/documents.js";

const DOCUMENT = "docs/headless.md";
const FILES = [
  "// avatar.mjs",
  "// hello.mjs",
  "// events.mjs",
  "// tools.mjs",
  "// interrupt.mjs",
  "// swap.mjs",
  "// errors.mjs",
  "// testing.mjs",
];
const MODELS = "// models.mjs";
const nameOf = (firstLine: string): string => firstLine.slice("// ".length);

/** The text that the document shows below a file. */
function shownBelow(file: string): string | undefined {
  const blocks = blocksIn(textOf(DOCUMENT));
  const next = blocks[blocks.findIndex(({ source }) => source.startsWith(`// ${file}\n`)) + 1];
  return next?.language === "text" ? next.source : undefined;
}

describe(DOCUMENT, () => {
  let folder: string;
  before(() => {
    mkdirSync(join(ROOT, "artifacts"), { recursive: true });
    // Inside the package, so that `live-avatar/…` is the built package, as the document says.
    folder = mkdtempSync(join(ROOT, "artifacts", "headless-"));
    for (const words of [...FILES, MODELS]) {
      const source = block(DOCUMENT, words);
      assert.ok(source.startsWith(`${words}\n`));
      writeFileSync(join(folder, nameOf(words)), source);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Resolves when the process has ended by itself: a session that leaves a timer behind would keep it. */
  async function node(file: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    // Neither the runner's own context nor its coverage is this process's affair; undefined takes a variable away.
    const apart = { NODE_V8_COVERAGE: undefined, NODE_TEST_CONTEXT: undefined };
    const options = { cwd: folder, env: { ...process.env, ...apart, ...env }, timeout: 30_000 };
    const child = spawn(process.execPath, [file], options);
    let [out, problems] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problems += text));
    const [code] = (await once(child, "close")) as [number | null];
    assert.deepEqual([code, problems], [0, ""], `${file} ended with ${code}:\n${out}\n${problems}`);
    return out;
  }

  for (const file of FILES.slice(1).map(nameOf)) {
    it(`${file} prints what the document says`, async () => {
      const shown = shownBelow(file);
      assert.ok(shown, "its output is shown");
      assert.equal(await node(file), shown);
    });
  }

  it("names every event of the session, and no other", async () => {
    const { SESSION_EVENTS } = await import("../../src/session/index.js");
    const [, events = ""] = textOf(DOCUMENT).split("## Events");
    const [, table = ""] = (events.split("## Interrupting")[0] ?? "").split("| event");
    const named = table
      .split("\n")
      .slice(2)
      .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    assert.deepEqual(named.sort(), Object.keys(SESSION_EVENTS).sort());
  });

  it("names every option of the session, and no other", () => {
    const config = readFileSync(join(ROOT, "src/session/config.ts"), "utf8");
    const [, body = ""] = /interface AvatarSessionConfig \{([\s\S]*?)\n\}/.exec(config) ?? [];
    const options = [...body.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
    const [, table = ""] = textOf(DOCUMENT).split("| option");
    const named = (table.split("\n\n")[0] ?? "")
      .split("\n")
      .slice(2)
      .flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    assert.deepEqual(named.sort(), options.sort());
  });

  it("has the limits of waits that the sources have", () => {
    const figure = (file: string, pattern: RegExp): string[] => {
      const source = readFileSync(join(ROOT, "src/session", file), "utf8");
      return (pattern.exec(source) ?? []).slice(1).map((number) => number.replaceAll("_", ""));
    };
    const seconds = ([ms = ""]: string[]): string => `${Number(ms) / 1000} s`;
    const [base = "", perCharacter = ""] = figure("turn/speech.ts", /playTimeoutMs = .* => ([\d_]+) \+ ([\d_]+) \*/);
    const said = rowsOf(chapter(DOCUMENT, "## Waits")).map(([, limit]) => limit);
    assert.deepEqual(said, [
      "`noAnswerTimeoutMs`",
      "`noAnswerTimeoutMs`",
      seconds(figure("turn/tools.ts", /TOOL_TIMEOUT_MS = ([\d_]+)/)),
      seconds(figure("turn/sounds.ts", /VOICE_TIMEOUT_MS = ([\d_]+)/)),
      `${seconds([base])} and ${seconds([perCharacter])} for each character`,
      seconds(figure("renderer-slot.ts", /[^N]MOUNT_TIMEOUT_MS = ([\d_]+)/)),
      seconds(figure("renderer-releases.ts", /UNMOUNT_TIMEOUT_MS = ([\d_]+)/)),
      seconds(figure("listening/recogniser.ts", /CONNECT_TIMEOUT_MS = ([\d_]+)/)),
      seconds(figure("listening/hearing.ts", /DRAIN_MS = ([\d_]+)/)),
    ]);
    const [short = "", long = ""] = figure("config.ts", /"none" \? ([\d_]+) : ([\d_]+)/);
    const row =
      textOf(DOCUMENT)
        .split("\n")
        .find((line) => line.startsWith("| `noAnswerTimeoutMs`")) ?? "";
    const named = [...row.matchAll(/[\d,]{5,}/g)].map(([number]) => number.replace(",", ""));
    assert.deepEqual(named, [short, long]);
  });

  describe("models.mjs", () => {
    let demo: Demo;
    before(async () => {
      demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
    });
    after(() => demo.close());

    it("converses with the demo's own model and keeps its voice", async () => {
      const said = await node(nameOf(MODELS), { MODEL_URL: `${demo.url}/api/model` });
      assert.match(said, /Lena[\s\S]*Lena/, "it remembers the name");
      assert.match(said, /^\(\w+\)$/m, "it shows an emotion");
      assert.doesNotMatch(said, /<\|/, "markers are taken out");
      const sounds = readdirSync(folder).filter((name) => /^sentence-\d+\.wav$/.test(name));
      assert.equal(sounds.length, [...said.matchAll(/avatar: ♪ audio\/wav, some bytes/g)].length);
      assert.ok(sounds.length >= 2, said);
      for (const name of sounds) assert.equal(readFileSync(join(folder, name)).toString("latin1", 0, 4), "RIFF");
    });
  });
});
