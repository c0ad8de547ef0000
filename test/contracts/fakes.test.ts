/** The fakes keep the contracts of the ports that they stand for, in the browser. */
import { systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { Embedder } from "../../src/core/ports/embedder.js";
import {
  FakeEmbedder,
  FakeLLM,
  type FakeLLMOptions,
  type FakeRequest,
  FakeSTT,
  FakeTTS,
} from "../../src/testing/index.js";
import { describeEmbedder } from "./embedder.js";
import { until } from "./framework.js";
import { describeLanguageModel, type LanguageModelSubject } from "./language-model.js";
import type { OneAnswerSubject } from "./one-answer.js";
import { describeSpeechToText } from "./speech-to-text.js";
import { describeTextToSpeech } from "./text-to-speech.js";

const framework = { describe, it };
const clock = systemClock;

const conducted =
  (options: Partial<FakeLLMOptions> = {}) =>
  async (): Promise<LanguageModelSubject> => {
    const llm = new FakeLLM({ clock, ...options });
    return {
      llm,
      get count() {
        return llm.requests.length;
      },
      async asked(index) {
        await until(() => index < llm.requests.length);
        const request = llm.requests[index]!;
        return {
          messages: request.messages,
          model: request.options.model,
          reasoningEffort: request.options.reasoningEffort,
          say: (text) => request.push(text),
          end: () => request.end(),
          fail: () => request.fail(new LiveAvatarError("llm-failed", "The fake was told to fail.")),
          get givenUp() {
            return until(() => request.state === "aborted");
          },
        };
      },
      close: () => Promise.resolve(),
    };
  };

/** A fake whose next requests stay open until the contract answers them. */
async function held<Provider, Input, Question, Answer>(
  provider: Provider & {
    readonly requests: readonly FakeRequest<Input, Answer>[];
    plan(...plans: { hold: true }[]): void;
  },
  code: "llm-failed" | "tts-failed" | "stt-failed",
  questionOf: (input: Input) => Promise<Question>,
): Promise<OneAnswerSubject<Provider, Question, Answer>> {
  provider.plan(...Array.from({ length: 10 }, () => ({ hold: true as const })));
  return {
    provider,
    get count() {
      return provider.requests.length;
    },
    async asked(index) {
      await until(() => index < provider.requests.length);
      const request = provider.requests[index]!;
      return {
        question: await questionOf(request.input),
        answer: (answer) => request.answer(answer),
        fail: () => request.fail(new LiveAvatarError(code, "The fake was told to fail.")),
        get givenUp() {
          return until(() => request.state === "aborted");
        },
      };
    },
    close: () => Promise.resolve(),
  };
}

describeLanguageModel("FakeLLM", conducted(), framework);
describeLanguageModel("FakeLLM that throws on abort", conducted({ onAbort: "throw", saysDone: false }), framework);
describeTextToSpeech("FakeTTS", () => held(new FakeTTS({ clock }), "tts-failed", async (input) => input), framework);
describeSpeechToText(
  "FakeSTT",
  () =>
    held(new FakeSTT({ clock }), "stt-failed", async ({ audio, language }) => {
      const bytes = new Uint8Array(await audio.arrayBuffer());
      return { heard: Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""), language };
    }),
  framework,
);
describeEmbedder(
  "FakeEmbedder",
  new FakeEmbedder({ clock }).dimensions,
  () =>
    held<Embedder, readonly string[], readonly string[], number[][]>(
      new FakeEmbedder({ clock }),
      "llm-failed",
      async (texts) => texts,
    ),
  framework,
);
