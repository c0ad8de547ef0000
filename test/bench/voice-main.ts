/**
 * `npm run bench -- voice`: from the visitor's voice to the recogniser, to the avatar's first sound, and to its silence; and what
 * listening leaves behind. SPEECH_SERVICE_URL names the speech service.
 */
import assert from "node:assert/strict";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { spokenWav } from "../support/spoken-wav.js";
import { type Figure, figures, keeps } from "./limits.js";
import { silenceFrom } from "./loudness.js";
import { STREAMED, TALKING } from "./reply.js";
import { measureResampler, RATES } from "./resampler.js";
import { now, type Recording, startSoundServer } from "./sound-server.js";
import { type Memory, openVoicePage, type VoicePage } from "./voice-page.js";

const ROUNDS = Number(process.env["ROUNDS"] ?? 20);
const LISTEN_MINUTES = Number(process.env["LISTEN_MINUTES"] ?? 10);

const CLICKS_A_ROUND = 10;
const RESAMPLED_SECONDS = 60;
const ALIAS_LIMIT_DB = -60;
const CORE_LIMIT_PERCENT = 1;
const CAPTURE_LIMIT_MS = 40;
const BARGE_IN_LIMIT_MS = 60;
/** Of the heap after the first minute, or so many kB where that is more. */
const GROWTH = { share: 0.05, kB: 200 };
const READINGS = 6;
const READING_PAUSE_MS = 1700;
/** By then the sound of a moment is in the recording. */
const RECORDED_MS = 1000;

/** Each is a question, ends as one, and has an answer of the demo's talker. */
const QUESTIONS = [
  "What is your name?",
  "Can you tell me a joke?",
  "What can you do?",
  "How are you today?",
  "What time is it?",
  "Why is the sky blue?",
];

const say = (text: string) => process.stdout.write(`${text}\n`);

const speak = async (text: string): Promise<string> => Buffer.from(await spokenWav([text])).toString("base64");

async function measureSweeps(page: VoicePage): Promise<Figure[]> {
  const decibels: number[] = [];
  const shares: number[] = [];
  for (const [from, to] of RATES) {
    const before = await page.processorSeconds();
    const { frames, decibels: alias } = await page.resample({ from, to, seconds: RESAMPLED_SECONDS });
    shares.push((100 * ((await page.processorSeconds()) - before)) / RESAMPLED_SECONDS);
    assert.ok(frames > RESAMPLED_SECONDS * 99, `${frames} frames of the worklet`);
    decibels.push(alias);
  }
  const alone = measureResampler().map(({ share }) => 100 * share);
  const core = { of: "worst", unit: "%", limit: CORE_LIMIT_PERCENT } as const;
  return [
    { what: "resampler, sweep: loudest alias", samples: decibels, of: "worst", unit: "dB", limit: ALIAS_LIMIT_DB },
    { what: "resampler alone, part of a core", samples: alone, ...core },
    { what: "worklet and page while it runs, likewise", samples: shares, ...core },
  ];
}

async function measureCapture(page: VoicePage): Promise<Figure[]> {
  const { beyond, stream, lost, frameMs } = await page.capture({ clicks: ROUNDS * CLICKS_A_ROUND });
  say(`bench: ${beyond.length} clicks, and ${lost} that the browser lost`);
  const figure = { of: "p95", unit: "ms" } as const;
  return [
    {
      what: `capture to recogniser, beyond the frame's ${frameMs} ms`,
      samples: beyond,
      limit: CAPTURE_LIMIT_MS,
      ...figure,
    },
    { what: "of that the browser's, from stream to audio graph", samples: stream, ...figure },
  ];
}

async function measureBargeIn(page: VoicePage, recording: Recording): Promise<Figure[]> {
  const { heard, asked, latencyMs } = await page.bargeIn({ rounds: ROUNDS, script: STREAMED, pace: TALKING });
  assert.equal(asked, ROUNDS + 1, "each interruption is a question");
  await recording.reach(now() + RECORDED_MS);
  const windows = recording.windows();
  const recorded = heard.map(({ epochMs }) => {
    const silentAt = silenceFrom(windows, epochMs);
    assert.ok(silentAt !== undefined, "no silence was recorded");
    return silentAt - epochMs;
  });
  const samples = heard.map(({ ms }) => ms);
  say(`bench: ${ROUNDS} times words in mid-speech; outputLatency ${latencyMs.toFixed(0)} ms`);
  return [
    { what: "barge-in: final words to silence, in the page", samples, of: "p95", unit: "ms", limit: BARGE_IN_LIMIT_MS },
    { what: "the same, recorded at the loudspeaker", samples: recorded, of: "p95", unit: "ms" },
  ];
}

