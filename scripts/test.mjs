/**
 * `npm test`: set-up, build, and every test: in Chromium, in Firefox, in WebKit, in Node, and end to end with a real LiveKit server.
 *
 *   npm test                      what a change has to pass
 *   npm test -- nightly           the rest as well: what takes long and changes rarely (see lib/nightly.mjs), and the coverage
 *   npm test -- coverage          what a change has to pass, and the coverage
 *   npm test -- browser node      these suites only (browser, firefox, webkit, node, e2e)
 *   npm test -- e2e conversation  only files whose path holds "conversation"
 *
 * Without a LiveKit server or a browser the tests that need them are counted as skipped, except where CI is set.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBrowser, ensureFirefox, ensureRecogniser } from "./lib/browser.mjs";
import { ensurePostgres, ensureRedis } from "./lib/databases.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { ensureLanguages } from "./lib/languages.mjs";
import { ensureLiveKitServer } from "./lib/livekit-binary.mjs";
import { isLong, isOfEngine } from "./lib/nightly.mjs";
import { fail, say, SetupError } from "./lib/progress.mjs";
import { ROOT, run, runTool } from "./lib/run.mjs";
import { startSpeech } from "./lib/speech-service.mjs";
import { ensureTypeTools } from "./lib/type-tools.mjs";
import { ensureWebKit } from "./lib/webkit.mjs";
import { ensureMariaDb, ensurePhp, ensureWordPress } from "./lib/wordpress-needs.mjs";

const SUITES = ["browser", "firefox", "webkit", "node", "e2e"];
const ARTIFACTS = join(ROOT, "artifacts");
/** Node writes its coverage here, from the node suite and from the end-to-end one. */
const RAW_COVERAGE = join(ROOT, "coverage", "raw");

/** End-to-end files that need a browser and no LiveKit server. */
const ROOMLESS =
  /\b((?:voice-)?portrait|cdn|embed|pictures|matrix|keyboard|windows|site|openai-cross-origin|threads-killed|memory|stacks(?:-nightly|-bundlers)?)\.e2e\.ts$/;

/** … and those of which nothing is left without a speech service. */
const OF_SPEECH = /\bspeech\/[\w-]+\.e2e\.ts$/;

/** … and those that need Firefox as well. */
const ALSO_IN_FIREFOX = /\bfirefox[\w-]*\.e2e\.ts$/;

/** … and those of the stores in databases, which need no browser. */
const OF_DATABASES = /\bserver\/[\w-]+\.e2e\.ts$/;

/** … and the one that needs PHP, MariaDB and WordPress as well. */
const OF_WORDPRESS = /\bwordpress\/[\w-]+\.e2e\.ts$/;

/** … and the one that needs PHP, Python, Go and Ruby, and no browser. */
const OF_LANGUAGES = /\bdocs\/recipes\.e2e\.ts$/;

/** … and those that need nothing but a registry. */
const OF_INSTALLERS = /\bpackage\/[\w-]+\.e2e\.ts$/;

/** A file for Node that compiles with other people's tools. */
const OF_COMPILERS = join("test", "package", "consumers.node.test.ts");

/** Why an end-to-end file cannot run here, if so. */
function lackOf(file, missing) {
  if (OF_DATABASES.test(file)) return file.includes("redis") ? missing.redis : missing.postgres;
  if (OF_INSTALLERS.test(file)) return undefined;
  if (OF_LANGUAGES.test(file)) return missing.languages ?? missing.livekit;
  if (missing.browser) return missing.browser;
  if (OF_WORDPRESS.test(file) && missing.wordpress) return missing.wordpress;
  if (ALSO_IN_FIREFOX.test(file) && missing.firefox) return missing.firefox;
  if (OF_SPEECH.test(file)) return missing.speech;
  return ROOMLESS.test(file) ? undefined : missing.livekit;
}

const isNightly = process.argv.includes("nightly");
/** Counting makes Node's tests take half as long again, and Chromium's by a quarter longer. */
const isCounted = isNightly || process.argv.includes("coverage");
const args = process.argv.slice(2).filter((arg) => arg !== "nightly" && arg !== "coverage");
const suites = SUITES.filter((suite) => args.includes(suite));
const filters = args.filter((arg) => !SUITES.includes(arg));
const wanted = suites.length > 0 ? suites : SUITES;
const isWhole = args.length === 0;
const COUNTING = isCounted ? { NODE_V8_COVERAGE: RAW_COVERAGE } : {};

