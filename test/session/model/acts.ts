/** What can happen to a session in a random run, and how often. */
import fc from "fast-check";
import type { RendererReport } from "../../../src/core/ports/avatar-renderer.js";
import type { Fault } from "../../../src/testing/index.js";
import { type ListeningAct, listeningAct } from "./listening.js";
import type { FaceScript, Throwing } from "./face.js";
import type { LimitScript } from "./limit-witness.js";
import type { Answer, VoiceScript } from "./script.js";

type Simple = "start" | "restart" | "interrupt" | "keep-alive" | "stop" | "destroy" | "stray";

export type Act =
  | { readonly type: Simple }
  | ListeningAct
  | { readonly type: "ask"; readonly answer: Answer; readonly by: "typing" | "renderer" | "recogniser" }
  | { readonly type: "say"; readonly sentences: number }
  | { readonly type: "wait"; readonly ms: number }
  | { readonly type: "swap-model" }
  | { readonly type: "swap-voice"; readonly script: VoiceScript | undefined }
  /** Several at once, one after the other. `by`: what a listener of the next `ready` does. */
  | { readonly type: "swap-face"; readonly to: readonly SwapTarget[]; readonly by: Meddling | undefined }
  /** The renderer in place fails. `by`: what a listener of that does. */
  | { readonly type: "lose"; readonly by: Meddling | undefined }
  /** The renderer in place reports something of the world. */
  | { readonly type: "world"; readonly report: RendererReport }
  /** The next event of this name, or the next time in the state `>name`, makes a listener do that in the middle of it. */
  | { readonly type: "meddle"; readonly on: string; readonly by: Meddling };

/** A new renderer, the present one, or the n-th of those that were used. */
export type SwapTarget = FaceScript | "present" | number;
export type Meddling =
  "interrupt" | "start" | "stop" | "destroy" | "stop-start" | Answer | { readonly swap: SwapTarget };

/** What a whole run is made of besides its acts. */
export interface SessionScript extends LimitScript {
  readonly face: FaceScript;
  readonly voice: VoiceScript;
  /** Whether every event has a listener that throws, before the witness. */
  readonly listenersThrow: boolean;
  /** How many watchers of the signals throw. */
  readonly watchersThrow: number;
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
  chunks: fc.array(chunk, { minLength: 0, maxLength: 9 }),
  gapMs: fc.constantFrom(0, 5, 40, 200),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Answer["end"]>("done", "ends") },
    { weight: 2, arbitrary: fc.constantFrom<Answer["end"]>("fail", "hang") },
  ),
  onAbort: fc.constantFrom<Answer["onAbort"]>("quiet", "throw"),
});

const voiceScript: fc.Arbitrary<VoiceScript> = fc.record({
  waitsMs: fc.array(fc.constantFrom(0, 0, 10, 10, 60, 60, 300, Infinity), { minLength: 1, maxLength: 4 }),
  failsEvery: fc.constantFrom(0, 0, 0, 2, 3),
});

const sometimes = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 6 });

const anyFace: fc.Arbitrary<FaceScript> = fc.record({
  kind: fc.constantFrom<FaceScript["kind"]>("sound", "sound", "sound", "voice", "remote-voice", "remote-voice"),
  mountMs: fc.constantFrom(0, 30, 200),
  mounts: fc.constantFrom(true, true, true, false),
  standsUpLate: fc.constantFrom(false, false, true),
  speechMs: fc.constantFrom(0, 0, 20, 20, 150, 150, Infinity),
  failures: fc.constantFrom(0, 0, 0, 1, 2),
  maxDurationSeconds: fc.constantFrom(undefined, undefined, 5, 45),
  throws: fc.subarray<Throwing>(["update", "interrupt", "keepAlive", "unmount", "setMuted"], { maxLength: 2 }),
  faults: fc.record({
    mount: sometimes<Fault>("throw", "reject", "hang", "nothing"),
    subscribe: sometimes<Fault>("throw", "nothing"),
    unmount: sometimes<Fault>("reject", "hang", "nothing", 50, 5000),
    speak: sometimes<Fault>("throw", "reject", "hang", "nothing"),
    speakText: sometimes<Fault>("throw", "reject", "hang", "nothing"),
  }),
});

