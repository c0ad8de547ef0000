import { isRecord } from "../core/is-record.js";
import { readBody } from "../core/read-body.js";
import { REALTIME_FORMAT, transcriptionFields } from "../core/realtime-transcription.js";
import { attempt } from "../core/wait.js";
import { admit } from "./admission.js";
import { readJsonObject } from "./body.js";
import { HandlerFailure } from "./failure.js";
import { answer, createHandler } from "./handle.js";
import { type JsonLimits, parseBoundedObject } from "./json-bounds.js";
import { modelRefusal } from "./model-refusal.js";
import { checkRealtimeTokenOptions } from "./realtime-token-options.js";
import type { RealtimeTokenHandlerOptions, RealtimeTokenSettings } from "./realtime-token-options.js";

/** The page's body has one short field. */
const MAX_BODY_BYTES = 8192;
const PATIENCE_SECONDS = 10;
/** Below the 15 s after which the page stops waiting, so that it is this handler's answer that it gets. */
const DEADLINE_MS = 12_000;
/** The answer repeats the session. */
const MAX_ANSWER_BYTES = 1_048_576;
const JSON_LIMITS: JsonLimits = { maxDepth: 32, maxParts: 20_000 };
/** What a page can put into a sub-protocol of its WebSocket. */
const TOKEN = /^[\w!#$%&'*+\-.^`|~]{1,4096}$/;

/** The answer of {@link createRealtimeTokenHandler}. */
interface RealtimeToken {
  readonly client_secret: {
    readonly value: string;
    /** Seconds since the epoch. */
    readonly expires_at?: number;
  };
  readonly model: string;
}

/**
 * Makes the handler behind `stt-token-endpoint`: it gives a visitor who may have one a short-lived token, with which their page
 * connects to the Realtime API for transcription, and keeps the API key where visitors cannot see it. In order: pre-flight; POST
 * and JSON only; origin; `authorize`; rate limit; body. Answers `{client_secret: {value, expires_at?}, model}`; of the body it
 * takes nothing but the `model`. Every failure is a {@link FailureBody}.
 *
 * Needs nothing but `fetch`, `Request`, `Response` and `crypto.subtle`: Node ≥ 18, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createRealtimeTokenHandler(
  options: RealtimeTokenHandlerOptions,
): (request: Request) => Promise<Response> {
  const settings = checkRealtimeTokenOptions(options);
  return createHandler("createRealtimeTokenHandler", settings, async (request) => {
    await admit(request, settings);
    const model = await readModel(request, settings);
    const token = await mint(model, settings, request.signal);
    if (settings.redactor.isIn(JSON.stringify(token)) || token.client_secret.value.includes(settings.apiKey)) {
      throw new HandlerFailure("upstream-invalid", "The model server's answer has this site's API key in it.");
    }
    return answer(200, token);
  });
}

/** The model that a request names, if the site lends it, else the site's first. */
async function readModel(request: Request, { models, clock }: RealtimeTokenSettings): Promise<string> {
  const fields = await readJsonObject(request, { maxBytes: MAX_BODY_BYTES, seconds: PATIENCE_SECONDS, clock });
  const asked = fields["model"] ?? "";
  const model = asked === "" ? models[0] : models.find((name) => name === asked);
  if (model === undefined) throw new HandlerFailure("model-not-allowed", "model: this site does not offer that one.");
  return model;
}

async function mint(model: string, settings: RealtimeTokenSettings, visitor: AbortSignal): Promise<RealtimeToken> {
  const { fetch, baseURL, apiKey, clock } = settings;
  const ask = async (signal: AbortSignal): Promise<RealtimeToken> => {
    const response = await fetch(`${baseURL}/realtime/client_secrets`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(secretRequest(model, settings)),
      // A redirect would carry the key to wherever it points.
      redirect: "manual",
      signal,
    });
    if (!response.ok) throw asRejection(await modelRefusal(response, settings));
    const bytes = await readBody(response, { maxBytes: MAX_ANSWER_BYTES, signal });
    return readToken(parseBoundedObject(new TextDecoder().decode(bytes), JSON_LIMITS), model);
  };
  try {
    return await attempt(ask, {
      ...{ signal: visitor, clock, ms: DEADLINE_MS },
      timeout: () =>
        new HandlerFailure("upstream-timeout", `The model server gave no answer in ${DEADLINE_MS / 1000} s.`),
    });
  } catch (error) {
    if (visitor.aborted) throw new HandlerFailure("client-gone", "The visitor went away.");
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("upstream-unreachable", "The model server could not be reached.", { cause: error });
  }
}

function secretRequest(model: string, { session, expiresAfterSeconds }: RealtimeTokenSettings): object {
  const { language, prompt, turn_detection, noise_reduction } = session;
  return {
    expires_after: { anchor: "created_at", seconds: expiresAfterSeconds },
    session: {
      type: "transcription",
      audio: {
        input: {
          format: REALTIME_FORMAT,
          transcription: transcriptionFields({ model, language, prompt }),
          ...(turn_detection !== undefined && { turn_detection }),
          ...(noise_reduction !== undefined && { noise_reduction }),
        },
      },
    },
  };
}

/** `{value, expires_at}`, or the same within `client_secret`. */
function readToken(body: Readonly<Record<string, unknown>> | undefined, model: string): RealtimeToken {
  const { value, expires_at: until } = isRecord(body?.["client_secret"]) ? body["client_secret"] : (body ?? {});
  if (typeof value !== "string" || !TOKEN.test(value)) {
    throw new HandlerFailure("upstream-invalid", "The model server answered without a token.");
  }
  const isTime = typeof until === "number" && Number.isSafeInteger(until) && until > 0;
  return { client_secret: { value, ...(isTime && { expires_at: until }) }, model };
}

/** What the server refuses is the site's session: the visitor has sent none. */
function asRejection(failure: HandlerFailure): HandlerFailure {
  const { code, message, cause } = failure;
  const isOurs = code === "request-refused" || code === "input-too-long";
  return isOurs ? new HandlerFailure("upstream-rejected", message, { cause }) : failure;
}