const filesOf = (suffix) =>
  readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(suffix))
    .map((file) => join("test", file))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .filter((file) => isNightly || filters.length > 0 || !isLong(file))
    .sort();

const browserFiles = () => filesOf(".test.ts").filter((file) => !file.endsWith(".node.test.ts"));

const total = { passed: 0, failed: 0, skipped: 0 };
/** What the last lines say. */
const notes = [];

function add(counts) {
  for (const key of Object.keys(total)) total[key] += counts[key];
}

function skip(reason, count) {
  total.skipped += count;
  notes.push(`skipped: ${count} test files: ${reason}`);
}

/** Adds a suite's counts; a suite that left none has failed. */
async function count(name, code) {
  // A run that was killed has begun the file and not ended it.
  const counts = await readFile(countsFile(name), "utf8")
    .then(JSON.parse)
    .catch(() => ({ passed: 0, failed: 1, skipped: 0 }));
  add(counts);
  if (code !== 0 && counts.failed === 0) total.failed += 1;
}

const countsFile = (name) => join(ARTIFACTS, `${name}-counts.json`);

const ENGINES = { browser: "Chromium", firefox: "Firefox", webkit: "WebKit" };

async function inBrowser(name, config, files, options, env) {
  if (files.length === 0) return;
  const isChosen = filters.length > 0 || name !== "browser";
  const only = isChosen ? files.flatMap((file) => ["--files", file]) : [];
  const { code, output, ms } = await runTool(["@web/test-runner", "wtr"], ["--config", config, ...only, ...options], {
    env: { ...env, TEST_COUNTS_FILE: countsFile(name) },
  });
  say(`\n— in ${ENGINES[name]} (${Math.round(ms / 1000)} s)\n${output.trim()}`);
  await count(name, code);
}

async function inNode(files, env) {
  if (files.length === 0) return;
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=./scripts/lib/test-reporters/node-counts.mjs",
    "--test-reporter-destination=stderr",
  ];
  const args = ["--import", "tsx", "--test", ...reporters, ...files];
  const { code, output, ms } = await run(process.execPath, args, {
    env: { ...env, ...COUNTING, TEST_COUNTS_FILE: countsFile("node") },
  });
  say(`\n— in Node (${Math.round(ms / 1000)} s)\n${output.trim()}`);
  await count("node", code);
}

/** On two processors: Chromium and Node, and whoever of them is done first goes on with Firefox or WebKit. None has a limit of real time. */
async function unitTests({ env, missing }) {
  const named = SUITES.filter((suite) => suite !== "e2e" && wanted.includes(suite));
  if (named.length === 0) return;
  say(`\nUnit tests (${named.join(", ")}) …`);
  const chromium = async () => {
    if (!wanted.includes("browser")) return;
    if (missing.browser) skip(missing.browser, browserFiles().length);
    else
      await inBrowser(
        "browser",
        "web-test-runner.config.mjs",
        browserFiles(),
        isCounted && filters.length === 0 ? ["--coverage"] : [],
        env,
      );
  };
  const other = async (name) => {
    if (!wanted.includes(name)) return;
    const files = browserFiles().filter((file) => isOfEngine(name, file, isNightly || filters.length > 0));
    if (missing[name]) skip(missing[name], files.length);
    else await inBrowser(name, `web-test-runner.${name}.config.mjs`, files, [], env);
  };
  const node = async () => {
    if (!wanted.includes("node")) return;
    const files = filesOf(".node.test.ts").filter((file) => !missing.compilers || file !== OF_COMPILERS);
    if (missing.compilers) skip(missing.compilers, 1);
    await inNode(files, env);
  };
  const waiting = [chromium, node, () => other("firefox"), () => other("webkit")];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  };
  await Promise.all([work(), work()]);
}

