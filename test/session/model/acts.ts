/** What can happen to a session in a random run, and how often. */
import fc from "fast-check";
import type { Answer, VoiceScript } from "./script.js";

export type Act =
  | { readonly type: "start" | "interrupt" | "stop" | "destroy" | "lose" }
  | { readonly type: "ask"; readonly answer: Answer; readonly spoken: boolean }
  | { readonly type: "say"; readonly sentences: number }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "swap-model" }
  | { readonly type: "swap-voice"; readonly script: VoiceScript | undefined }
  | { readonly type: "swap-face"; readonly face: FaceScript }
  /** The next event of this name makes a listener ask or interrupt, in the middle of it. */
  | { readonly type: "meddle"; readonly on: string; readonly by: "interrupt" | Answer };

export interface FaceScript {
  readonly kind: "sound" | "voice" | "remote-voice";
  readonly mountMs: number;
  readonly mounts: boolean;
  readonly speechMs: number;
  /** How many of its next speeches fail. */
  readonly failures: number;
}

const chunk = fc.constantFrom(
  "One. ",
  "Two is ",
  "here! ",
  "Three",
  ". Four?\n",
  "… ",
  "Five, ",
  "six. Seven. Eight. ",
  "🎉 ",
);

const answer: fc.Arbitrary<Answer> = fc.record({
  chunks: fc.array(chunk, { minLength: 0, maxLength: 6 }),
  gapMs: fc.constantFrom(0, 5, 40, 200),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Answer["end"]>("done", "ends") },
    { weight: 2, arbitrary: fc.constantFrom<Answer["end"]>("fail", "hang") },
  ),
  onAbort: fc.constantFrom<Answer["onAbort"]>("quiet", "throw"),
});

export const voiceScript: fc.Arbitrary<VoiceScript> = fc.record({
  waitsMs: fc.array(fc.constantFrom(0, 10, 60, 300), { minLength: 1, maxLength: 4 }),
  failsEvery: fc.constantFrom(0, 0, 0, 2, 3),
});

export const faceScript: fc.Arbitrary<FaceScript> = fc.record({
  kind: fc.constantFrom<FaceScript["kind"]>("sound", "sound", "voice", "remote-voice"),
  mountMs: fc.constantFrom(0, 30, 200),
  mounts: fc.constantFrom(true, true, true, false),
  speechMs: fc.constantFrom(0, 20, 150),
  failures: fc.constantFrom(0, 0, 0, 1, 2),
});

const simple = (type: "start" | "interrupt" | "stop" | "destroy" | "lose"): fc.Arbitrary<Act> => fc.constant({ type });

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ type: fc.constant("ask" as const), answer, spoken: fc.boolean() }) },
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constant("wait" as const), ms: fc.constantFrom(0, 1, 7, 30, 100, 700) }),
  },
  { weight: 3, arbitrary: simple("interrupt") },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("say" as const), sentences: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: simple("start") },
  { weight: 1, arbitrary: fc.constant<Act>({ type: "swap-model" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("swap-voice" as const),
      script: fc.option(voiceScript, { nil: undefined, freq: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("swap-face" as const), face: faceScript }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("meddle" as const),
      on: fc.constantFrom("chunk", "speech-start", "segment", "speech-end", "message", "state-change", "error"),
      by: fc.oneof(fc.constant("interrupt" as const), answer),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ type: "lose" }, { type: "stop" }, { type: "destroy" }) },
);

export const acts = fc.array(act, { minLength: 1, maxLength: 30, size: "max" });
