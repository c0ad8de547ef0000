/** A stranger's first minute with the packed package: an empty project outside the tree, npm, an import, a type check. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NPM, run, runTool } from "./run.mjs";

/** A registry that does not answer must not keep a release waiting for ever. */
const DEADLINE_MS = 5 * 60_000;

const PAGE = `import "live-avatar";
const avatar = document.querySelector("live-avatar");
avatar?.addEventListener("avatar-message", ({ detail }) => console.log(detail.message.content.toString()));
`;
const TSCONFIG = {
  compilerOptions: {
    ...{ noEmit: true, strict: true, types: [], target: "es2022", lib: ["ES2022", "DOM", "DOM.Iterable"] },
    ...{ module: "esnext", moduleResolution: "bundler" },
  },
  files: ["page.ts"],
};

/** What a script of npm's is told of the project that it runs in would count in the other project as well. */
const ownEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(package|lifecycle|config_(local|global)?_?prefix)|INIT_CWD)/i.test(name),
    ),
  );

/** An empty project outside the tree, which goes when it is disposed of. */
export class EmptyProject {
  /** @type {string} */
  folder;

  /** @param {string} folder one of {@link create} */
  constructor(folder) {
    this.folder = folder;
  }

  /** @param {object} manifest what its package.json says beside the name */
  static async create(manifest = {}) {
    const project = new EmptyProject(await mkdtemp(join(tmpdir(), "live-avatar-trial-")));
    const about = { name: "trial", version: "1.0.0", private: true, license: "MIT", type: "module", ...manifest };
    await project.write("package.json", JSON.stringify(about));
    return project;
  }

  /** @param {string} name @param {string} text */
  write(name, text) {
    return writeFile(join(this.folder, name), text);
  }

  /** @param {string} program @param {string[]} args @param {NodeJS.ProcessEnv} [env] variables beside those that are set */
  run(program, args, env = {}) {
    return run(program, args, { cwd: this.folder, env: { ...ownEnvironment(), ...env }, deadlineMs: DEADLINE_MS });
  }

  /** Node imports these from the project. @param {string[]} entries */
  importing(...entries) {
    const code = entries.map((entry) => `await import(${JSON.stringify(entry)});`).join("\n");
    return this.run(process.execPath, ["--input-type=module", "--eval", code]);
  }

  async [Symbol.asyncDispose]() {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Whatever npm says of what we ask for is a fault of ours: other people see it too. */
const isClean = ({ code, output }) => code === 0 && !/npm (warn|error)/i.test(output);

/**
 * The steps of the trial, in their order.
 * @param {EmptyProject} project @param {string} archive the packed package
 * @returns {{ name: string, mend: string, run: () => Promise<{ code: number, output: string }> }[]}
 */
export function trialSteps(project, archive) {
  return [
    {
      name: "npm install --engine-strict of the packed package",
      mend: "A dependency asks for another Node, or for a peer that we do not bring: see `dependencies` and `engines` in package.json.",
      run: async () => {
        const args = ["install", archive, "--engine-strict", "--strict-peer-deps", "--no-audit", "--no-fund"];
        const result = await project.run(NPM, args);
        return { ...result, code: isClean(result) ? 0 : 1 };
      },
    },
    {
      name: 'import "live-avatar" and "live-avatar/server" in Node',
      mend: "A module uses the page while it is loaded, or is missing from `files` in package.json.",
      run: () => project.importing("live-avatar", "live-avatar/server"),
    },
    {
      name: "live-avatar-emulator --list",
      mend: "The command needs a file that is not packed, or an optional peer while it is loaded.",
      run: () => project.run(NPM, ["exec", "--offline", "--", "live-avatar-emulator", "--list"]),
    },
    {
      name: "a type check of a page, without skipLibCheck",
      mend: "The declarations do not compile for those who install them: `npm test -- node consumers` says more.",
      run: async () => {
        await project.write("page.ts", PAGE);
        await project.write("tsconfig.json", JSON.stringify(TSCONFIG));
        return runTool(["typescript", "tsc"], ["-p", "."], { cwd: project.folder, deadlineMs: DEADLINE_MS });
      },
    },
  ];
}