/** Nobody can know that one stands up late that says nothing, or that it failed, before. */
const faceScript = anyFace.map((face) => {
  const { mount } = face.faults;
  return mount === undefined ? face : { ...face, standsUpLate: false, mounts: face.mounts || mount === "nothing" };
});

/** The first one stands: a run that never begins tells little. */
const firstFace = faceScript.map((face) => ({
  ...face,
  mounts: true,
  faults: {
    ...face.faults,
    mount: undefined,
    subscribe: face.faults.subscribe === "throw" ? undefined : face.faults.subscribe,
  },
}));

export const sessionScript: fc.Arbitrary<SessionScript> = fc.record({
  face: firstFace,
  voice: voiceScript,
  idleTimeoutSeconds: fc.constantFrom(undefined, 0, 10, 60),
  maxDurationSeconds: fc.constantFrom(undefined, undefined, 0, 30),
  listenersThrow: fc.boolean(),
  watchersThrow: fc.constantFrom(0, 1, 2, 3),
});

const swapTarget: fc.Arbitrary<SwapTarget> = fc.oneof(
  { weight: 3, arbitrary: faceScript },
  { weight: 1, arbitrary: fc.constant("present" as const) },
  { weight: 2, arbitrary: fc.nat(5) },
);

/** Events, and the states that a session comes to. */
const MEDDLED = (
  "transcript mic-change user-speech-start chunk speech-start segment speech-end message state-change error ended connection-change idle-warning " +
  ">ready >ready >error >error >connecting"
).split(" ");

const simple = (type: Simple): fc.Arbitrary<Act> => fc.constant({ type });

const meddling: fc.Arbitrary<Meddling> = fc.oneof<fc.MaybeWeightedArbitrary<Meddling>[]>(
  { weight: 3, arbitrary: fc.constant("interrupt" as const) },
  { weight: 3, arbitrary: answer },
  { weight: 2, arbitrary: fc.record({ swap: swapTarget }) },
  { weight: 2, arbitrary: fc.constantFrom("start" as const, "start" as const, "stop-start" as const) },
  { weight: 1, arbitrary: fc.constantFrom("stop" as const, "destroy" as const) },
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("ask" as const),
      answer,
      by: fc.constantFrom("typing" as const, "renderer" as const, "recogniser" as const),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant("wait" as const),
      ms: fc.constantFrom(0, 1, 7, 30, 100, 700, 4000, 30_000),
    }),
  },
  { weight: 6, arbitrary: listeningAct },
  { weight: 3, arbitrary: simple("interrupt") },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("say" as const), sentences: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: simple("start") },
  { weight: 1, arbitrary: simple("restart") },
  { weight: 1, arbitrary: simple("keep-alive") },
  { weight: 1, arbitrary: simple("stray") },
  { weight: 1, arbitrary: fc.constant<Act>({ type: "swap-model" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("swap-voice" as const),
      script: fc.option(voiceScript, { nil: undefined, freq: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("swap-face" as const),
      to: fc.array(swapTarget, { minLength: 1, maxLength: 3 }),
      by: fc.option(meddling, { nil: undefined, freq: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("world" as const),
      report: fc.constantFrom<RendererReport>(
        { type: "connection", connection: "poor" },
        { type: "connection", connection: "good" },
        { type: "mic", mic: "live" },
        { type: "mic", mic: "muted" },
        { type: "audio", audio: "blocked" },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("meddle" as const),
      on: fc.constantFrom(...MEDDLED),
      by: meddling,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("lose" as const),
      by: fc.option(meddling, { nil: undefined, freq: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ type: "stop" }, { type: "destroy" }) },
);

export const acts = fc.array(act, { minLength: 1, maxLength: 30, size: "max" });
