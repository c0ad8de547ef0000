/**
 * `npm run bench`: what the project's own code costs, and the element beside the official SDK, measured on this machine;
 * see docs/bench.md. ROUNDS=3 shortens it while something is tried out.
 *
 *   npm run bench -- text     the text tools alone, without browser and room
 *   npm run bench -- cards    hostile character cards alone, likewise
 *   npm run bench -- recall   what the local embedder finds, and what a search costs, likewise
 *   npm run bench -- relay    a thousand events a second, to a server that is killed; a browser, and nothing else
 *   npm run bench -- memory   a thread of 50,000 messages, and a search among 20,000 vectors, in a page; a browser, and nothing else
 *   npm run bench -- reading  the transcript: an answer that grows, and 5,000 messages that scroll, likewise
 *   npm run bench -- pipeline from the model's chunks to sound; a browser, and nothing else
 *   npm run bench -- portrait frames of the portrait alone, likewise
 *   npm run bench -- mouth    how near the portrait's mouth is to what it says, without a browser
 *   npm run bench -- chroma   a keyed frame, likewise
 *   npm run bench -- page     the element alone
 *   npm run bench -- recognition  how well the speech service hears, without a browser
 *   npm run bench -- echo     the portrait's own voice in the microphone: false turns, and barge-in over it
 *   npm run bench -- load     5, 10, 20 and 50 conversations that begin at once; `-- load 50` these alone
 *   npm run bench -- nodes    conversations on two LiveKit servers, one of which is killed in the middle; a browser
 *   npm run bench -- soak     an hour of conversations that begin and end; MINUTES=3 shortens it. Only where it is named
 *   npm run bench -- handlers 500 requests a second to the handlers of a site's backend, beside hostile ones, without a browser
 *   npm run bench -- voice    from the visitor's voice to the avatar's; LISTEN_MINUTES=2 shortens its last part
 *   npm run bench -- peers    a page at rest, beside what other vendors publish; it installs that from the npm registry
 */
import { ensureBrowser, ensureSoundServer } from "./lib/browser.mjs";
import { ensureDependencies } from "./lib/ensure-dependencies.mjs";
import { ensureLiveKitServer } from "./lib/livekit-binary.mjs";
import { ensurePeers } from "./lib/peer-packages.mjs";
import { fail, SetupError } from "./lib/progress.mjs";
import { run } from "./lib/run.mjs";
import { startSpeech } from "./lib/speech-service.mjs";

/** Runs scripts of ours until one fails. */
async function runAll(scripts, env = process.env) {
  for (const args of scripts) {
    const { code } = await run(process.execPath, args, { env, live: true });
    if (code !== 0) process.exit(code);
  }
}

/** What is measured is what is shipped. */
const runBuilt = (script, env) =>
  runAll(
    [
      ["scripts/build.mjs", "--strict"],
      ["--import", "tsx", script],
    ],
    env,
  );

const runInBrowser = async (script, env = {}) =>
  runBuilt(script, { ...process.env, ...env, CHROME_PATH: await ensureBrowser() });

const SECTIONS = {
  text: () => runAll([["--import", "tsx", "test/bench/text-main.ts"]]),
  cards: () => runAll([["--import", "tsx", "test/bench/cards-main.ts"]]),
  recall: () => runAll([["--expose-gc", "--import", "tsx", "test/bench/recall-main.ts"]]),
  // It bundles the sources.
  relay: async () => {
    const env = { ...process.env, CHROME_PATH: await ensureBrowser() };
    await runAll([["--import", "tsx", "test/bench/relay-main.ts"]], env);
  },
  memory: () => runInBrowser("test/bench/memory-main.ts"),
  reading: () => runInBrowser("test/bench/reading-main.ts"),
  pipeline: () => runInBrowser("test/bench/pipeline-main.ts"),
  // It bundles the sources.
  portrait: async () => {
    const env = { ...process.env, CHROME_PATH: await ensureBrowser() };
    await runAll([["--import", "tsx", "test/bench/portrait-main.ts"]], env);
  },
  mouth: () => runAll([["--import", "tsx", "test/bench/mouth-main.ts"]]),
  // It bundles the sources.
  chroma: async () => {
    const env = { ...process.env, CHROME_PATH: await ensureBrowser() };
    await runAll([["--import", "tsx", "test/bench/chroma-main.ts"]], env);
  },
  page: async () => {
    await ensureSoundServer();
    const env = {
      ...process.env,
      CHROME_PATH: await ensureBrowser(),
      LIVEKIT_SERVER_PATH: await ensureLiveKitServer(),
    };
    await runBuilt("test/bench/main.ts", env);
  },
  handlers: () => runAll([["--import", "tsx", "test/bench/handlers-main.ts"]]),
  load: async (counts) => {
    const LOAD = counts.length > 0 ? { LOAD: counts.join(",") } : {};
    const env = { ...process.env, ...LOAD, LIVEKIT_SERVER_PATH: await ensureLiveKitServer() };
    await runBuilt("test/bench/load-main.ts", env);
  },
  soak: async () => {
    await runBuilt("test/bench/soak-main.ts", { ...process.env, LIVEKIT_SERVER_PATH: await ensureLiveKitServer() });
  },
  nodes: async () => {
    await runInBrowser("test/bench/nodes-main.ts", { LIVEKIT_SERVER_PATH: await ensureLiveKitServer() });
  },
  recognition: async () => {
    const speech = await startSpeech();
    await runAll([["--import", "tsx", "test/bench/recognition-main.ts"]], {
      ...process.env,
      SPEECH_SERVICE_URL: speech.url,
    });
    await speech.stop();
  },
  echo: async () => {
    const speech = await startSpeech();
    await runInBrowser("test/bench/echo-main.ts", { SPEECH_SERVICE_URL: speech.url });
    await speech.stop();
  },
  voice: async () => {
    await ensureSoundServer();
    const speech = await startSpeech();
    const env = { ...process.env, CHROME_PATH: await ensureBrowser(), SPEECH_SERVICE_URL: speech.url };
    await runBuilt("test/bench/voice-main.ts", env);
    await speech.stop();
  },
  // Last: it needs the registry, and a section that fails keeps those after it from running.
  peers: async () => runInBrowser("test/bench/peers-main.ts", { PEERS_PATH: await ensurePeers() }),
};

async function main() {
  const isCount = (word) => /^\d+$/.test(word);
  const wanted = process.argv.slice(2).filter((word) => !isCount(word));
  const counts = process.argv.slice(2).filter(isCount);
  const unknown = wanted.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown.length > 0) {
    throw new SetupError(`No such section: ${unknown.join(", ")}. There are ${Object.keys(SECTIONS).join(", ")}.`);
  }
  await ensureDependencies();
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (wanted.includes(name) || (wanted.length === 0 && name !== "soak")) await section(counts);
  }
}

main().catch(fail);
