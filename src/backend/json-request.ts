import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { type ErrorCode, LiveAvatarError } from "../core/errors.js";
import { foreignSentence } from "../core/foreign-text.js";
import { isRecord } from "../core/is-record.js";
import { parseJson } from "../core/parse-json.js";
import { readBody } from "../core/read-body.js";
import { retryAfterOf } from "../core/retry-after.js";
import { attempt } from "../core/wait.js";

type Failure = "unreachable" | "timeout" | "refused" | "limited" | "invalid";

/** The code of each failure: a server that cannot be reached or fails, answers late, refuses, or says what makes no sense. */
const CODES = {
  token: {
    unreachable: "token-unreachable",
    timeout: "token-timeout",
    refused: "token-refused",
    limited: "token-rate-limited",
    invalid: "token-invalid",
  },
  start: {
    unreachable: "start-unreachable",
    timeout: "start-timeout",
    refused: "start-refused",
    limited: "start-rate-limited",
    invalid: "start-unreachable",
  },
  stt: {
    unreachable: "stt-failed",
    timeout: "stt-timeout",
    refused: "stt-refused",
    limited: "stt-rate-limited",
    invalid: "stt-failed",
  },
  memory: {
    unreachable: "storage-failed",
    timeout: "storage-failed",
    refused: "storage-refused",
    limited: "storage-failed",
    invalid: "storage-failed",
  },
  relay: {
    unreachable: "relay-failed",
    timeout: "relay-failed",
    refused: "relay-refused",
    limited: "relay-failed",
    invalid: "relay-failed",
  },
} as const satisfies Record<string, Record<Failure, ErrorCode>>;

/** The time limit of a request. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** The longest answer that is read by default: most answers have a few tokens and addresses. */
const MAX_ANSWER_BYTES = 1_048_576;

export interface JsonRequest {
  /** The stage of failures: `token-refused`, `start-timeout` … */
  readonly stage: keyof typeof CODES;
  /** The name of the other side for the error's message: "The token endpoint". */
  readonly who: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** The longest answer that is read, in bytes. Default: 1 MiB. */
  readonly maxBytes?: number | undefined;
  /** The texts that never appear in an error, also if the other side repeats them. */
  readonly secrets?: readonly string[];
}

/**
 * Sends a request and reads the JSON of its 2xx answer. Every failure has one of the stage's codes; an AbortError when
 * `signal` fires.
 */
export function requestJson(request: JsonRequest): Promise<unknown> {
  return within(request, (signal) => exchange(request, signal));
}

/** Sends a request of which only the status of the answer counts. It fails like {@link requestJson}. */
export async function requestOk(request: JsonRequest): Promise<void> {
  await within(request, async (signal) => {
    const response = await request.fetch(request.url, { ...request.init, signal });
    response.body?.cancel().catch(() => undefined); // the body is not needed
    if (!response.ok) throw refusal(request, response, undefined);
  });
}

async function within<T>(request: JsonRequest, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { stage, who, signal, clock } = request;
  const seconds = REQUEST_TIMEOUT_MS / 1000;
  try {
    return await attempt(act, {
      ...{ signal, clock, ms: REQUEST_TIMEOUT_MS },
      timeout: () => new LiveAvatarError(CODES[stage].timeout, `${who} gave no answer in ${seconds} s.`),
    });
  } catch (error) {
    if (LiveAvatarError.is(error)) throw error;
    if (signal?.aborted) throw abortError(signal);
    throw new LiveAvatarError(CODES[stage].unreachable, `${who} could not be reached.`, { cause: error });
  }
}

async function exchange(request: JsonRequest, signal: AbortSignal): Promise<unknown> {
  const { stage, who } = request;
  const response = await request.fetch(request.url, { ...request.init, signal });
  const body = parseJson(await readBody(response, { maxBytes: request.maxBytes ?? MAX_ANSWER_BYTES, signal }));
  const { ok, status } = response;
  if (!ok) throw refusal(request, response, body);
  if (body !== undefined) return body;
  throw new LiveAvatarError(CODES[stage].invalid, `${who} did not answer JSON.`, { status });
}

function refusal({ stage, who, secrets, clock }: JsonRequest, response: Response, body: unknown): LiveAvatarError {
  const { status, headers } = response;
  const said = foreignMessage(body, secrets);
  const message = `${who} answered ${status}${said === undefined ? "." : `: ${said}`}`;
  const failure: Failure = status === 429 ? "limited" : status >= 500 ? "unreachable" : "refused";
  const isWaiting = status === 429 || status === 503;
  const retryAfter = isWaiting
    ? retryAfterOf(headers, clock.now(), isRecord(body) ? body.error : undefined)
    : undefined;
  return new LiveAvatarError(CODES[stage][failure], message, { status, retryAfter });
}

/**
 * The other side's message: `error.message` of our own handlers, `message` of the service's
 * envelope, and the first `data[].message` that its validation errors carry (protocol §1.9).
 */
export function foreignMessage(body: unknown, secrets: readonly string[] = []): string | undefined {
  if (!isRecord(body)) return undefined;
  const { error, message, data } = body;
  const detail: unknown = Array.isArray(data) ? data[0] : undefined;
  const candidates = [isRecord(error) ? error.message : error, message, isRecord(detail) ? detail.message : undefined];
  const words = candidates.filter((word): word is string => typeof word === "string" && word.trim() !== "");
  return foreignSentence([...new Set(words)].join(" — "), secrets);
}
