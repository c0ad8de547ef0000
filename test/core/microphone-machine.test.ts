import { expect } from "chai";
import fc from "fast-check";
import { LiveAvatarError } from "../../src/core/errors.js";
import { isAudible, micStateOf } from "../../src/core/microphone-audible.js";
import { initialMicrophone, transition } from "../../src/core/microphone-machine.js";
import type {
  DeviceReplacement,
  DeviceStatus,
  MicrophoneEffect,
  MicrophoneInput,
  MicrophoneState,
  MicrophoneStep,
  WindowStatus,
} from "../../src/core/microphone-types.js";

const error = new LiveAvatarError("mic-busy", "x");
const refused = new LiveAvatarError("push-to-talk-refused", "x");
const lost = new LiveAvatarError("command-timeout", "x");

const DEVICES: readonly DeviceStatus[] = [
  { name: "off", failure: undefined },
  { name: "asking", attempt: 3 },
  { name: "publishing", attempt: 3 },
  { name: "on", attempt: 3, isInterrupted: false },
];
const missing = { mic: "missing", error: new LiveAvatarError("mic-missing", "x") } as const;
const MORE_DEVICES: readonly DeviceStatus[] = [
  { name: "off", failure: "blocked" },
  { name: "off", failure: "interrupted" },
  { name: "on", attempt: 3, isInterrupted: true },
];
const REPLACEMENTS: readonly (DeviceReplacement | undefined)[] = [
  undefined,
  { name: "asking", attempt: 4, deviceId: "new" },
  { name: "publishing", attempt: 4, deviceId: "new" },
];
const WINDOWS: readonly WindowStatus[] = [
  { name: "closed" },
  { name: "opening", request: undefined, wanted: true },
  { name: "opening", request: 5, wanted: true },
  { name: "opening", request: 5, wanted: false },
  { name: "open" },
  { name: "closing", request: 5, again: false },
  { name: "closing", request: 5, again: true },
];
const INPUTS: readonly MicrophoneInput[] = [
  { type: "start", muted: false },
  { type: "start", muted: true },
  { type: "start", muted: false, deviceId: "other" },
  { type: "stop" },
  { type: "set-muted", muted: true },
  { type: "set-muted", muted: false },
  { type: "set-device", deviceId: "other" },
  { type: "set-mode", mode: "push-to-talk" },
  { type: "press" },
  { type: "release" },
  { type: "prompted", attempt: 3 },
  { type: "acquired", attempt: 3 },
  { type: "acquired", attempt: 2 },
  { type: "published", attempt: 3 },
  { type: "published", attempt: 2 },
  { type: "device-failed", attempt: 3, failure: { mic: "busy", error } },
  { type: "device-failed", attempt: 2, failure: { mic: "busy", error } },
  { type: "device-failed", attempt: 3, failure: missing },
  { type: "acquired", attempt: 4 },
  { type: "published", attempt: 4 },
  { type: "published", attempt: 4, isSilenced: true },
  { type: "device-failed", attempt: 4, failure: missing },
  { type: "device-silenced", attempt: 3, isSilenced: true },
  { type: "device-silenced", attempt: 3, isSilenced: false },
  { type: "device-silenced", attempt: 2, isSilenced: true },
  { type: "device-available" },
  { type: "denied", failure: { mic: "blocked", error } },
  { type: "window-granted", request: 5 },
  { type: "window-granted", request: 4 },
  { type: "window-refused", request: 5, error: refused },
  { type: "window-unanswered", request: 5, error: lost },
  { type: "window-changed", open: true },
  { type: "window-changed", open: false },
  { type: "room-lost", error: lost },
  { type: "room-closed", error: lost },
];
const base: MicrophoneState = { ...initialMicrophone("push-to-talk"), attempts: 3, requests: 5 };
const STATES: readonly MicrophoneState[] = [false, true].flatMap((over) =>
  (["open", "push-to-talk"] as const).flatMap((mode) =>
    (["none", "initial", "wished"] as const).flatMap((mute) =>
      [...DEVICES, ...MORE_DEVICES].flatMap((device) =>
        (device.name === "on" ? REPLACEMENTS : [undefined]).flatMap((replacement) =>
          WINDOWS.map((window) => ({ ...base, attempts: 4, over, mode, mute, device, replacement, window })),
        ),
      ),
    ),
  ),
);

