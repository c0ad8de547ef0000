/**
 * The packed package, installed from the registry by every package manager with an empty cache in a folder of its own: without a
 * warning, in this version of Node, without the optional peers; and every entry is found by Node from there.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ROOT } from "../support/documents.js";

interface Result {
  readonly code: number;
  readonly output: string;
}
interface Project {
  readonly folder: string;
  write(name: string, text: string): Promise<void>;
  run(program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Result>;
  [Symbol.asyncDispose](): Promise<void>;
}
/** A script of the project, which has no declarations. */
const { EmptyProject } = (await import(new URL("../../scripts/lib/trial-install.mjs", import.meta.url).href)) as {
  readonly EmptyProject: { create(manifest?: object): Promise<Project> };
};

/** Exact versions, so that a check that was green stays green: of pnpm the last with a program in JavaScript, and the newest. */
const MANAGERS = {
  "yarn-classic": "npm:yarn@1.22.22",
  "yarn-berry": "npm:@yarnpkg/cli-dist@4.18.1",
  "pnpm-10": "npm:pnpm@10.34.8",
  "pnpm-12": "npm:pnpm@12.21.0",
};
const BERRY = {
  YARN_ENABLE_TELEMETRY: "0",
  YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
  YARN_ENABLE_GLOBAL_CACHE: "false",
};

let tools: Project;
let packed: string;
let archive: string;
let registry: string;

before(async () => {
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "ignore" });
  packed = mkdtempSync(join(tmpdir(), "live-avatar-archive-"));
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", packed];
  execFileSync("npm", args, { cwd: ROOT, stdio: "ignore" });
  archive = join(packed, readdirSync(packed)[0] ?? "");
  tools = await EmptyProject.create({ dependencies: MANAGERS });
  const installed = await tools.run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund"]);
  assert.equal(installed.code, 0, installed.output);
  // yarn 2 and newer do not read npm's settings.
  registry = (await tools.run("npm", ["config", "get", "registry"])).output.trim();
});
after(async () => {
  await tools[Symbol.asyncDispose]();
  rmSync(packed, { recursive: true, force: true });
});

const tool = (name: keyof typeof MANAGERS, path: string): string => join(tools.folder, "node_modules", name, path);

/** Every entry with code. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  };
  return Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "object" && target.default.endsWith(".js") ? [entry.replace(/^\./, "live-avatar")] : [],
  );
}

interface Manager {
  readonly name: string;
  readonly install: () => readonly [program: string, ...args: string[]];
  readonly env?: () => NodeJS.ProcessEnv;
  readonly files?: Readonly<Record<string, string>>;
  /** Lines in which it warns of itself. */
  readonly own?: RegExp;
  /** What runs Node with the packages of the project; Node itself unless given. */
  readonly node?: () => readonly [program: string, ...args: string[]];
}

const berry = (linker: string): Manager => ({
  name: `yarn 4 with nodeLinker ${linker}`,
  install: () => [process.execPath, tool("yarn-berry", "bin/yarn.js"), "install"],
  env: () => ({ ...BERRY, YARN_NPM_REGISTRY_SERVER: registry, YARN_NODE_LINKER: linker }),
  // Its own file, so that it does not look for a project in the folders above.
  files: { "yarn.lock": "" },
  // Its own loader of modules for Plug'n'Play, whatever is installed.
  ...(linker === "pnp" && { own: /^.*(YN0092: .* ESM support for PnP|Done with warnings).*$/gm }),
  node: () => [process.execPath, tool("yarn-berry", "bin/yarn.js"), "node"],
});
const pnpm = (name: "pnpm-10" | "pnpm-12", path: string): Manager => ({
  name,
  install: () => [
    ...([process.execPath, tool(name, path), "install", "--engine-strict"] as const),
    ...["--strict-peer-dependencies", "--store-dir", "store"],
  ],
});
const MANY: readonly Manager[] = [
  {
    name: "npm",
    install: () => [
      ...(["npm", "install", "--engine-strict", "--strict-peer-deps"] as const),
      ...["--no-audit", "--no-fund", "--cache", "cache"],
    ],
  },
  {
    name: "yarn 1",
    install: () => [
      ...([process.execPath, tool("yarn-classic", "bin/yarn.js"), "install"] as const),
      ...["--non-interactive", "--cache-folder", "cache"],
    ],
  },
  berry("node-modules"),
  berry("pnp"),
  pnpm("pnpm-10", "bin/pnpm.cjs"),
  pnpm("pnpm-12", "bin/pnpm.mjs"),
];

/** The words with which each of them complains, also where it goes on. */
const COMPLAINT = /\bwarn|\bEBADENGINE|\bunmet\b|\bincorrectly met\b|\bdeprecated\b|\bERR_|YN00(?:02|60|86)/i;

describe("the packed package is installed without a warning, and every entry is found,", () => {
  for (const { name, install, env, files = {}, own, node } of MANY) {
    it(`by ${name}`, async () => {
      const project = await EmptyProject.create({ dependencies: { "live-avatar": `file:${archive}` } });
      try {
        for (const [file, text] of Object.entries(files)) await project.write(file, text);
        const [program, ...args] = install();
        const { code, output } = await project.run(program, args, env?.());
        assert.doesNotMatch(own ? output.replace(own, "") : output, COMPLAINT);
        assert.equal(code, 0, output);
        await project.write(
          "entries.mjs",
          entries()
            .map((entry) => `await import("${entry}");\n`)
            .join(""),
        );
        const [runtime, ...before] = node?.() ?? [process.execPath];
        const found = await project.run(runtime, [...before, "entries.mjs"], env?.());
        assert.equal(found.code, 0, found.output);
      } finally {
        await project[Symbol.asyncDispose]();
      }
    });
  }
});
