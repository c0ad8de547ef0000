/** What every `VADProvider` does. See `src/core/ports/voice-activity.ts`. */
import type { VADEvent, VADProvider } from "../../src/core/ports/voice-activity.js";
import { check, type Framework, same } from "./framework.js";

export interface VoiceActivitySubject {
  readonly vad: VADProvider;
  /** Sound at its rate that it takes for speech, long enough to be some, and sound that it does not. */
  readonly speech: Float32Array;
  readonly silence: Float32Array;
  /** Sound that begins like speech and is too short. Left out where the test has none. */
  readonly blip?: Float32Array | undefined;
  close(): Promise<void>;
}

const EVENTS: readonly VADEvent[] = ["speech-start", "speech-end", "misfire"];

export function describeVoiceActivity(
  name: string,
  make: () => Promise<VoiceActivitySubject>,
  { describe, it }: Framework,
): void {
  const promise = (title: string, act: (subject: VoiceActivitySubject, told: VADEvent[]) => Promise<void>): void => {
    it(title, async () => {
      const subject = await make();
      const told: VADEvent[] = [];
      try {
        await subject.vad.init?.();
        for (const event of EVENTS) subject.vad.on(event, () => told.push(event));
        await act(subject, told);
      } finally {
        subject.vad.dispose();
        await subject.close();
      }
    });
  };
  /** @param size samples of a frame */
  const hear = async ({ vad }: VoiceActivitySubject, sound: Float32Array, size = 512): Promise<void> => {
    for (let at = 0; at < sound.length; at += size) await vad.process(sound.slice(at, at + size));
  };

  describe(`${name}, as a detector of speech`, () => {
    promise("has a name, a rate that sound can have, and an onset that can be kept", async ({ vad }) => {
      check(vad.id !== "", "it has a name");
      const { sampleRate = 16_000, onsetMs = 300 } = vad;
      check(sampleRate >= 8000 && sampleRate <= 48_000, `its rate: ${sampleRate}`);
      check(onsetMs >= 0 && onsetMs <= 2000, `its onset: ${onsetMs} ms`);
    });

    promise("says nothing of silence", async (subject, told) => {
      await hear(subject, subject.silence);
      same(told, [], "told");
    });

    promise(
      "tells the beginning and the end of speech, once each, by the frame that decided it",
      async (subject, told) => {
        for (let time = 0; time < 2; time += 1) {
          told.length = 0;
          await hear(subject, subject.silence);
          await hear(subject, subject.speech);
          same(told[0], "speech-start", "first");
          await hear(subject, subject.silence);
          same(told.at(-1), "speech-end", "last");
          same(told.filter((event) => event === "speech-start").length, told.length / 2, "pairs");
        }
      },
    );

    promise("takes frames of any length", async (subject, told) => {
      for (const size of [1, 160, 700, 4096, 1_000_000]) {
        told.length = 0;
        await subject.vad.process(new Float32Array(0));
        // One sample at a time takes its time: a part of it shows that it can.
        const part = size === 1 ? subject.speech.slice(0, 2000) : subject.speech;
        await hear(subject, part, size);
        await hear(subject, subject.silence);
        if (size > 1) same([told[0], told.at(-1)], ["speech-start", "speech-end"], `frames of ${size}`);
      }
    });

    promise("calls what is too short a misfire", async (subject, told) => {
      if (!subject.blip) return;
      await hear(subject, subject.silence);
      await hear(subject, subject.blip);
      await hear(subject, subject.silence);
      check(
        told.every((event, index) => event === (index % 2 === 0 ? "speech-start" : "misfire")),
        told.join(),
      );
      check(!told.includes("speech-end"), "it is no speech");
    });

    promise("forgets without a word what was being said", async (subject, told) => {
      await hear(subject, subject.silence);
      await hear(subject, subject.speech);
      told.length = 0;
      subject.vad.reset();
      subject.vad.reset();
      await hear(subject, subject.silence);
      same(told, [], "told");
      await hear(subject, subject.speech);
      await hear(subject, subject.silence);
      same([told[0], told.at(-1)], ["speech-start", "speech-end"], "afterwards");
    });

    promise("tells each listener, until it leaves", async (subject) => {
      const heard: string[] = [];
      const off = subject.vad.on("speech-start", () => heard.push("first"));
      subject.vad.on("speech-start", () => heard.push("second"));
      await hear(subject, subject.speech);
      off();
      off();
      await hear(subject, subject.silence);
      await hear(subject, subject.speech);
      same(heard.slice(0, 2), ["first", "second"], "both");
      check(!heard.slice(2).includes("first"), "the one that left");
    });

    promise("is silent once it is released, however often, and can be loaded twice", async (subject, told) => {
      await subject.vad.init?.();
      subject.vad.dispose();
      subject.vad.dispose();
      const { length } = told;
      await Promise.resolve(hear(subject, subject.speech)).catch(() => undefined);
      await Promise.resolve(hear(subject, subject.silence)).catch(() => undefined);
      same(told.slice(length), [], "told");
    });
  });
}
