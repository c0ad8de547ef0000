import { isRecord } from "../core/is-record.js";
import { isPrivateHost } from "../core/hosts.js";
import { checkPositiveInteger, checkUrl, invalid } from "./checks.js";
import { checkCommonOptions } from "./common-options.js";
import type { CommonOptions, CommonSettings } from "./common-options.js";

/** What the API's `audio.input` of a transcription session has besides its model, as the API names it. */
export interface RealtimeTranscriptionConfig {
  /** ISO 639-1; helps the recogniser. Default: it finds out. */
  readonly language?: string;
  /** Words that help the model to understand. Default: none. */
  readonly prompt?: string;
  /** How the server finds the ends of utterances, as `{type: "server_vad"}`; null: not at all. Default: the server's. */
  readonly turn_detection?: Readonly<Record<string, unknown>> | null;
  /** Default: the server's. */
  readonly noise_reduction?: { readonly type: "near_field" | "far_field" } | null;
}

/** The options of {@link createRealtimeTokenHandler}. They are checked when the handler is made. */
export interface RealtimeTokenHandlerOptions extends CommonOptions {
  /** The transcription models that visitors may ask for. The first is what a request gets that names none. */
  readonly models: readonly string[];
  /**
   * The server, up to and with its version: https, or http where the name says that it is of this machine or of a private network.
   * Default: https://api.openai.com/v1.
   */
  readonly baseURL?: string;
  /** The session that a token is for. No visitor's body changes it. */
  readonly session?: RealtimeTranscriptionConfig;
  /** Seconds for which a token opens connections, 10…7200. A connection that is open stays so. Default: 600. */
  readonly expiresAfterSeconds?: number;
}

/** {@link RealtimeTokenHandlerOptions}, checked and with every default filled in. */
export interface RealtimeTokenSettings extends CommonSettings {
  readonly models: readonly string[];
  /** Without a slash at its end. */
  readonly baseURL: string;
  readonly session: RealtimeTranscriptionConfig;
  readonly expiresAfterSeconds: number;
}

const DEFAULT_URL = "https://api.openai.com/v1";
const DEFAULT_SECONDS = 600;
/** https://platform.openai.com/docs/api-reference/realtime-sessions/create-realtime-client-secret */
const [SHORTEST_SECONDS, LONGEST_SECONDS] = [10, 7200];
const SESSION_FIELDS: Readonly<Record<keyof RealtimeTranscriptionConfig, (value: unknown) => boolean>> = {
  language: (value) => typeof value === "string" && /^[a-z]{2,3}$/.test(value),
  prompt: (value) => typeof value === "string",
  turn_detection: (value) => value === null || isRecord(value),
  noise_reduction: (value) => value === null || isRecord(value),
};

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkRealtimeTokenOptions(options: RealtimeTokenHandlerOptions): RealtimeTokenSettings {
  const { expiresAfterSeconds = DEFAULT_SECONDS } = options;
  const models: unknown = options.models;
  if (
    !Array.isArray(models) ||
    models.length === 0 ||
    !models.every((name) => typeof name === "string" && name !== "")
  ) {
    throw invalid("models: list the transcription models that visitors may use");
  }
  const session = checkSession(options.session ?? {});
  const baseURL = checkUrl("baseURL", options.baseURL ?? DEFAULT_URL, {
    allowsHttp: isPrivateHost,
    where: "on this machine or in a private network",
  });
  checkPositiveInteger("expiresAfterSeconds", expiresAfterSeconds);
  if (expiresAfterSeconds < SHORTEST_SECONDS || expiresAfterSeconds > LONGEST_SECONDS) {
    throw invalid(`expiresAfterSeconds: must be from ${SHORTEST_SECONDS} to ${LONGEST_SECONDS}`);
  }
  const common = checkCommonOptions(options, {
    keyOwner: "the model server's",
    // Servers without keys of their own get a word.
    mayBePlaceholder: true,
    identity: [baseURL, models, session],
  });
  return { ...common, models: [...(models as readonly string[])], baseURL, session, expiresAfterSeconds };
}

function checkSession(session: unknown): RealtimeTranscriptionConfig {
  if (!isRecord(session))
    throw invalid("session: must be an object with language, prompt, turn_detection, noise_reduction");
  for (const [name, value] of Object.entries(session)) {
    const isRight = Object.hasOwn(SESSION_FIELDS, name)
      ? SESSION_FIELDS[name as keyof RealtimeTranscriptionConfig]
      : undefined;
    if (!isRight)
      throw invalid(`session.${name}: there is no such field; there are ${Object.keys(SESSION_FIELDS).join(", ")}`);
    if (value !== undefined && !isRight(value)) throw invalid(`session.${name}: is not what the API takes`);
  }
  return structuredClone(session);
}
