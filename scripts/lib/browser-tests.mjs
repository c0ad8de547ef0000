/** What the configurations of Web Test Runner have in common: how sources are served, limits, and who counts. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defaultReporter } from "@web/test-runner";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { recipes } from "../../test/support/recipes-plugin.mjs";
import { sileroFiles } from "../../test/support/silero-files.mjs";
import { browserCounts } from "./test-reporters/browser-counts.mjs";

const ROOT = new URL("../../", import.meta.url);

/** What runs in Node is loaded, and counted, there. */
export const NODE_ROOMS = ["server", "emulator"];

/**
 * Coverage counts only files that a page loaded, so one test loads them all. A page cannot list a folder: this answers
 * that test with every module of the tree.
 */
const everyBrowserModule = {
  name: "every-browser-module",
  serve({ path }) {
    if (path !== "/every-browser-module.json") return undefined;
    const files = readdirSync(new URL("src/", ROOT), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      // A program of the audio thread: a page has none of what it needs.
      .filter((file) => !file.endsWith(".worklet.ts"))
      // Scripts that act on the page that loads them; the end-to-end tests load them as built.
      .filter((file) => !file.startsWith("embed/"))
      .filter((file) => !NODE_ROOMS.some((room) => file.startsWith(`${room}/`)));
    return { body: JSON.stringify(files.map((file) => `/src/${file}`).sort()), type: "json" };
  },
};

/** Lit says on every page that it is the development build; that is what the tests want. */
const isExpected = (arg) => typeof arg === "string" && arg.includes("Lit is in dev mode");

/** @type {import("@web/test-runner").TestRunnerConfig} */
export const BROWSER_TESTS = {
  nodeResolve: { exportConditions: ["development", "browser"] },
  middleware: [sileroFiles],
  plugins: [
    everyBrowserModule,
    recipes,
    esbuildPlugin({
      ts: true,
      target: "es2022",
      // A page has no environment (test/support/scope.ts).
      define: { "process.env.TEST_SCOPE": JSON.stringify(process.env.TEST_SCOPE ?? "daily") },
      // So that class fields mean here what they mean in what is published.
      tsconfig: fileURLToPath(new URL("tsconfig.json", ROOT)),
    }),
  ],
  // `scripts/test.mjs` names the file in which it wants to find the counts.
  reporters: [
    defaultReporter(),
    ...(process.env.TEST_COUNTS_FILE ? [browserCounts(process.env.TEST_COUNTS_FILE)] : []),
  ],
  // These end what hangs; a busy machine breaks nothing by them.
  testsStartTimeout: 120_000,
  testFramework: { config: { ui: "bdd", timeout: 30_000, forbidOnly: true, forbidPending: true } },
  filterBrowserLogs: ({ args }) => !args.some(isExpected),
};
