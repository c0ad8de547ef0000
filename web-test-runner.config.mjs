/**
 * Browser tests: every `test/**\/*.test.ts` but the Node ones, each file in a page of its own, in the system's Chromium.
 * `--coverage` turns the thresholds on; see `scripts/test.mjs` for the run that everybody means by "the tests".
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromeLauncher, defaultReporter } from "@web/test-runner";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { ensureBrowser } from "./scripts/lib/browser.mjs";
import { recipes } from "./test/support/recipes-plugin.mjs";
import { browserCounts } from "./scripts/lib/test-reporters/browser-counts.mjs";

const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  // The leak tests ask the collector to run instead of hoping that it did.
  "--js-flags=--expose-gc",
];

/** What runs in Node is loaded, and counted, there. */
const NODE_ROOMS = ["server", "emulator"];
/** These load in a page as well; but they are tested against servers, and servers are easier had in Node. */
const COUNTED_IN_NODE = [...NODE_ROOMS, "providers"];

/**
 * Coverage counts only files that a page loaded, so one test loads them all. A page cannot list a folder: this answers
 * that test with every module of the tree.
 */
const everyBrowserModule = {
  name: "every-browser-module",
  serve({ path }) {
    if (path !== "/every-browser-module.json") return undefined;
    const files = readdirSync(new URL("src/", import.meta.url), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .filter((file) => !NODE_ROOMS.some((room) => file.startsWith(`${room}/`)));
    return { body: JSON.stringify(files.map((file) => `/src/${file}`).sort()), type: "json" };
  },
};

export default {
  files: ["test/**/*.test.ts", "!test/**/*.node.test.ts"],
  nodeResolve: { exportConditions: ["development", "browser"] },
  concurrency: 1,
  plugins: [
    everyBrowserModule,
    recipes,
    esbuildPlugin({
      ts: true,
      target: "es2022",
      // So that class fields mean here what they mean in what is published.
      tsconfig: fileURLToPath(new URL("tsconfig.json", import.meta.url)),
    }),
  ],
  browsers: [chromeLauncher({ launchOptions: { executablePath: await ensureBrowser(), args: BROWSER_FLAGS } })],
  // `scripts/test.mjs` names the file in which it wants to find the counts.
  reporters: [
    defaultReporter(),
    ...(process.env.TEST_COUNTS_FILE ? [browserCounts(process.env.TEST_COUNTS_FILE)] : []),
  ],
  testFramework: { config: { ui: "bdd", timeout: 5000, forbidOnly: true, forbidPending: true } },
  // Lit says on every page that it is the development build; that is what the tests want.
  filterBrowserLogs: ({ args }) => !args.some((arg) => typeof arg === "string" && arg.includes("Lit is in dev mode")),
  coverageConfig: {
    include: ["src/**/*.ts"],
    exclude: COUNTED_IN_NODE.map((room) => `src/${room}/**`),
    reportDir: "coverage/browser",
    reporters: ["lcovonly", "text-summary"],
    threshold: { statements: 90, branches: 85, functions: 90, lines: 90 },
  },
};
