/**
 * The commands in our documents exist, with their options. They are not run: most start servers, browsers or all tests.
 * The one that asks a running demo is asked here.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startDemo } from "../../demo/server/main.js";
import { block, DOCUMENTS, ROOT, textOf } from "../support/documents.js";

const { scripts, bin, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** What stands in a block of commands or between backticks. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run [\w-]+|test\b)|\bnpx -p [^\n#`]+/g)].map(([command]) => command.trim());

const optionsOf = (help: string): string[] => [...help.matchAll(/--[a-z-]+/g)].map(([option]) => option);

describe("the commands of the documents", () => {
  for (const document of DOCUMENTS) {
    it(`of ${document} exist`, () => {
      for (const command of commandsIn(textOf(document))) {
        const [, name = ""] = /^npm (?:run )?([\w-]+)/.exec(command) ?? [];
        if (command.startsWith("npm ")) assert.ok(scripts[name], command);
        else assert.ok(bin[/(live-avatar-\w+)/.exec(command)?.[1] ?? ""], command);
      }
    });
  }

  it("names sections of the bench and steps of verify that there are", () => {
    const bench = readFileSync(join(ROOT, "scripts/bench.mjs"), "utf8");
    const verify = readFileSync(join(ROOT, "scripts/verify.mjs"), "utf8");
    for (const document of DOCUMENTS) {
      for (const [, script = "", args = ""] of textOf(document).matchAll(/npm run (bench|verify) -- ([\w -]+)/g)) {
        for (const name of args.trim().split(" ")) {
          const source = script === "bench" ? bench : verify;
          assert.ok(source.includes(name), `${document}: npm run ${script} -- ${name}`);
        }
      }
    }
  });

  it("README.md: set-up in one command each", () => {
    assert.deepEqual(
      commandsIn(block("README.md", "npm run demo")).map((command) => command.replace(/\s.*/, "")),
      ["npm", "npm"],
    );
  });

  it("docs/emulator.md: the emulator takes these options and has these scenarios", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ["--import", "tsx", "src/emulator/bin.ts", ...args], { cwd: ROOT, encoding: "utf8" });
    const known = optionsOf(run("--help").stdout);
    const used = optionsOf(block("docs/emulator.md", "npm run emulator"));
    assert.ok(used.length >= 3);
    assert.deepEqual(
      used.filter((option) => !known.includes(option)),
      [],
    );
    const scenarios = run("--list").stdout.trim().split("\n");
    const [, chapter = ""] = textOf("docs/emulator.md").split("## Scenarios");
    const named = [...chapter.matchAll(/^\| ([^|]*)/gm)].flatMap(([, cell = ""]) => {
      let stem = "";
      return [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = ""]) => {
        // `-401` goes on where the name before it began.
        if (name.startsWith("-")) return `${stem}${name}`;
        stem = name.replace(/-[^-]*$/, "");
        return name;
      });
    });
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter((name) => !scenarios.includes(name)),
      [],
    );
  });

  it("docs/speech.md: the service has this port and says this line", () => {
    const command = block("docs/speech.md", "npm run speech");
    const script = readFileSync(join(ROOT, "scripts", "speech.mjs"), "utf8");
    assert.match(command, new RegExp(`PORT=${/DEFAULT_PORT = (\d+)/.exec(script)?.[1] ?? "none"};`));
    assert.ok(script.includes("say(`speech service listening on ${speech.url}`)"));
  });

  it("docs/emulator.md: its peers are those of the package", () => {
    const [, said = ""] = /optional peers\s+\(([^)]*)\)/.exec(textOf("docs/emulator.md")) ?? [];
    const named = [...said.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    // The other one belongs to a detector of speech in the browser.
    const ofEmulator = Object.keys(peerDependencies).filter((name) => name !== "@ricky0123/vad-web");
    assert.deepEqual(named.sort(), ofEmulator.sort());
  });

  it("CONTRIBUTING.md: the demo's model answers what curl would ask", async () => {
    const command = block("CONTRIBUTING.md", "curl -N");
    const [, path = ""] = /http:\/\/127\.0\.0\.1:4173(\S+)/.exec(command) ?? [];
    const [, type = ""] = /-H 'Content-Type: ([^']+)'/.exec(command) ?? [];
    const [, body = ""] = /-d '([^']+)'/.exec(command) ?? [];
    const demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
    try {
      const answer = await fetch(`${demo.url}${path}`, { method: "POST", headers: { "Content-Type": type }, body });
      assert.equal(answer.status, 200);
      assert.match(await answer.text(), /^data: [^]*data: \[DONE\]\n\n$/);
    } finally {
      await demo.close();
    }
  });
});