const deviceWord = (device: DeviceStatus): string =>
  device.name === "off" ? "off" : `${device.name}${String(device.attempt)}`;
const windowWord = (window: WindowStatus): string => {
  if (window.name === "opening") return `${window.wanted ? "" : "un"}opening${String(window.request ?? "")}`;
  if (window.name === "closing") return `closing${String(window.request)}${window.again ? "+" : ""}`;
  return window.name;
};
const effectWord = (effect: MicrophoneEffect): string => {
  if (effect.type === "ask-window") return `ask-${effect.edge}${String(effect.request)}`;
  if (effect.type === "settle") return `${effect.error ? "fail" : "settle"}-${effect.waiter}`;
  if (effect.type === "report") return effect.mic;
  if (effect.type === "set-audible") return effect.audible ? "audible" : "silent";
  return `${effect.type}${String(effect.attempt)}`;
};
const effectsOf = (step: MicrophoneStep): string => step.effects.map(effectWord).join(" ");

/** Input → what becomes of the device, in the order of DEVICES, in push-to-talk with the window shut. "-": nothing happens. */
const DEVICE_TABLE: readonly (readonly [MicrophoneInput, ...string[]])[] = [
  [INPUTS[0]!, "asking4: acquire4", "-", "-", "on3: settle-start"],
  [INPUTS[2]!, "asking4: acquire4", "asking4: acquire4", "asking4: release3 unpublish3 acquire4", "on3: acquire4"],
  [
    INPUTS[3]!,
    "-",
    "off: off settle-start",
    "off: release3 unpublish3 off settle-start",
    "off: release3 unpublish3 off settle-start",
  ],
  [
    { type: "set-device", deviceId: "other" },
    "off: settle-start",
    "asking4: acquire4",
    "asking4: release3 unpublish3 acquire4",
    "on3: acquire4",
  ],
  [{ type: "prompted", attempt: 3 }, "-", "asking3: asking", "-", "-"],
  [{ type: "prompted", attempt: 2 }, "-", "-", "-", "-"],
  [
    { type: "acquired", attempt: 3 },
    "off: release3",
    "publishing3: publish3",
    "publishing3: release3",
    "on3: release3",
  ],
  [{ type: "acquired", attempt: 2 }, "off: release2", "asking3: release2", "publishing3: release2", "on3: release2"],
  [{ type: "published", attempt: 3 }, "-", "-", "on3: muted settle-start", "-"],
  [{ type: "published", attempt: 2 }, "-", "-", "-", "-"],
  [
    { type: "device-failed", attempt: 3, failure: { mic: "busy", error } },
    "-",
    "off: busy settle-start",
    "off: release3 unpublish3 busy settle-start",
    "off: release3 unpublish3 busy settle-start",
  ],
  [{ type: "device-failed", attempt: 2, failure: { mic: "busy", error } }, "-", "-", "-", "-"],
  [
    { type: "room-closed", error: lost },
    "off: settle-start fail-press fail-release",
    "off: off settle-start fail-press fail-release",
    "off: release3 unpublish3 off settle-start fail-press fail-release",
    "off: release3 unpublish3 off settle-start fail-press fail-release",
  ],
];

