/** What every `TTSProvider` does. See `src/core/ports/text-to-speech.ts`. */
import type { TTSProvider } from "../../src/core/ports/text-to-speech.js";
import { check, type Framework, same } from "./framework.js";
import { describeOneAnswer, type OneAnswerSubject } from "./one-answer.js";

export interface VoiceQuestion {
  readonly text: string;
  readonly voiceId: string | undefined;
}
export type TextToSpeechSubject = OneAnswerSubject<TTSProvider, VoiceQuestion, Blob>;

/** No sound, but bytes that can be told from others: a provider hands on what it got. */
const sound = (text: string): Blob => new Blob([`RIFF…WAVE ${text}`], { type: "audio/wav" });

export function describeTextToSpeech(
  name: string,
  make: () => Promise<TextToSpeechSubject>,
  framework: Framework,
): void {
  const port = {
    title: "a voice",
    stage: "tts" as const,
    ask: (tts: TTSProvider, index: number, signal?: AbortSignal) => tts.synthesize(`Sentence ${index}.`, { signal }),
    answerTo: ({ text }: VoiceQuestion) => sound(text),
    async checkAnswer(answer: unknown, index: number) {
      check(answer instanceof Blob, `a Blob, not ${String(answer)}`);
      check(answer.type.startsWith("audio/"), `its type is of a sound: "${answer.type}"`);
      same(await answer.text(), await sound(`Sentence ${index}.`).text(), "the sound");
    },
    indexOf: ({ text }: VoiceQuestion) => Number(/\d/.exec(text)?.[0]),
  };
  describeOneAnswer(name, make, framework, port, (promise) => {
    promise("says the text as it is, in the voice that is asked for", async (subject) => {
      const text = ' "Ça va?" – 日本語 👩🏽‍🚀 \\ <b>\n';
      const plain = subject.provider.synthesize(text);
      const first = await subject.asked(0);
      same(first.question.text, text, "the text");
      first.answer(sound(text));
      await plain;
      const other = subject.provider.synthesize("Hello.", { voiceId: "deep" });
      const second = await subject.asked(1);
      same(second.question.voiceId, "deep", "the voice");
      second.answer(sound("Hello."));
      same((await other).size, sound("Hello.").size, "the sound's size");
    });
  });
}
