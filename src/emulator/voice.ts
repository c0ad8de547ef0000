/** The emulator's voice: espeak-ng, compiled to WebAssembly, from text to 16-bit mono samples. */
import { EmulatorError } from "./emulator-error.js";

export interface Speech {
  readonly samples: Int16Array;
  /** Hertz. */
  readonly sampleRate: number;
}

interface EspeakModule {
  readonly FS: { readFile(path: string): Uint8Array };
}
type EspeakFactory = (options: {
  readonly arguments: readonly string[];
  readonly print: (line: string) => void;
  readonly printErr: (line: string) => void;
}) => Promise<EspeakModule>;

const WAV_HEADER_BYTES = 44;
const WAV_RATE_OFFSET = 24;
/** The same sentences come again and again in tests and demos. */
const CACHE_SIZE = 64;

const cache = new Map<string, Promise<Speech>>();

/** Says `text` in the language (an espeak-ng voice name such as "en-us"; an unknown one falls back to English). */
export function synthesize(text: string, language = "en-us"): Promise<Speech> {
  const key = `${language}\n${text}`;
  let speech = cache.get(key);
  if (!speech) {
    speech = run(text, language);
    cache.set(key, speech);
    if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value ?? "");
  }
  return speech;
}

async function run(text: string, language: string): Promise<Speech> {
  const espeak = await loadEspeak();
  const module = await espeak({
    // "--" ends the options: a text that begins with a dash is still a text.
    arguments: [
      "-w",
      "out.wav",
      "-v",
      /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(language) ? language : "en-us",
      "-s",
      "165",
      "--",
      text,
    ],
    print: () => undefined,
    printErr: () => undefined,
  });
  const wav = module.FS.readFile("out.wav");
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const samples = new Int16Array((wav.byteLength - WAV_HEADER_BYTES) >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = view.getInt16(WAV_HEADER_BYTES + i * 2, true);
  return { samples, sampleRate: view.getUint32(WAV_RATE_OFFSET, true) };
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
