/** From `interrupt()` to silence, as recorded from the loudspeaker. */
import type { Page } from "puppeteer-core";
import type { Contender } from "./contenders.js";
import { silenceFrom, soundBetween } from "./loudness.js";
import { now } from "./sound-server.js";
import type { Recording } from "./sound-server.js";

/** Speaks on without a pause that a listener could take for the end. */
const LONG_TEXT =
  "the old road follows the river through the green valley and over the wooden bridge to the village where every house has a garden full of roses and every garden has a gate that leads back to the road by the river";
const SHORT_TEXT = "now something else";
/** Speech must have been heard for so long before it is interrupted. */
const SPOKEN_MS = 700;
/** So long it must sound without a gap just before the call: a gap is no silence. */
const FLOW_MS = 150;
/** After so long without sound a short sentence is over. */
const PAUSE_MS = 700;
/** What is left of an interrupted turn would come in this time, or with the next words. */
const AFTER_MS = 1500;
/** The same words never take quite as long twice: the jitter buffer stretches and shrinks them. */
const TOLERANCE_MS = 250;
const PATIENCE_MS = 15_000;
const STEP_MS = 50;

export interface Silence {
  /** Milliseconds from the call to the silence that lasts. */
  readonly ms: number;
  /** Milliseconds of the old turn that were heard after that silence began. */
  readonly leftover: number;
}

/** Milliseconds of sound in the time since `from`, once it has begun and been quiet again for a while. */
async function spokenSince(recording: Recording, from: number): Promise<number> {
  for (let until = from + STEP_MS; until < from + PATIENCE_MS; until += STEP_MS) {
    await recording.reach(until);
    const windows = recording.windows();
    const heard = soundBetween(windows, from, until);
    if (heard > 0 && soundBetween(windows, until - PAUSE_MS, until) === 0) return heard;
  }
  throw new Error("nothing was heard, or it never ended");
}

/** Resolves when so much sound has been heard since `from`, in the middle of more. */
async function hear(recording: Recording, from: number, ms: number): Promise<void> {
  for (let until = from + STEP_MS; until < from + PATIENCE_MS; until += STEP_MS) {
    await recording.reach(until);
    const windows = recording.windows();
    const isSounding = soundBetween(windows, until - FLOW_MS, until) === FLOW_MS;
    if (isSounding && soundBetween(windows, from, until) >= ms) return;
  }
  throw new Error("nothing was heard");
}

/** Says something short, something long, interrupts it, and says the short thing again. */
export async function measureSilence(page: Page, contender: Contender, recording: Recording): Promise<Silence> {
  const first = now();
  await contender.say(page, SHORT_TEXT);
  const reference = await spokenSince(recording, first);

  const long = now();
  await contender.say(page, LONG_TEXT);
  await hear(recording, long, SPOKEN_MS);
  const interrupted = await contender.interrupt(page);
  await recording.reach(interrupted + AFTER_MS);
  const silent = silenceFrom(recording.windows(), interrupted);
  if (silent === undefined) throw new Error(`no silence in ${AFTER_MS} ms after the interrupt`);
  const between = soundBetween(recording.windows(), silent, interrupted + AFTER_MS);

  const again = now();
  await contender.say(page, SHORT_TEXT);
  const repeated = await spokenSince(recording, again);
  const surplus = Math.max(0, repeated - reference - TOLERANCE_MS);
  return { ms: silent - interrupted, leftover: between + surplus };
}