/** Input → what becomes of the window, in the order of WINDOWS, in push-to-talk with the device on. */
const WINDOW_TABLE: readonly (readonly [MicrophoneInput, ...string[]])[] = [
  [{ type: "press" }, "opening6: ask-start6", "-", "-", "opening5: ", "open: settle-press", "closing5+: ", "-"],
  [
    { type: "release" },
    "closed: settle-release",
    "closed: fail-press settle-release",
    "unopening5: fail-press",
    "-",
    "closing6: silent ask-stop6 muted",
    "-",
    "closing5: fail-press",
  ],
  [
    { type: "set-muted", muted: true },
    "closed: ",
    "closed: fail-press",
    "unopening5: fail-press",
    "unopening5: ",
    "closing6: silent ask-stop6 muted",
    "closing5: ",
    "closing5: fail-press",
  ],
  [
    { type: "window-granted", request: 5 },
    "-",
    "-",
    "open: audible live settle-press",
    "closing6: ask-stop6",
    "-",
    "closed: settle-release",
    "opening6: ask-start6 settle-release",
  ],
  [{ type: "window-granted", request: 4 }, "-", "-", "-", "-", "-", "-", "-"],
  [
    { type: "window-refused", request: 5, error: refused },
    "-",
    "-",
    "closed: fail-press settle-release",
    "closed: settle-release",
    "-",
    "closed: fail-release",
    "opening6: ask-start6 fail-release",
  ],
  [
    { type: "window-unanswered", request: 5, error: lost },
    "-",
    "-",
    "closing6: ask-stop6 fail-press",
    "closing6: ask-stop6",
    "-",
    "closed: fail-release",
    "opening6: ask-start6 fail-release",
  ],
  [{ type: "window-changed", open: true }, "closing6: ask-stop6", "-", "-", "-", "-", "-", "-"],
  [{ type: "window-changed", open: false }, "-", "-", "-", "-", "closed: silent muted", "-", "-"],
  [
    { type: "room-lost", error: lost },
    "-",
    "closed: fail-press",
    "unopening5: fail-press",
    "-",
    "closing6: silent ask-stop6 muted",
    "-",
    "closing5: fail-press",
  ],
  [
    { type: "device-failed", attempt: 3, failure: { mic: "interrupted", error } },
    "closed: release3 unpublish3 interrupted settle-start",
    "closed: release3 unpublish3 interrupted fail-press settle-start",
    "unopening5: release3 unpublish3 interrupted fail-press settle-start",
    "unopening5: release3 unpublish3 interrupted settle-start",
    "closing6: silent ask-stop6 release3 unpublish3 interrupted settle-start",
    "closing5: release3 unpublish3 interrupted settle-start",
    "closing5: release3 unpublish3 interrupted fail-press settle-start",
  ],
  [
    { type: "set-device", deviceId: "other" },
    "closed: acquire4",
    "opening: acquire4",
    "opening5: acquire4",
    "unopening5: acquire4",
    "open: acquire4",
    "closing5: acquire4",
    "closing5+: acquire4",
  ],
];

const attemptOf = ({ device }: MicrophoneState): number | undefined =>
  device.name === "off" ? undefined : device.attempt;

