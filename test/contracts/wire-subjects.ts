/** Providers that ask over HTTP as OpenAI's clients do, as subjects of the contracts: the other side is a real socket. */
import type { Embedder } from "../../src/core/ports/embedder.js";
import type { LLMProvider } from "../../src/core/ports/language-model.js";
import type { STTProvider } from "../../src/core/ports/speech-to-text.js";
import type { TTSProvider } from "../../src/core/ports/text-to-speech.js";
import { ModelWire, type WireRequest } from "../support/model-wire.js";
import type { EmbedderSubject } from "./embedder.js";
import type { LanguageModelSubject } from "./language-model.js";
import type { OneAnswerSubject } from "./one-answer.js";
import type { SpeechToTextSubject } from "./speech-to-text.js";
import type { TextToSpeechSubject } from "./text-to-speech.js";

/** 429: no adapter tries again at once, and every proxy passes it on. */
const refuse = (request: WireRequest): void => {
  request.answer(429, { error: { message: "Slow down." } });
};

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** How a server puts an answer into bytes. */
export interface Dialect {
  say(request: WireRequest, words: string): unknown;
  end(request: WireRequest): unknown;
}
const OPENAI: Dialect = {
  say: (request, words) => request.say(words),
  end: (request) => {
    request.finish();
  },
};

export async function wiredModel(
  make: (wire: ModelWire) => LLMProvider,
  dialect = OPENAI,
): Promise<LanguageModelSubject> {
  const wire = await ModelWire.start();
  return {
    llm: make(wire),
    get count() {
      return wire.requests.length;
    },
    async asked(index) {
      const request = await wire.arrival(index);
      const body = request.json();
      let spoke = false;
      return {
        messages: body["messages"] as { role: string; content: unknown }[],
        model: text(body["model"]),
        reasoningEffort: text(body["reasoning_effort"]),
        say(words) {
          spoke = true;
          dialect.say(request, words);
        },
        end: () => void dialect.end(request),
        fail: () => (spoke ? request.cut() : refuse(request)),
        get givenUp() {
          return request.givenUp();
        },
      };
    },
    close: () => wire.close(),
  };
}

async function wired<Provider, Question, Answer>(
  make: (wire: ModelWire) => Provider,
  questionOf: (request: WireRequest) => Question | Promise<Question>,
  answer: (request: WireRequest, answer: Answer) => void,
): Promise<OneAnswerSubject<Provider, Question, Answer>> {
  const wire = await ModelWire.start();
  return {
    provider: make(wire),
    get count() {
      return wire.requests.length;
    },
    async asked(index) {
      const request = await wire.arrival(index);
      return {
        question: await questionOf(request),
        answer: (it) => {
          answer(request, it);
        },
        fail: () => {
          refuse(request);
        },
        get givenUp() {
          return request.givenUp();
        },
      };
    },
    close: () => wire.close(),
  };
}

export const wiredVoice = (make: (wire: ModelWire) => TTSProvider): Promise<TextToSpeechSubject> =>
  wired(
    make,
    (request) => ({ text: text(request.json()["input"]) ?? "", voiceId: text(request.json()["voice"]) }),
    (request, sound: Blob) =>
      void sound.arrayBuffer().then((bytes) => {
        request.answer(200, new Uint8Array(bytes), { "Content-Type": sound.type });
      }),
  );

export const wiredRecogniser = (make: (wire: ModelWire) => STTProvider): Promise<SpeechToTextSubject> =>
  wired(
    make,
    async (request) => {
      const form = await request.form();
      const bytes = Buffer.from(await (form.get("file") as File).arrayBuffer());
      return { heard: bytes.toString("latin1"), language: text(form.get("language")) };
    },
    (request, words: string) => {
      request.answer(200, { text: words });
    },
  );

export const wiredEmbedder = (make: (wire: ModelWire) => Embedder): Promise<EmbedderSubject> =>
  wired(
    make,
    (request) => request.json()["input"] as string[],
    (request, vectors: number[][]) => {
      // Last first: what counts is the index.
      const data = vectors.map((embedding, index) => ({ object: "embedding", index, embedding })).reverse();
      request.answer(200, { object: "list", data });
    },
  );
