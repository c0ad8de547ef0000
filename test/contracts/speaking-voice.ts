/** What every `SpeakingVoice` does. See `src/core/ports/speaking-voice.ts`. */
import type { SpeakingVoice, SpokenPlace } from "../../src/core/ports/speaking-voice.js";
import { check, checkFailure, CountedAbort, type Framework, isAbort, rejection, same, until } from "./framework.js";

/** A voice, and who conducts it: each command is about what is being said. */
export interface SpeakingVoiceSubject {
  readonly voice: SpeakingVoice;
  /** What is being said, undefined in silence. */
  readonly saying: () => { readonly text: string; readonly volume: number } | undefined;
  readonly begin: () => void;
  readonly reach: (place: SpokenPlace) => void;
  readonly end: () => void;
  readonly fail: () => void;
  readonly close: () => void;
}

export function describeSpeakingVoice(
  name: string,
  make: () => SpeakingVoiceSubject,
  { describe, it }: Framework,
): void {
  const promise = (title: string, body: (subject: SpeakingVoiceSubject) => Promise<void>): void => {
    it(title, async () => {
      const subject = make();
      try {
        await body(subject);
      } finally {
        subject.close();
      }
    });
  };

  describe(`${name} is a voice of its own`, () => {
    promise("has a name", async ({ voice }) => {
      check(voice.id !== "", "an id");
    });

    promise("says the text as it is, and resolves when it has been said", async ({ voice, saying, begin, end }) => {
      const text = "Ça va? 👩🏽‍🚀 <b> & \\ 日本語";
      const told: string[] = [];
      const said = voice.speak(text, { onStart: () => told.push("start") }).then(() => told.push("said"));
      await until(() => saying() !== undefined);
      same(saying(), { text, volume: 1 }, "what is being said");
      same(told, [], "told before it begins");
      begin();
      begin();
      await new Promise((resolve) => setTimeout(resolve));
      same(told, ["start"], "told when it has begun");
      end();
      await said;
      same(told, ["start", "said"], "told at the end");
      same(saying(), undefined, "afterwards");
    });

    promise("tells of no word before it has begun, nor after its end", async ({ voice, saying, reach, end }) => {
      const told: (number | string)[] = [];
      const said = voice.speak("One two.", {
        onStart: () => told.push("start"),
        onPlace: ({ charIndex }) => told.push(charIndex),
      });
      await until(() => saying() !== undefined);
      reach({ charIndex: 0, charLength: 3 });
      reach({ charIndex: 4 });
      end();
      reach({ charIndex: 0 });
      await said;
      same(told, ["start", 0, 4], "what it told");
    });

    promise("is as loud as it is told", async ({ voice, saying, end }) => {
      const said = voice.speak("Softly.", { volume: 0.25 });
      await until(() => saying() !== undefined);
      same(saying()?.volume, 0.25, "the volume");
      end();
      await said;
    });

    promise("says nothing for a signal that is aborted already", async ({ voice, saying }) => {
      const error = await rejection(voice.speak("Never mind.", { signal: AbortSignal.abort() }));
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      same(saying(), undefined, "what is being said");
    });

    promise("falls silent in the task of an abort", async ({ voice, saying, begin, reach }) => {
      const abort = new CountedAbort();
      const told: string[] = [];
      const said = rejection(voice.speak("A long story.", { signal: abort.signal, onPlace: () => told.push("place") }));
      await until(() => saying() !== undefined);
      begin();
      abort.abort();
      same(saying(), undefined, "what is being said");
      reach({ charIndex: 2 });
      const error = await said;
      check(isAbort(error), `an AbortError, not ${String(error)}`);
      same(told, [], "told after the abort");
      same(abort.listeners, 0, "listeners of the signal");
    });

    promise("is given up before it has begun", async ({ voice, saying }) => {
      const abort = new AbortController();
      const said = rejection(voice.speak("A long story.", abort));
      abort.abort();
      check(isAbort(await said), "an AbortError");
      same(saying(), undefined, "what is being said");
    });

    promise("lets go of the signal of what it has said", async ({ voice, saying, end }) => {
      const abort = new CountedAbort();
      const said = voice.speak("Hello.", abort);
      await until(() => saying() !== undefined);
      end();
      await said;
      same(abort.listeners, 0, "listeners of the signal");
    });

    promise("fails with a code, and says the next", async ({ voice, saying, fail, end }) => {
      const failed = rejection(voice.speak("One."));
      await until(() => saying() !== undefined);
      fail();
      checkFailure(await failed, "tts");
      const said = voice.speak("Two.");
      await until(() => saying()?.text === "Two.");
      end();
      await said;
    });
  });
}
