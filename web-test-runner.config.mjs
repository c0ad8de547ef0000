/**
 * Browser tests: every `test/**\/*.test.ts` but the Node ones, each file in a page of its own, in the system's Chromium.
 * `--coverage` turns the thresholds on; see `scripts/test.mjs` for the run that everybody means by "the tests".
 */
import { chromeLauncher } from "@web/test-runner";
import { ensureBrowser } from "./scripts/lib/browser.mjs";
import { BROWSER_TESTS, NODE_ROOMS } from "./scripts/lib/browser-tests.mjs";

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

/** These load in a page as well; but they are tested in Node, against servers or for many hours of talk (`.c8rc.json`). */
const COUNTED_IN_NODE = [...NODE_ROOMS, "providers", "core/recall", "session/listening", "session/remembering"];

export default {
  ...BROWSER_TESTS,
  files: ["test/**/*.test.ts", "!test/**/*.node.test.ts"],
  concurrency: 1,
  browsers: [chromeLauncher({ launchOptions: { executablePath: await ensureBrowser(), args: BROWSER_FLAGS } })],
  coverageConfig: {
    include: ["src/**/*.ts"],
    // The words of each language are read one by one in Node.
    exclude: [...COUNTED_IN_NODE.map((room) => `src/${room}/**`), "src/element/locales/[a-z][a-z].ts"],
    reportDir: "coverage/browser",
    reporters: ["lcovonly", "text-summary"],
    threshold: { statements: 90, branches: 85, functions: 90, lines: 90 },
  },
};