describe("microphone machine", () => {
  const described = (
    state: MicrophoneState,
    input: MicrophoneInput,
    word: (after: MicrophoneState) => string,
  ): string => {
    const step = transition(state, input);
    const isNothing = step.effects.length === 0 && word(step.state) === word(state) && step.state.mute === state.mute;
    return isNothing ? "-" : `${word(step.state)}: ${effectsOf(step)}`;
  };

  for (const [input, ...expected] of DEVICE_TABLE) {
    it(`${JSON.stringify(input)}, by device`, () => {
      const found = DEVICES.map((device) => described({ ...base, device }, input, (after) => deviceWord(after.device)));
      expect(found).to.deep.equal(expected);
    });
  }

  for (const [input, ...expected] of WINDOW_TABLE) {
    it(`${JSON.stringify(input)}, by window`, () => {
      const on = DEVICES[3]!;
      const found = WINDOWS.map((window) =>
        described({ ...base, device: on, window }, input, (after) => windowWord(after.window)),
      );
      expect(found).to.deep.equal(expected);
    });
  }

  it("answers every input in every state, and says what changed in the right order", () => {
    for (const state of STATES) {
      for (const input of INPUTS) {
        const label = `${JSON.stringify(state)} ${JSON.stringify(input)}`;
        const frozen = JSON.stringify(state);
        const { state: after, effects } = transition(state, input);
        expect(JSON.stringify(state), label).to.equal(frozen);
        const types = effects.map(({ type }) => type);
        const firstSettle = types.indexOf("settle");
        if (firstSettle >= 0) expect(new Set(types.slice(firstSettle)), label).to.deep.equal(new Set(["settle"]));
        // A device that takes over, or stands in for one that failed, is silent until it is told.
        const isAnother = isAudible(after) && attemptOf(after) !== attemptOf(state);
        expect(types.includes("set-audible"), label).to.equal(isAudible(state) !== isAudible(after) || isAnother);
        if (isAudible(state) !== isAudible(after)) expect(types[0], label).to.equal("set-audible");
        if (types.includes("publish"))
          expect(isAudible(after) && after.mode === "push-to-talk", label).to.equal(
            after.window.name === "open" && after.mute !== "wished" && after.mode === "push-to-talk",
          );
        const word = micStateOf(after);
        if (word !== micStateOf(state) && word !== "asking")
          expect(types.filter((type) => type === "report").length, label).to.equal(1);
        if (state.over) expect([after.device, after.window], label).to.deep.equal([state.device, state.window]);
        // Nobody may be left without an answer that will come: what waits has a question, or a device, on its way.
        if (after.window.name === "opening" && after.window.request === undefined && state.window.name !== "opening")
          expect(after.device.name, label).to.be.oneOf(["asking", "publishing"]);
      }
    }
  });

  it("a wish to be silent is granted in every state, in the same step", () => {
    for (const state of STATES) {
      const muted = transition(state, { type: "set-muted", muted: true }).state;
      const stopped = transition(state, { type: "stop" }).state;
      if (!state.over)
        expect([isAudible(muted), isAudible(stopped)], JSON.stringify(state)).to.deep.equal([false, false]);
      if (state.over || state.mode === "open") continue;
      for (const input of [{ type: "release" }, { type: "room-lost", error: lost }] as const)
        expect(isAudible(transition(state, input).state), JSON.stringify([state, input])).to.equal(false);
    }
  });

  it("opened by a press where nobody knew better, the device is silent until there is a window", () => {
    let state = initialMicrophone("open");
    for (const input of [
      { type: "press" },
      { type: "acquired", attempt: 1 },
      { type: "published", attempt: 1 },
    ] as const) {
      state = transition(state, input).state;
      expect(isAudible(state), input.type).to.equal(false);
    }
    const refusedStep = transition(state, { type: "window-refused", request: 1, error: refused });
    expect(isAudible(refusedStep.state)).to.equal(false);
    const granted = transition(state, { type: "window-granted", request: 1 });
    expect([isAudible(granted.state), granted.state.mode]).to.deep.equal([true, "push-to-talk"]);
    expect(isAudible(transition(granted.state, { type: "release" }).state)).to.equal(false);
  });
});

/** Wishes and answers as they can come: the answers refer to what was really asked. */
type Act = "answer" | "stale" | "unplug" | MicrophoneInput;

/** Weighted so that windows do open, and more often than not for a while. */
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 40, arbitrary: fc.constant<Act>("answer") },
  { weight: 2, arbitrary: fc.constant<Act>("stale") },
  { weight: 3, arbitrary: fc.constant<Act>("unplug") },
  { weight: 14, arbitrary: fc.constant<Act>({ type: "press" }) },
  { weight: 10, arbitrary: fc.constant<Act>({ type: "start", muted: false }) },
  {
    weight: 14,
    arbitrary: fc.constantFrom<Act>(
      { type: "release" },
      { type: "start", muted: true },
      { type: "stop" },
      { type: "set-muted", muted: true },
      { type: "set-muted", muted: false },
      { type: "start", muted: false, deviceId: "a" },
      { type: "device-available" },
      { type: "denied", failure: { mic: "blocked", error } },
      { type: "set-device", deviceId: "a" },
      { type: "set-device", deviceId: "b" },
      { type: "room-lost", error: lost },
      { type: "window-changed", open: true },
      { type: "window-changed", open: false },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ type: "room-closed", error: lost }) },
);

