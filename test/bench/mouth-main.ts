/**
 * `npm run bench -- mouth`: how far the portrait's mouth is from the shape of each sound, in the middle of that sound.
 * MOUTH_SPEECH=folder measures other voices as well; see docs/bench.md.
 */
import { distances, mean } from "../support/mouth/measure.js";
import { espeakSpeech, otherSpeech } from "../support/mouth/speech.js";
import type { SpeechSet } from "../support/mouth/speech.js";

/** The means of the analysis by five bands that was before this one, over the same speech; it knew no words. */
const BEFORE: Readonly<Record<string, number>> = {
  "espeak-ng, words tuning": 0.573,
  "espeak-ng, words held-out": 0.561,
  "espeak-ng, sentences tuning": 0.586,
  "espeak-ng, sentences held-out": 0.594,
  "piper joe tuning": 0.598,
  "piper joe held-out": 0.619,
  "recorded held-out": 0.472,
};
/** Of what it was. */
const LIMIT = 0.5;

const say = (text: string) => process.stdout.write(`${text}\n`);

function measure({ name, set, sounds }: SpeechSet): boolean {
  const [byText, bySound] = [true, false].map((withText) =>
    sounds.flatMap((sound) => distances(sound, withText).map(({ distance }) => distance)),
  ) as [number[], number[]];
  const before = BEFORE[`${name} ${set}`];
  const figure = (values: readonly number[]): string => {
    const share = before === undefined ? "" : ` (${((mean(values) / before) * 100).toFixed(0)} %)`;
    return `${mean(values).toFixed(3)}${share}`.padEnd(14);
  };
  // Only what espeak-ng says is the same on every machine, and is held.
  const verdict = before === undefined || !name.startsWith("espeak") || mean(byText) <= before * LIMIT;
  const was = before === undefined ? "" : `before ${before.toFixed(3)}  `;
  say(
    `${`${name}, ${set}`.padEnd(32)} ${was}with words ${figure(byText)} without ${figure(bySound)} ` +
      `${byText.length} sounds  ${verdict ? "pass" : "FAIL"}`,
  );
  return verdict;
}

const folder = process.env["MOUTH_SPEECH"];
const sets = [...(await espeakSpeech()), ...(folder ? await otherSpeech(folder) : [])];
say(`mean distance of the mouth from the shape of its sound; with words ≤ ${LIMIT * 100} % of what it was`);
const verdicts = sets.map(measure);
process.exitCode = verdicts.every(Boolean) ? 0 : 1;
