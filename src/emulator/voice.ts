/** The emulator's voice, from text to 16-bit mono samples: a speech service where there is one, else espeak-ng as WebAssembly. */
import type { OwnBytes } from "../core/own-buffer.js";
import { decodeWav, WAV_HEADER_BYTES, type WavSound } from "../core/wav.js";
import { EmulatorError } from "./emulator-error.js";
import type { SpeechClient } from "./speech-client.js";

/** Speech as samples of one channel, with their rate. */
export type Speech = WavSound;

interface EspeakModule {
  readonly FS: { readFile(path: string): Uint8Array; analyzePath(path: string): { readonly exists: boolean } };
}
type EspeakFactory = (options: {
  readonly arguments: readonly string[];
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}) => Promise<EspeakModule>;

/** The number of sounds that are kept, since the same sentences come again in tests and demos. */
const CACHE_SIZE = 64;

const cache = new Map<string, Promise<Speech>>();

export interface VoiceOptions {
  /** An espeak-ng voice, with or without a variant: "en-us", "en-us+f3". An unknown one falls back to English. */
  readonly language?: string;
  /** Default: 165. */
  readonly wordsPerMinute?: number;
}

const ENGLISH = "en-us";
const VOICE_NAME = /^[a-z]{2,3}(-[a-z0-9]+)*(\+[a-z0-9]+)?$/i;

/** Says `text` in the language (an espeak-ng voice name such as "en-us"; an unknown one falls back to English). */
export function synthesize(text: string, language = ENGLISH): Promise<Speech> {
  return cached(`${language}\n${text}`, async () => decodeWav(await synthesizeWav(text, { language })));
}

/** The voice of the sessions: the service's for English, and espeak-ng's for the rest and where the service fails. */
export class Voice {
  readonly #service: () => SpeechClient | undefined;

  constructor(service: () => SpeechClient | undefined) {
    this.#service = service;
  }

  /** @param language an espeak-ng voice name such as "en-us" */
  async synthesize(text: string, language: string): Promise<Speech> {
    const service = this.#service();
    if (!service?.canSpeak || !/^en\b/.test(language)) return synthesize(text, language);
    try {
      return await cached(`service\n${text}`, () => service.speak(text));
    } catch (error) {
      console.error("emulator: the speech service does not speak, espeak-ng does:", error);
      return synthesize(text, language);
    }
  }
}

function cached(key: string, make: () => Promise<Speech>): Promise<Speech> {
  let speech = cache.get(key);
  if (!speech) {
    speech = make();
    cache.set(key, speech);
    speech.catch(() => cache.delete(key));
    if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
  }
  return speech;
}

/** Says `text` into a WAV file. The file is not cached. */
export async function synthesizeWav(text: string, options: VoiceOptions = {}): Promise<OwnBytes> {
  const { language = ENGLISH, wordsPerMinute = 165 } = options;
  const voice = VOICE_NAME.test(language) ? language : ENGLISH;
  const wav = (await run(text, voice, wordsPerMinute)) ?? (await run(text, ENGLISH, wordsPerMinute));
  if (!wav) throw new EmulatorError("espeak-ng made no sound.");
  return wav;
}

/** @returns undefined where espeak has no such voice: it then leaves no file, or one without a sample */
async function run(text: string, voice: string, wordsPerMinute: number): Promise<OwnBytes | undefined> {
  const espeak = await loadEspeak();
  const module = await espeak({
    // "--" ends the options: a text that begins with a dash is still a text.
    arguments: ["-w", "out.wav", "-v", voice, "-s", String(Math.round(wordsPerMinute)), "--", text],
    print: () => undefined,
    printErr: () => undefined,
  });
  const { exists } = module.FS.analyzePath("out.wav");
  // A copy: the module's own memory goes when it does.
  const wav = exists ? new Uint8Array(module.FS.readFile("out.wav")) : undefined;
  return wav && (wav.byteLength > WAV_HEADER_BYTES || voice === ENGLISH) ? wav : undefined;
}

/**
 * Loads the voice. What is missing is then told at the start, and not at the first word.
 * @throws EmulatorError where its package is missing
 */
export async function loadVoice(): Promise<void> {
  await loadEspeak();
}

async function loadEspeak(): Promise<EspeakFactory> {
  try {
    const module = (await import("espeak-ng")) as unknown as { readonly default: EspeakFactory };
    return module.default;
  } catch (cause) {
    throw new EmulatorError("The emulator's voice needs the package espeak-ng: npm install --save-dev espeak-ng", {
      cause,
    });
  }
}