async function measureLoop(page: VoicePage): Promise<Figure[]> {
  const wavs = await Promise.all(QUESTIONS.map(speak));
  const stages = new Map<string, number[]>();
  // The first one loads and compiles.
  for (let round = -1; round < ROUNDS; round += 1) {
    const wav = wavs[(round + wavs.length) % wavs.length] ?? "";
    const asked = await page.ask({ wav });
    if (round < 0) continue;
    for (const { name, ms } of asked.stages) stages.set(name, [...(stages.get(name) ?? []), ms]);
    say(`bench: loop, round ${round + 1} of ${ROUNDS}: "${asked.question ?? ""}"`);
  }
  await page.closeLoop();
  return [...stages].map(([what, samples]) => ({ what, samples, of: "p95", unit: "ms" }));
}

/** What a page at work holds for a moment is no growth: the least of some readings counts. */
async function leastMemory(page: VoicePage): Promise<Memory> {
  const readings: Memory[] = [];
  for (let reading = 0; reading < READINGS; reading += 1) {
    await sleep(READING_PAUSE_MS);
    readings.push(await page.memory());
  }
  return {
    heapKB: Math.min(...readings.map(({ heapKB }) => heapKB)),
    audioNodes: Math.min(...readings.map(({ audioNodes }) => audioNodes)),
  };
}

async function measureListening(page: VoicePage): Promise<Figure[]> {
  await page.listen({ wav: await speak("The library is closed on Sunday.") });
  await sleep(60_000);
  const first = await leastMemory(page);
  let last = first;
  for (let minute = 2; minute <= LISTEN_MINUTES; minute += 1) {
    await sleep(60_000);
    last = await leastMemory(page);
    say(`bench: listening, minute ${minute} of ${LISTEN_MINUTES}: ${last.heapKB.toFixed(0)} kB`);
  }
  const { frames, expectedFrames, utterances, droppedFrames, liveTracks } = await page.readListening();
  say(`bench: ${frames} frames of ${expectedFrames.toFixed(0)}, ${droppedFrames} dropped, ${utterances} utterances`);
  assert.equal(droppedFrames, 0, "the recogniser was too slow");
  if (frames < 0.98 * expectedFrames) say("This machine is busy with something else: the browser has lost sound.");
  assert.ok(utterances > 0, "nothing was heard");
  assert.equal(liveTracks, 1);
  assert.equal((await page.stopListening()).liveTracks, 0);
  const limit = Math.max(GROWTH.kB, Math.round(GROWTH.share * first.heapKB));
  return [
    { what: `heap after a minute of listening`, samples: [first.heapKB], of: "only", unit: "kB" },
    {
      what: `its growth until minute ${LISTEN_MINUTES}`,
      samples: [last.heapKB - first.heapKB],
      of: "only",
      unit: "kB",
      limit,
    },
    { what: "audio nodes more", samples: [last.audioNodes - first.audioNodes], of: "only", unit: "", limit: 0 },
  ];
}

async function bench(): Promise<boolean> {
  const speechUrl = process.env["SPEECH_SERVICE_URL"];
  assert.ok(speechUrl !== undefined, "SPEECH_SERVICE_URL is not set: run npm run bench -- voice.");
  const sound = await startSoundServer();
  const recording = sound.record();
  const page = await openVoicePage({ env: sound.env, speechUrl });
  try {
    const sweeps = await measureSweeps(page);
    const capture = await measureCapture(page);
    const bargeIn = await measureBargeIn(page, recording);
    const loop = await measureLoop(page);
    say(`\n${ROUNDS} rounds\n${figures([...sweeps, ...capture, ...bargeIn])}\n`);
    say(`the local loop: Whisper, the demo's talker, Piper\n${figures(loop)}\n`);
    if ((loadavg()[0] ?? 0) > availableParallelism()) {
      say("This machine has more work than cores: the figures in milliseconds say little.\n");
    }
    const listening = LISTEN_MINUTES > 0 ? await measureListening(page) : [];
    if (listening.length > 0) say(`\n${figures(listening)}`);
    return [...sweeps, ...capture, ...bargeIn, ...listening].every(keeps);
  } finally {
    await page.close();
    await sound.close();
  }
}

process.exitCode = (await bench()) ? 0 : 1;
