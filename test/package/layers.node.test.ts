import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");

/** What each module imports, and the rules that this breaks (a cycle is reported where it was met first). */
const PLANTED: Record<string, { imports: string; breaks: string[] }> = {
  "src/core/round-a.ts": { imports: 'import "./round-b.js";', breaks: ["no-circular"] },
  "src/core/round-b.ts": { imports: 'import "./round-a.js";', breaks: [] },
  "src/core/lost.ts": { imports: 'import "./nowhere.js";', breaks: ["no-unresolvable"] },
  "src/core/reaches-up.ts": { imports: 'import "../session/good.js";', breaks: ["core-imports-core-only"] },
  "src/core/vendor.ts": {
    imports: 'import "livekit-client";',
    breaks: ["core-has-no-vendors", "livekit-only-in-room"],
  },
  "src/core/second-signals.ts": { imports: 'import "signal-polyfill";', breaks: ["signals-in-one-file"] },
  "src/core/reads-files.ts": { imports: 'import "node:fs";', breaks: ["node-only-in-emulator"] },
  "src/core/tokens.ts": {
    imports: 'import "livekit-server-sdk";',
    breaks: ["core-has-no-vendors", "emulator-vendors-only-in-emulator"],
  },
  "src/element/conversation/reads.ts": { imports: 'import "marked";', breaks: ["marked-only-in-markdown"] },
  "src/emulator/borrows.ts": { imports: 'import "hono";', breaks: ["ships-what-it-uses"] },
  "src/characters/reaches-up.ts": { imports: 'import "../session/good.js";', breaks: ["characters-import-core-only"] },
  "src/session/reaches-out.ts": { imports: 'import "../room/index.js";', breaks: ["session-imports-core-only"] },
  "src/room/meets-browser.ts": { imports: 'import "../browser/good.js";', breaks: ["adapters-never-meet"] },
  "src/media/reaches-out.ts": { imports: 'import "../backend/good.js";', breaks: ["media-imports-core-only"] },
  "src/media/attaches.ts": {
    imports: 'import "livekit-client";',
    breaks: ["media-and-backend-have-no-vendors", "livekit-only-in-room"],
  },
  "src/backend/reaches-out.ts": { imports: 'import "../room/protocol.js";', breaks: ["backend-imports-core-only"] },
  "src/backend/reads-settings.ts": {
    imports: 'import type {} from "../element/view.js";',
    breaks: ["backend-imports-core-only", "nothing-imports-element"],
  },
  "src/backend/thinks.ts": {
    imports: 'import "openai";',
    breaks: ["media-and-backend-have-no-vendors", "openai-only-in-its-provider"],
  },
  "src/room/renders.ts": {
    imports: 'import "lit";',
    breaks: ["lit-only-in-element"],
  },
  "src/element/signals.ts": { imports: 'import "signal-polyfill";', breaks: ["signals-in-one-file"] },
  "src/room/thinks.ts": { imports: 'import "openai";', breaks: ["openai-only-in-its-provider"] },
  "src/room/unpacks.ts": { imports: 'import "pako";', breaks: ["pako-only-in-characters"] },
  "src/backend/keeps.ts": {
    imports: 'import "idb";',
    breaks: ["idb-only-in-browser", "media-and-backend-have-no-vendors"],
  },
  "src/browser/hears.ts": { imports: 'import "@ricky0123/vad-web";', breaks: ["vad-web-only-in-its-adapter"] },
  "src/browser/silero-vad.ts": { imports: 'import type {} from "@ricky0123/vad-web";', breaks: [] },
  "src/room/own-index.ts": { imports: 'import "./index.js";', breaks: ["entry-points-are-for-outsiders"] },
  "src/testing/reaches-out.ts": {
    imports: 'import "../element/view.js";',
    breaks: ["testing-imports-core-only", "nothing-imports-element"],
  },
  "src/element/view.ts": {
    imports: 'import "../room/index.js"; import "../session/good.js"; import "./assembly/assemble.js";',
    breaks: ["adapters-only-through-assembly", "shell-names-session-by-type", "assembly-loads-lazily"],
  },
  "src/element/assembly/assemble.ts": {
    imports: 'import "./part.js"; import "../../session/good.js"; import "../../room/index.js";',
    breaks: ["adapters-load-lazily"],
  },
  "src/element/assembly/part.ts": { imports: "", breaks: [] },
  "src/server/reaches-in.ts": {
    imports: 'import "../backend/good.js";',
    breaks: ["server-and-emulator-stand-alone"],
  },
  "src/embed/index.ts": { imports: 'import "../core/good.js";', breaks: ["embed-imports-nothing"] },
  "src/core/good.ts": { imports: "", breaks: [] },
  "src/core/signals.ts": { imports: 'import "signal-polyfill";', breaks: [] },
  "src/browser/good.ts": { imports: 'import "../core/good.js";', breaks: [] },
  "src/session/good.ts": { imports: 'import "../core/good.js";', breaks: [] },
  "src/providers/openai/good.ts": { imports: 'import "openai"; import "../../core/good.js";', breaks: [] },
  "src/media/good.ts": { imports: 'import "../core/good.js";', breaks: [] },
  "src/backend/good.ts": { imports: 'import "../core/good.js";', breaks: [] },
  "src/backend/rest-protocol.ts": { imports: "", breaks: [] },
  "src/room/good.ts": { imports: 'import "../media/good.js"; import "../backend/good.js";', breaks: [] },
  "src/portrait/good.ts": { imports: 'import "../media/good.js"; import "../backend/good.js";', breaks: [] },
  "src/server/weighs.ts": {
    imports: 'import "./sqlite/good.js";',
    breaks: ["engines-behind-their-entries"],
  },
  "src/server/sqlite/good.ts": { imports: 'import "../good.js";', breaks: [] },
  "src/server/good.ts": { imports: 'import "../backend/rest-protocol.js";', breaks: [] },
  "src/room/index.ts": { imports: 'import "livekit-client"; import "../core/good.js";', breaks: [] },
  "src/room/protocol.ts": { imports: "", breaks: [] },
  "src/emulator/good.ts": {
    imports: 'import "node:fs"; import "../room/protocol.js"; import "../backend/rest-protocol.js";',
    breaks: [],
  },
};

interface CruiseResult {
  summary: { violations: { from: string; rule: { name: string } }[] };
}

describe("the layer rules", () => {
  let folder: string;
  let violations: { from: string; rule: { name: string } }[];

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "layers-")));
    for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"]) {
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const [file, { imports }] of Object.entries(PLANTED)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${imports}\nexport {};\n`);
    }
    const command = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
    const { stdout } = spawnSync(process.execPath, [command, "src", "--output-type", "json"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    ({ violations } = (JSON.parse(stdout) as CruiseResult).summary);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [file, { breaks }] of Object.entries(PLANTED)) {
    it(breaks.length > 0 ? `${file} breaks ${breaks.join(", ")}` : `${file} is fine`, () => {
      const broken = violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
      assert.deepEqual([...new Set(broken)].sort(), [...breaks].sort());
    });
  }

  it("are each broken once here", () => {
    const script =
      'process.stdout.write(JSON.stringify(require("./.dependency-cruiser.cjs").forbidden.map((r) => r.name)))';
    const names = JSON.parse(
      execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" }),
    ) as string[];
    const planted = new Set(Object.values(PLANTED).flatMap(({ breaks }) => breaks));
    assert.deepEqual(
      names.filter((name) => !planted.has(name)),
      [],
    );
  });
});