/** What the service and the browser have been asked, and what a person would say about the window. */
class World {
  state: MicrophoneState;
  /** Whether sound leaves, as the effects have it, and of which attempt. */
  sounds = false;
  soundOf: number | undefined;
  /** The window, by the words that were exchanged alone. */
  #granted = false;
  #wanted = false;
  #muted: "none" | "initial" | "wished" = "none";
  #open: { edge: "start" | "stop"; request: number } | undefined;
  #attempt: { attempt: number; step: "acquire" | "publish" } | undefined;
  readonly held = new Set<number>();
  waiting = { start: 0, press: 0, release: 0 };
  questions = 0;

  constructor(mode: "open" | "push-to-talk") {
    this.state = initialMicrophone(mode);
  }

  act(act: Act, choice: number): void {
    if (act === "stale") {
      this.#take({ type: "acquired", attempt: 0 });
      this.#take({ type: "window-granted", request: 0 });
      this.#take({ type: "published", attempt: 0 });
    } else if (act === "unplug") {
      const attempt = this.state.device.name === "on" ? this.state.device.attempt : 0;
      this.#take({ type: "device-silenced", attempt, isSilenced: choice % 2 === 0 });
      if (choice % 3 === 0) this.#take({ type: "device-failed", attempt, failure: { mic: "interrupted", error } });
    } else if (act !== "answer") this.#take(act);
    else if (choice % 2 === 0) this.#answerDevice(choice);
    else this.#answerWindow(choice);
  }

  /** Only a granted, wanted, unmuted window sounds in push-to-talk; only what is live and unmuted in an open mode. */
  maySound(): boolean {
    if (this.state.mode === "open") return this.#muted === "none" && this.held.size > 0;
    return this.#granted && this.#wanted && this.#muted !== "wished" && this.held.size > 0;
  }

