import { isRecord } from "../core/is-record.js";
import { checkPositiveInteger, checkUrl, invalid } from "./checks.js";
import { checkCommonOptions } from "./common-options.js";
import type { CommonOptions, CommonSettings } from "./common-options.js";
import { withPatience } from "./hooks.js";
import { isPrivateHost, isPublicName } from "../core/hosts.js";

/** The kinds of model requests, each with its path below the handler's address and the model server's. */
export const MODEL_PATHS = {
  chat: "/chat/completions",
  speech: "/audio/speech",
  transcription: "/audio/transcriptions",
  embeddings: "/embeddings",
} as const;
export type ModelKind = keyof typeof MODEL_PATHS;
export const MODEL_KINDS = Object.keys(MODEL_PATHS) as readonly ModelKind[];

/**
 * The models that visitors may use, by what they do. The first of a list is what a request gets that names none;
 * a kind without a list does not exist.
 */
export type ModelLists = Readonly<Partial<Record<ModelKind, readonly string[]>>>;

/** The options of {@link createModelHandler}. They are checked when the handler is made. */
export interface ModelHandlerOptions extends CommonOptions {
  /**
   * An OpenAI-compatible server, up to and with its version: `https://api.openai.com/v1`. https, or http where the
   * name says that it is of this machine or of a private network.
   */
  readonly baseURL: string;
  readonly models: ModelLists;
  /**
   * What the model is told first, or a function that decides by request (without its body, which is read later). The
   * page's own system messages are then dropped, all of them. Default: none, and the page says what the model is: every
   * visitor can say something else.
   */
  readonly systemPrompt?: string | ((request: Request) => string | Promise<string>);
  /** Ceiling of one request's words, in UTF-16 units: of all messages together, of a speech, of all texts to embed. */
  readonly maxInputChars: number;
  /** Ceiling of one answer, thinking included; a request can only lower it. */
  readonly maxOutputTokens: number;
  /** By which name the model server knows that ceiling: one that it does not know limits nothing. Default: "max_completion_tokens". */
  readonly outputLimitField?: "max_completion_tokens" | "max_tokens";
  /** Ceiling of the pictures in one request, decoded, in bytes; 0 allows none. Default: 8 MB. */
  readonly maxImageBytes?: number;
  /**
   * The hosts whose pictures a request may name by their https address, as `["cdn.example.com"]`: the model server fetches
   * them. Default: none, and pictures come as `data:` URLs alone.
   */
  readonly imageHosts?: readonly string[];
  /**
   * The voices that a request may name. The first of them is what a request gets that names none. Default: the voices of
   * OpenAI's API, and a request that names none has none.
   */
  readonly voices?: readonly string[];
  /** Ceiling of one recording, in bytes. Default: 10 MB. */
  readonly maxAudioBytes?: number;
}

/** {@link ModelHandlerOptions}, checked and with every default filled in. */
export interface ModelHandlerSettings extends CommonSettings {
  /** Without a slash at its end. */
  readonly baseURL: string;
  readonly models: ModelLists;
  readonly systemPrompt: ModelHandlerOptions["systemPrompt"];
  readonly maxInputChars: number;
  readonly maxOutputTokens: number;
  readonly outputLimitField: "max_completion_tokens" | "max_tokens";
  readonly maxImageBytes: number;
  /** Names as `URL.hostname` writes them. */
  readonly imageHosts: readonly string[];
  readonly voices: readonly string[];
  /** The voice of a request that names none. */
  readonly defaultVoice: string | undefined;
  readonly maxAudioBytes: number;
}

const DEFAULT_MAX_IMAGE_BYTES = 8_000_000;
const DEFAULT_MAX_AUDIO_BYTES = 10_000_000;
/** https://platform.openai.com/docs/guides/text-to-speech#voice-options */
const OPENAI_VOICES = [
  ...["alloy", "ash", "ballad", "cedar", "coral", "echo", "fable"],
  ...["marin", "nova", "onyx", "sage", "shimmer", "verse"],
];
const OUTPUT_LIMIT_FIELDS = ["max_completion_tokens", "max_tokens"] as const;

