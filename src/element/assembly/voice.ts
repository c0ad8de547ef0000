/** The voice of an avatar: a speech model, else, for the portrait, the browser's own voice. */
import { modelOptions } from "../../backend/site-fetch.js";
import type { SpeakingVoice } from "../../core/ports/speaking-voice.js";
import type { TTSProvider } from "../../core/ports/text-to-speech.js";
import { attempt } from "../../core/wait.js";
import { loadChunk } from "../load-chunk.js";
import { avatarOf, type Settings } from "../settings.js";
import { type AssemblyContext, type AssemblyPart, CHUNKS } from "./part.js";

export interface Voices {
  readonly tts?: TTSProvider | undefined;
  /** The browser's own voice. */
  readonly voice?: SpeakingVoice | undefined;
}

export const voices: AssemblyPart<Voices> = {
  wants(settings) {
    const avatar = avatarOf(settings);
    return avatar === "portrait" || (typeof avatar === "object" && !avatar.speakText);
  },

  preload(settings) {
    if (settings.tts) return [];
    if (settings.ttsBaseUrl) return [CHUNKS.openai()];
    return avatarOf(settings) === "portrait" ? [browserVoice(settings)] : [];
  },

  async make(settings, context) {
    const { tts = await modelVoice(settings, context) } = settings;
    if (tts || avatarOf(settings) !== "portrait") return { tts };
    const voice = await browserVoice(settings, context);
    if (!voice) settings.logger.warn("This browser has no voice, and there is no tts: answers are text only.");
    return { voice };
  },
};

async function modelVoice(settings: Settings, context: AssemblyContext): Promise<TTSProvider | undefined> {
  if (!settings.ttsBaseUrl) return undefined;
  const { OpenAITTS } = await loadChunk(context.chunks.openai, context);
  const options = modelOptions("tts", settings.ttsBaseUrl, settings.ttsModel, settings);
  return new OpenAITTS({ ...options, voice: settings.ttsVoice });
}

async function browserVoice(
  { language }: Settings,
  context: Partial<AssemblyContext> = {},
): Promise<SpeakingVoice | undefined> {
  const { signal, chunks = CHUNKS } = context;
  const { BrowserVoice } = await loadChunk(chunks.voice, context);
  const isAvailable = await attempt(() => BrowserVoice.isAvailable(), { signal });
  return isAvailable ? new BrowserVoice({ language }) : undefined;
}
