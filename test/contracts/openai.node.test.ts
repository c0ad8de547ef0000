/**
 * The OpenAI adapters keep the contracts of their ports: against a model server, and against one behind our own
 * `createModelHandler`, which must not take anything from them.
 */
import { describe, it } from "node:test";
import { OpenAIEmbedder, OpenAILLM, OpenAISTT, OpenAITTS } from "../../src/providers/openai/index.js";
import { modelHandler } from "../server/model-upstream.js";
import type { ModelWire } from "../support/model-wire.js";
import { describeEmbedder } from "./embedder.js";
import { describeLanguageModel } from "./language-model.js";
import { describeSpeechToText } from "./speech-to-text.js";
import { describeTextToSpeech } from "./text-to-speech.js";
import { wiredRecogniser, wiredEmbedder, wiredModel, wiredVoice } from "./wire-subjects.js";

const DIMENSIONS = 4;
const framework = { describe, it };

interface Place {
  readonly baseURL: string;
  readonly fetch?: typeof fetch;
}

const PLACES: Readonly<Record<string, (wire: ModelWire) => Place>> = {
  "": ({ baseURL }) => ({ baseURL }),
  " through createModelHandler": (wire) => {
    const handle = modelHandler(wire, { maxInputChars: 100_000, voices: ["deep"] });
    return {
      baseURL: "https://shop.example/api/model",
      fetch: (input, init) => handle(new Request(input, init)),
    };
  },
};

for (const [where, place] of Object.entries(PLACES)) {
  describeLanguageModel(
    `OpenAILLM${where}`,
    () => wiredModel((wire) => new OpenAILLM({ model: "talker", ...place(wire) })),
    framework,
  );
  describeTextToSpeech(
    `OpenAITTS${where}`,
    () => wiredVoice((wire) => new OpenAITTS({ model: "voice", ...place(wire) })),
    framework,
  );
  describeSpeechToText(
    `OpenAISTT${where}`,
    () => wiredRecogniser((wire) => new OpenAISTT({ model: "transcriber", ...place(wire) })),
    framework,
  );
  describeEmbedder(
    `OpenAIEmbedder${where}`,
    DIMENSIONS,
    () => wiredEmbedder((wire) => new OpenAIEmbedder({ model: "vectors", dimensions: DIMENSIONS, ...place(wire) })),
    framework,
  );
}
