/** What every `STTProvider` does. See `src/core/ports/speech-to-text.ts`. */
import type { STTProvider } from "../../src/core/ports/speech-to-text.js";
import { type Framework, same } from "./framework.js";
import { describeOneAnswer, type OneAnswerSubject } from "./one-answer.js";

export interface EarsQuestion {
  /** The recording's bytes, one character each. */
  readonly heard: string;
  readonly language: string | undefined;
}
export type SpeechToTextSubject = OneAnswerSubject<STTProvider, EarsQuestion, string>;

const recording = (words: string): Blob => new Blob([words], { type: "audio/webm;codecs=opus" });

export function describeSpeechToText(
  name: string,
  make: () => Promise<SpeechToTextSubject>,
  framework: Framework,
): void {
  const port = {
    title: "a recogniser",
    stage: "stt" as const,
    ask: (stt: STTProvider, index: number, signal?: AbortSignal) =>
      stt.transcribe(recording(`take ${index}`), { signal }),
    answerTo: ({ heard }: EarsQuestion) => `heard ${heard}`,
    checkAnswer(answer: unknown, index: number) {
      same(answer, `heard take ${index}`, "the words");
    },
    indexOf: ({ heard }: EarsQuestion) => Number(heard.slice(-1)),
  };
  describeOneAnswer(name, make, framework, port, (promise) => {
    promise("hears the whole recording, as it is", async (subject) => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
      const words = subject.provider.transcribe(new Blob([bytes], { type: "audio/wav" }));
      const asked = await subject.asked(0);
      same(asked.question.heard.length, bytes.length, "bytes");
      const isSame = bytes.every((byte, index) => asked.question.heard.charCodeAt(index) === byte);
      same(isSame, true, "all of them the same");
      asked.answer("noise");
      same(await words, "noise", "the words");
    });

    promise("passes on the language, and leaves out what is not given", async (subject) => {
      const words = subject.provider.transcribe(recording("Guten Tag"), { language: "de" });
      const asked = await subject.asked(0);
      same(asked.question.language, "de", "the language");
      asked.answer("Guten Tag");
      same(await words, "Guten Tag", "the words");
      const others = subject.provider.transcribe(recording("hm"));
      const second = await subject.asked(1);
      same(second.question.language, undefined, "no language");
      second.answer("");
      same(await others, "", "nothing was said");
    });
  });
}
