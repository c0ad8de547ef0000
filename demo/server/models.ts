/** The demo's `/api/model`: `createModelHandler`, with a real server behind it where the environment names one. */
import type { Clock } from "../../src/core/clock.js";
import {
  createModelHandler,
  type ModelHandlerOptions,
  type ModelKind,
  type ModelLists,
} from "../../src/server/index.js";
import { HEARING_MODEL, SPEAKING_MODEL } from "../../speech/models.js";
import { createLocalModel, LOCAL_MODELS, LOCAL_VOICES } from "./model/local-model.js";

export interface DemoModels {
  readonly handle: (request: Request) => Promise<Response>;
  /** The names in the pages' tags → the models that answer here. */
  readonly names: Readonly<Record<string, string>>;
  /** What the person who started the demo should know of it. */
  readonly notice: string | undefined;
}

/** The voice's names of the speech service: what a page's tag calls Ada's, and those that people try. */
const SERVICE_VOICES = ["demo-ada", "alloy", "nova"];

/** Which variable of the environment names the models of a kind, with commas between them. */
const VARIABLES: Readonly<Record<ModelKind, string>> = {
  chat: "OPENAI_MODEL",
  speech: "OPENAI_SPEECH_MODEL",
  transcription: "OPENAI_TRANSCRIPTION_MODEL",
  embeddings: "OPENAI_EMBEDDING_MODEL",
};

const NO_KEY = "none";

/**
 * What has no model in the environment is served by this machine: the talker, espeak-ng and hashed vectors, and a speech service
 * where there is one.
 * @param origins of the demo's pages
 * @param speechUrl where the speech service is by now
 */
export function createDemoModels(
  env: NodeJS.ProcessEnv,
  origins: readonly string[],
  clock?: Clock,
  speechUrl: () => string | undefined = () => undefined,
): DemoModels {
  const common = {
    maxInputChars: 100_000,
    maxOutputTokens: 2000,
    allowedOrigins: origins,
    // A demo on one's own machine has one visitor, who asks for every sentence's sound; a public site keys by address.
    rateLimit: { limit: 1200, windowSeconds: 60, key: () => "demo" },
    ...(clock && { clock }),
  };
  const builtIn = createModelHandler({
    ...common,
    apiKey: NO_KEY,
    baseURL: "http://localhost/v1",
    models: LOCAL_MODELS,
    voices: LOCAL_VOICES,
    fetch: createLocalModel(clock && { clock }),
  });
  const local = withSpeechService(builtIn, speechUrl, common);
  const baseURL = env["OPENAI_BASE_URL"];
  const models = baseURL ? modelsOf(env) : {};
  if (!baseURL || Object.keys(models).length === 0) {
    const names = Object.values(VARIABLES).join(", ");
    const notice = `OPENAI_BASE_URL is set, but no model: name one in ${names}. Until then the demo's own talker answers.`;
    return { handle: local, names: {}, notice: baseURL ? notice : undefined };
  }
  const voice = env["OPENAI_SPEECH_VOICE"];
  const apiKey = env["OPENAI_API_KEY"] ?? NO_KEY;
  const remote = createModelHandler({ ...common, apiKey, baseURL, models, ...(voice && { voices: [voice] }) });
  return {
    // A kind that the real server has no model for is a 404 before anything of the request is read.
    async handle(request) {
      const response = await remote(request);
      return response.status === 404 ? local(request) : response;
    },
    names: namesOf(models, voice),
    notice: `/api/model: ${Object.keys(models).join(", ")} from ${baseURL}; the rest from this machine.`,
  };
}

/** The speech service hears and speaks as soon as it is there; a voice that it does not have is espeak-ng's. */
function withSpeechService(
  builtIn: DemoModels["handle"],
  speechUrl: () => string | undefined,
  common: Omit<ModelHandlerOptions, "apiKey" | "baseURL" | "models">,
): DemoModels["handle"] {
  const handlerOf = (baseURL: string) =>
    createModelHandler({
      ...common,
      apiKey: NO_KEY,
      baseURL,
      models: { transcription: [HEARING_MODEL], speech: [SPEAKING_MODEL, ...LOCAL_MODELS.speech] },
      voices: SERVICE_VOICES,
      fetch: (input, init) => fetch(input, { ...init, body: asServiceWants(init?.body) }),
    });
  let known: { readonly url: string; readonly handle: DemoModels["handle"] } | undefined;
  return async (request) => {
    const url = speechUrl();
    if (url === undefined) return builtIn(request);
    if (known?.url !== url) known = { url, handle: handlerOf(url) };
    const { pathname } = new URL(request.url);
    if (pathname.endsWith("/audio/transcriptions")) return known.handle(request);
    if (!pathname.endsWith("/audio/speech")) return builtIn(request);
    const response = await known.handle(request.clone());
    return response.ok ? response : builtIn(request);
  };
}

/** The pages' tags call the voice of this machine by one name, whoever speaks; and the element asks for MP3, which the service has not. */
function asServiceWants(body: BodyInit | null | undefined): BodyInit | null {
  if (typeof body !== "string") return body ?? null;
  const wanted = JSON.parse(body) as { model?: unknown; response_format?: unknown };
  const model = wanted.model === LOCAL_MODELS.speech[0] ? SPEAKING_MODEL : wanted.model;
  const format = wanted.response_format === "pcm" ? "pcm" : "wav";
  return JSON.stringify({ ...wanted, model, response_format: format });
}

/** The voice of a speech model is the demo's own name for it, which real servers do not know. */
function namesOf({ chat, speech, transcription }: ModelLists, voice: string | undefined): Record<string, string> {
  return {
    ...(chat?.[0] !== undefined && { "demo-talker": chat[0] }),
    ...(transcription?.[0] !== undefined && { [HEARING_MODEL]: transcription[0] }),
    ...(speech?.[0] !== undefined && { "demo-voice": speech[0], "demo-ada": voice ?? "alloy" }),
  };
}

function modelsOf(env: NodeJS.ProcessEnv): ModelLists {
  const lists = Object.entries(VARIABLES).map(([kind, variable]) => {
    const names = (env[variable] ?? "").split(",").map((name) => name.trim());
    return [kind, names.filter((name) => name !== "")] as const;
  });
  return Object.fromEntries(lists.filter(([, names]) => names.length > 0));
}