function checkModels(models: unknown): ModelLists {
  const example = '{ chat: ["…"], speech: ["…"] }';
  if (!isRecord(models)) throw invalid(`models: list by kind the models that visitors may use, like ${example}`);
  const kinds = Object.keys(models);
  if (kinds.length === 0) throw invalid(`models: has no kind; list what visitors may use, like ${example}`);
  const lists: Partial<Record<ModelKind, readonly string[]>> = {};
  for (const name of kinds) {
    const kind = MODEL_KINDS.find((known) => known === name);
    if (!kind) throw invalid(`models.${name}: there is no such kind; there are ${MODEL_KINDS.join(", ")}`);
    const list: unknown = models[kind];
    if (list === undefined) continue;
    if (
      !Array.isArray(list) ||
      list.length === 0 ||
      !list.every((model) => typeof model === "string" && model !== "")
    ) {
      throw invalid(`models.${kind}: must be a list of model names; leave the kind out to switch it off`);
    }
    lists[kind] = [...(list as readonly string[])];
  }
  return lists;
}

function checkTexts(name: string, list: unknown, what: string): readonly string[] {
  if (!Array.isArray(list) || !list.every((text) => typeof text === "string" && text !== "")) {
    throw invalid(`${name}: must be a list of ${what}`);
  }
  return [...(list as readonly string[])];
}

function checkImageHosts(hosts: unknown): readonly string[] {
  return checkTexts("imageHosts", hosts, 'names like "cdn.example.com"').map((host, index) => {
    const { href, hostname } = new URL(URL.canParse(`https://${host}/`) ? `https://${host}/` : "https://*/");
    if (href !== `https://${hostname}/` || hostname.includes("*")) {
      throw invalid(`imageHosts[${index}]: write a name like "cdn.example.com"`);
    }
    if (!isPublicName(hostname)) {
      throw invalid(`imageHosts[${index}]: is no public name: a model server would be sent into its own network`);
    }
    return hostname;
  });
}

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkModelHandlerOptions(options: ModelHandlerOptions): ModelHandlerSettings {
  const { systemPrompt, outputLimitField = "max_completion_tokens", maxImageBytes } = options;
  if (systemPrompt !== undefined && typeof systemPrompt !== "function") checkSystemPrompt(systemPrompt);
  if (!OUTPUT_LIMIT_FIELDS.includes(outputLimitField)) {
    throw invalid(`outputLimitField: must be one of ${OUTPUT_LIMIT_FIELDS.join(", ")}`);
  }
  const baseURL = checkUrl("baseURL", options.baseURL, {
    allowsHttp: isPrivateHost,
    where: "on this machine or in a private network",
  });
  const models = checkModels(options.models);
  const voices = options.voices && checkTexts("voices", options.voices, "names of voices");
  const common = checkCommonOptions(options, {
    keyOwner: "the model server's",
    // Servers without keys of their own get a word.
    mayBePlaceholder: true,
    identity: [baseURL, models],
  });
  return {
    ...common,
    baseURL,
    models,
    systemPrompt:
      typeof systemPrompt === "function" ? withPatience(systemPrompt, "systemPrompt", common.clock) : systemPrompt,
    imageHosts: checkImageHosts(options.imageHosts ?? []),
    voices: voices ?? OPENAI_VOICES,
    defaultVoice: voices?.[0],
    maxInputChars: checkPositiveInteger("maxInputChars", options.maxInputChars),
    maxOutputTokens: checkPositiveInteger("maxOutputTokens", options.maxOutputTokens),
    outputLimitField,
    maxImageBytes:
      maxImageBytes === 0 ? 0 : checkPositiveInteger("maxImageBytes", maxImageBytes ?? DEFAULT_MAX_IMAGE_BYTES),
    maxAudioBytes: checkPositiveInteger("maxAudioBytes", options.maxAudioBytes ?? DEFAULT_MAX_AUDIO_BYTES),
  };
}

/**
 * @returns the prompt, if it is one: an empty one would let the page's own through unseen
 * @throws LiveAvatarError `config-invalid`
 */
export function checkSystemPrompt(prompt: unknown): string {
  if (typeof prompt !== "string" || prompt.trim() === "") {
    throw invalid("systemPrompt: must be a text, or a function that returns one; leave it out to let the page speak");
  }
  return prompt;
}
