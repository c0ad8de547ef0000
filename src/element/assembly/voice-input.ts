/**
 * How an avatar without a microphone of its own hears: the page's recogniser, a service in real time, recordings of what was
 * said, or the browser's own speech recognition.
 */
import { realtimeTokenSource } from "../../backend/realtime-token.js";
import { modelOptions } from "../../backend/site-fetch.js";
import type { AudioSource } from "../../core/ports/audio-source.js";
import type { RealtimeSTTProvider } from "../../core/ports/realtime-stt.js";
import { attempt } from "../../core/wait.js";
import { loadChunk } from "../load-chunk.js";
import { hasOwnMicrophone, hears, type Settings } from "../settings.js";
import { type AssemblyContext, type AssemblyPart, CHUNKS } from "./part.js";

export interface VoiceInput {
  readonly realtimeSTT: RealtimeSTTProvider;
  /** Makes a microphone for the recogniser; undefined where it has one of its own. */
  readonly makeSource?: (() => AudioSource) | undefined;
}

/** A way to recognise speech: the chunks that it needs besides the microphone's, and how it is made. */
interface Recognition {
  readonly capturesItself?: boolean;
  readonly chunks: readonly (keyof typeof CHUNKS)[];
  /** Undefined where this browser cannot do it. */
  readonly make: (settings: Settings, context: AssemblyContext) => Promise<RealtimeSTTProvider | undefined>;
}

const ofThePage = (realtimeSTT: RealtimeSTTProvider): Recognition => ({
  capturesItself: realtimeSTT.capture === "own",
  chunks: [],
  make: () => Promise.resolve(realtimeSTT),
});

/** A service that recognises while the visitor speaks; the site's backend mints its tokens. */
const inRealTime = (endpoint: string): Recognition => ({
  chunks: ["realtime"],

  async make(settings, context) {
    const { OpenAIRealtimeSTT } = await loadChunk(context.chunks.realtime, context);
    const { fetchOptions, language, logger, sttBaseUrl, sttModel: model } = settings;
    const token = realtimeTokenSource({ endpoint, model, fetchOptions, clock: context.clock });
    return new OpenAIRealtimeSTT({
      model: model ?? "",
      token,
      baseURL: sttBaseUrl,
      language,
      vad: settings.vad,
      logger,
    });
  },
});

/** A service that recognises recordings: each is what the visitor says in one go. */
const byUtterance = (url: string): Recognition => ({
  chunks: ["openai", "utterances", "energyVAD"],

  async make(settings, context) {
    const [{ OpenAISTT }, { UtteranceSTT }, vad] = await Promise.all([
      loadChunk(context.chunks.openai, context),
      loadChunk(context.chunks.utterances, context),
      settings.vad ?? energyVAD(context),
    ]);
    const stt = new OpenAISTT(modelOptions("stt", url, settings.sttModel, settings));
    return new UtteranceSTT({ stt, vad, language: settings.language, logger: settings.logger });
  },
});

const ofTheBrowser: Recognition = {
  capturesItself: true,
  chunks: ["speechRecognition"],

  async make({ language }, context) {
    const { SpeechRecognitionSTT } = await loadChunk(context.chunks.speechRecognition, context);
    const isAvailable = await attempt(() => SpeechRecognitionSTT.isAvailable(), { signal: context.signal });
    return isAvailable ? new SpeechRecognitionSTT({ language }) : undefined;
  },
};

function recognitionOf({ realtimeSTT, sttTokenEndpoint, sttBaseUrl }: Settings): Recognition {
  if (realtimeSTT) return ofThePage(realtimeSTT);
  if (sttTokenEndpoint) return inRealTime(sttTokenEndpoint);
  return sttBaseUrl ? byUtterance(sttBaseUrl) : ofTheBrowser;
}

export const voiceInput: AssemblyPart<VoiceInput | undefined> = {
  wants: (settings) => !hasOwnMicrophone(settings) && hears(settings),

  preload(settings) {
    const { capturesItself, chunks } = recognitionOf(settings);
    const names = chunks.filter((name) => name !== "energyVAD" || !settings.vad);
    return [...names, ...(capturesItself ? [] : (["microphone"] as const))].map((name) => CHUNKS[name]());
  },

  async make(settings, context) {
    const { capturesItself, make } = recognitionOf(settings);
    const [realtimeSTT, capture] = await Promise.all([
      make(settings, context),
      capturesItself ? undefined : loadChunk(context.chunks.microphone, context),
    ]);
    if (!realtimeSTT) return undefined;
    if (!capture) return { realtimeSTT };
    const { assetBase, interaction, logger } = settings;
    const { sampleRate } = realtimeSTT;
    return {
      realtimeSTT,
      makeSource: () => new capture.MicCapture({ sampleRate, assetBase, interaction, logger }),
    };
  },
};

async function energyVAD(context: AssemblyContext) {
  const { EnergyVAD } = await loadChunk(context.chunks.energyVAD, context);
  return new EnergyVAD();
}