  #answerDevice(choice: number): void {
    const asked = this.#attempt;
    if (!asked) return;
    this.#attempt = undefined;
    const { attempt } = asked;
    if (choice === 0) this.#take({ type: "device-failed", attempt, failure: { mic: "busy", error } });
    else if (choice === 6) this.#take({ type: "device-failed", attempt, failure: missing });
    else if (asked.step === "acquire") {
      this.held.add(attempt);
      this.#take({ type: "acquired", attempt });
    } else this.#take({ type: "published", attempt });
  }

  #answerWindow(choice: number): void {
    const asked = this.#open;
    if (!asked) return;
    this.#open = undefined;
    const { request, edge } = asked;
    const kind = choice === 1 ? 1 : choice === 3 ? 2 : 0;
    // Whoever pressed is told no, and must press again.
    if (kind !== 0 && edge === "start") this.#wanted = false;
    if (kind === 0) {
      this.#granted = edge === "start";
      this.#take({ type: "window-granted", request });
    } else if (kind === 1) this.#take({ type: "window-refused", request, error: refused });
    else this.#take({ type: "window-unanswered", request, error: lost });
  }

  #take(input: MicrophoneInput): void {
    if (input.type === "press") {
      this.waiting.press += 1;
      if (this.#muted !== "wished") this.#wanted = true;
    }
    if (input.type === "release") this.waiting.release += 1;
    if (input.type === "start" || input.type === "set-device") this.waiting.start += 1;
    const ends = ["release", "stop", "room-lost", "room-closed", "device-failed"];
    // A request that is under way is answered by the browser itself.
    if (input.type === "denied" && this.held.size > 0) this.#wanted = false;
    if (ends.includes(input.type) || (input.type === "set-muted" && input.muted)) {
      if (input.type !== "device-failed" || this.#isEnd(input)) this.#wanted = false;
    }
    if (input.type === "start") this.#muted = !input.muted ? "none" : this.#muted === "wished" ? "wished" : "initial";
    if (input.type === "start" && input.muted) this.#wanted = false;
    if (input.type === "set-muted") this.#muted = input.muted ? "wished" : "none";
    if (input.type === "window-changed") this.#granted = input.open;
    if (input.type === "room-lost") this.#granted = false;
    const step = transition(this.state, input);
    this.state = step.state;
    for (const effect of step.effects) this.#run(effect);
  }

  /** Whether the failure leaves no device: neither a chosen one that gives way nor one that is being replaced. */
  #isEnd({ attempt, failure }: Extract<MicrophoneInput, { type: "device-failed" }>): boolean {
    const { device, deviceId, replacement } = this.state;
    if (attemptOf(this.state) !== attempt || replacement) return false;
    return device.name !== "asking" || failure !== missing || deviceId === undefined;
  }

  #run(effect: MicrophoneEffect): void {
    switch (effect.type) {
      case "set-audible":
        this.sounds = effect.audible;
        this.soundOf = effect.audible ? attemptOf(this.state) : undefined;
        return;
      case "acquire":
        this.#attempt = { attempt: effect.attempt, step: "acquire" };
        return;
      case "publish":
        expect(this.held.has(effect.attempt)).to.equal(true);
        this.#attempt = { attempt: effect.attempt, step: "publish" };
        return;
      case "release":
        this.held.delete(effect.attempt);
        // Nothing sounds that was released.
        if (this.soundOf === effect.attempt) this.soundOf = undefined;
        return;
      case "unpublish":
      case "report":
        return;
      case "ask-window":
        expect(this.#open, "one question at a time").to.equal(undefined);
        this.#open = effect;
        this.questions += 1;
        if (effect.edge === "stop") this.#granted = false;
        return;
      case "settle":
        this.waiting[effect.waiter] = 0;
        return;
    }
  }
}

describe("microphone machine, in any order of things", () => {
  for (const mode of ["push-to-talk", "open"] as const) {
    it(`lets sound leave only where it may (${mode})`, () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(acts, fc.noBias(fc.nat(11))), { maxLength: 60, size: "max" }), (story) => {
          const world = new World(mode);
          for (const [act, choice] of story) {
            world.act(act, choice);
            expect(isAudible(world.state), "as the effects have it").to.equal(world.sounds);
            if (world.sounds) expect(world.maySound(), "it may").to.equal(true);
            expect(world.held.size, "one device, or a second that replaces it").to.be.at.most(
              world.state.replacement?.name === "publishing" ? 2 : 1,
            );
            expect(world.state.replacement === undefined || world.state.device.name === "on").to.equal(true);
            expect(!world.sounds || world.soundOf === attemptOf(world.state), "of the device that counts").to.equal(
              true,
            );
          }
          world.act({ type: "room-closed", error: lost }, 0);
          expect([world.sounds, world.held.size, world.waiting]).to.deep.equal([
            false,
            0,
            { start: 0, press: 0, release: 0 },
          ]);
        }),
        { numRuns: 400 },
      );
    });
  }

  it("does let sound leave, sooner or later, whatever was before: press, grant", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(acts, fc.noBias(fc.nat(11))), { maxLength: 30, size: "max" }), (story) => {
        const world = new World("push-to-talk");
        for (const [act, choice] of story)
          if (typeof act === "string" || act.type !== "room-closed") world.act(act, choice);
        world.act({ type: "start", muted: false }, 0);
        world.act({ type: "press" }, 0);
        // Everybody answers well, in turn: 2 and 4 are the device's, 3 and 9 the service's.
        for (let turn = 0; turn < 6; turn += 1) {
          world.act("answer", 2);
          world.act("answer", 9);
        }
        expect(world.sounds).to.equal(true);
      }),
      { numRuns: 400 },
    );
  });
});