async function endToEnd({ env, missing }) {
  const possible = [];
  const reasons = new Map();
  for (const file of filesOf(".e2e.ts")) {
    const reason = lackOf(file, missing);
    if (reason === undefined) possible.push(file);
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of reasons) skip(reason, count);
  if (possible.length === 0) return;
  say("\n— end to end");
  const { endToEndTests } = await import("./lib/end-to-end.mjs");
  const counts = await endToEndTests(possible, { ...env, ...COUNTING });
  add(counts);
  notes.push(...counts.notes);
}

/** What the machine has for the tests that need more than Node. */
async function findNeeds() {
  const env = { ...process.env, ...(isNightly && { TEST_SCOPE: "nightly" }) };
  const missing = {};
  const need = async (name, variable, ensure) => {
    try {
      env[variable] = await ensure();
    } catch (error) {
      if (!(error instanceof SetupError) || process.env.CI) throw error;
      missing[name] = error.message.split("\n")[0];
    }
  };
  await need("browser", "CHROME_PATH", ensureBrowser);
  if (wanted.includes("e2e") || wanted.includes("firefox")) await need("firefox", "FIREFOX_PATH", ensureFirefox);
  if (wanted.includes("node")) await need("compilers", "TYPE_TOOLS", ensureTypeTools);
  if (wanted.includes("webkit")) await need("webkit", "WEBKIT_PATH", async () => (await ensureWebKit()).browser);
  if (wanted.includes("e2e")) {
    await need("livekit", "LIVEKIT_SERVER_PATH", ensureLiveKitServer);
    await ensureRecogniser();
    await need("postgres", "POSTGRES_PROGRAMS", ensurePostgres);
    await need("redis", "REDIS_SERVER_PATH", ensureRedis);
    await need("wordpress", "WORDPRESS_PATH", async () => {
      await ensurePhp();
      await ensureMariaDb();
      return ensureWordPress();
    });
    // Each is found on the PATH again.
    await need("languages", "GO_PATH", async () => (await ensureLanguages()).go);
  }
  return { env, missing };
}

/** Set up beside the build and the unit tests, since it takes a minute; its tests are skipped where it cannot be had. */
async function startSpeechService(needs) {
  try {
    return await startSpeech();
  } catch (error) {
    if (!(error instanceof SetupError) || process.env.CI) throw error;
    needs.missing.speech = error.message.split("\n").findLast((line) => line !== "");
    return undefined;
  }
}

/**
 * On a fresh machine each of the two takes minutes, and the packages, most of whose time one compiler takes on one core, leave the
 * other core free.
 */
async function setUp() {
  const outcomes = await Promise.allSettled([findNeeds(), ensureDependencies()]);
  for (const { status, reason } of outcomes) if (status === "rejected") throw reason;
  return outcomes[0].value;
}

async function main() {
  const needs = await setUp();
  await rm(RAW_COVERAGE, { recursive: true, force: true });
  await mkdir(ARTIFACTS, { recursive: true });
  await Promise.all([...SUITES, "test"].map((name) => rm(countsFile(name), { force: true })));
  const speechToCome = wanted.includes("e2e") ? startSpeechService(needs) : undefined;
  // Told when it is waited for.
  speechToCome?.catch(() => undefined);

  const built = await run(process.execPath, ["scripts/build.mjs"], { live: true });
  if (built.code !== 0) throw new SetupError("The bundle could not be built: see above.");

  await unitTests(needs);
  const speech = await speechToCome;
  if (speech) needs.env.SPEECH_SERVICE_URL = speech.url;
  if (wanted.includes("e2e")) await endToEnd(needs);
  await speech?.stop();
  // The emulator is covered by the end-to-end tests too: the figure means something only after all of them.
  if (isCounted && isWhole && !needs.missing.browser && !needs.missing.livekit) {
    const { code, output } = await runTool("c8", ["report", "--temp-directory", RAW_COVERAGE]);
    say(`\n— coverage in Node\n${output.trim()}`);
    if (code !== 0) total.failed += 1;
  }

  await writeFile(countsFile("test"), `${JSON.stringify(total)}\n`);
  if (!isNightly && filters.length === 0) {
    say(`What takes long and changes rarely${isCounted ? "" : ", and the coverage,"} is left to npm test -- nightly.`);
  }
  for (const line of notes) say(line);
  say(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

main().catch(fail);
