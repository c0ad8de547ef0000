/** The fakes and the portrait keep the renderer's contract, in the browser. */
import type { Clock } from "../../src/core/clock.js";
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { PortraitRenderer } from "../../src/portrait/index.js";
import { FakeFace, type FakeFaceOptions, FakeRenderer, FakeVoice } from "../../src/testing/index.js";
import { TalkingRenderer } from "../element/support.js";
import { stage, wav } from "../portrait/support.js";
import { type Ability, type AvatarRendererSubject, describeAvatarRenderer } from "./avatar-renderer.js";
import { same, until } from "./framework.js";

const framework = { describe, it };

/** Time in which the first sleep can be made a long one: that of a mount. */
class SleepyClock implements Clock {
  isSleepy = false;
  now = (): number => systemClock.now();
  setTimeout = (fn: () => void, ms: number): (() => void) => systemClock.setTimeout(fn, ms);
  sleep = (ms: number, signal?: AbortSignal): Promise<void> => systemClock.sleep(this.isSleepy ? 60_000 : ms, signal);
}

/** What both kinds of fake can be made to do. */
function fakeMounts(renderer: FakeRenderer | FakeFace, clock: SleepyClock) {
  return {
    renderer,
    container: undefined,
    stallMount: async () => void (clock.isSleepy = true),
    async failMount() {
      renderer.mountError = new LiveAvatarError("avatar-missing", "Nobody came.");
      const mend = async (): Promise<void> => {
        renderer.mountError = undefined;
      };
      return { code: "avatar-missing" as const, mend };
    },
    leftovers: () => (renderer.mounted ? ["a mount"] : []),
    close: async () => undefined,
  };
}

/** The test is the service of these: what it must not report any more it does not report. */
async function conversing(renderer: FakeRenderer, clock: SleepyClock): Promise<AvatarRendererSubject> {
  const isOver = (since: number): boolean =>
    renderer.calls.slice(since).some((call) => call === "interrupt" || call.startsWith("unmount"));
  return {
    ...fakeMounts(renderer, clock),
    async reply(chunk) {
      const since = renderer.calls.length;
      renderer.report({ type: "reply-chunk", text: chunk }, { type: "speech-start" });
      return {
        async end() {
          if (isOver(since)) return;
          renderer.report({ type: "reply-text", text: chunk }, { type: "speech-end" });
        },
      };
    },
    saying: (text) => until(() => renderer.calls.includes(`speakText:${text}`)),
  };
}

/** A sound of the fake world is as many bytes as it takes milliseconds. */
async function speaking(kind: NonNullable<FakeFaceOptions["kind"]>): Promise<AvatarRendererSubject> {
  const clock = new SleepyClock();
  const face = new FakeFace({ clock, kind, speechMs: (what) => (typeof what === "string" ? 60_000 : what.size) });
  const sound = (seconds: number) => new Blob([new Uint8Array(seconds * 1000)]);
  return {
    ...fakeMounts(face, clock),
    ...(kind === "sound"
      ? {
          sound,
          unplayable() {
            face.speechErrors.push(new LiveAvatarError("tts-failed", "The fake was told to fail."));
            return sound(0.01);
          },
        }
      : { saying: (text: string) => until(() => face.speeches.at(-1)?.what === text) }),
  };
}

/** The audio contexts of the page, counted from outside the portrait. */
const contexts: AudioContext[] = [];

async function drawn(voice?: FakeVoice): Promise<AvatarRendererSubject> {
  const Original = AudioContext;
  globalThis.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      contexts.push(this);
    }
  };
  const container = stage();
  return {
    renderer: new PortraitRenderer({ voice }),
    container,
    sound: (seconds) => wav(seconds),
    unplayable: () => new Blob(["no sound at all"], { type: "audio/wav" }),
    ...(voice && {
      async saying(text: string) {
        same(voice.sayings.at(-1)?.text, text, "what is being said");
      },
    }),
    leftovers: () => [
      ...[...container.children].map(({ tagName }) => tagName),
      ...contexts.filter(({ state }) => state !== "closed").map(({ state }) => `an audio context that is ${state}`),
    ],
    async close() {
      globalThis.AudioContext = Original;
      contexts.length = 0;
      container.remove();
    },
  };
}

const MOUNTS: readonly Ability[] = ["waits", "fails"];
const conversation: readonly Ability[] = [...MOUNTS, "respond", "speakText", "subscribe"];
const portrait: readonly Ability[] = ["speak", "subscribe", "sound"];

describeAvatarRenderer(
  "FakeRenderer",
  conversation,
  () => {
    const clock = new SleepyClock();
    return conversing(new FakeRenderer({ clock }), clock);
  },
  framework,
);
describeAvatarRenderer(
  "the element tests' TalkingRenderer",
  [...conversation, "sound", "voice"],
  () => {
    const clock = new SleepyClock();
    return conversing(new TalkingRenderer(0, clock), clock);
  },
  framework,
);
describeAvatarRenderer("FakeFace that plays sounds", [...MOUNTS, "speak"], () => speaking("sound"), framework);
describeAvatarRenderer("FakeFace with a voice", [...MOUNTS, "speakText"], () => speaking("voice"), framework);
describeAvatarRenderer(
  "FakeFace with a voice far away",
  [...MOUNTS, "speakText", "subscribe"],
  () => speaking("remote-voice"),
  framework,
);
describeAvatarRenderer("PortraitRenderer", portrait, () => drawn(), framework);
describeAvatarRenderer(
  "PortraitRenderer with a voice",
  [...portrait, "speakText"],
  () => drawn(new FakeVoice()),
  framework,
);
