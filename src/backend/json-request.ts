import { abortError, throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { foreignSentence, parseRetryAfter } from "../core/foreign-text.js";
import { isRecord } from "../core/is-record.js";

/** No answer in this time is no answer (api.md §2). */
export const REQUEST_TIMEOUT_MS = 15_000;

export interface JsonRequest {
  /** Which family of codes a failure gets: `token-refused`, `start-timeout` … */
  readonly stage: "token" | "start";
  /** Who is asked, for the error's message: "The token endpoint". */
  readonly who: string;
  readonly url: string;
  readonly init: RequestInit;
  readonly signal?: AbortSignal | undefined;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Never appear in an error, also if the other side repeats them. */
  readonly secrets?: readonly string[];
}

/**
 * One request whose every ending has a name: JSON of a 2xx answer, or the stage's `-unreachable`, `-timeout`,
 * `-refused`, `-rate-limited`, or `token-invalid`; an AbortError when `signal` fires.
 */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  const { stage, who, signal, clock } = request;
  throwIfAborted(signal);
  const controller = new AbortController();
  const timer = { over: false };
  const abort = () => controller.abort();
  signal?.addEventListener("abort", abort, { once: true });
  const cancelTimer = clock.setTimeout(() => {
    timer.over = true;
    controller.abort();
  }, REQUEST_TIMEOUT_MS);
  try {
    const response = await request.fetch(request.url, { ...request.init, signal: controller.signal });
    const text = await response.text();
    if (!response.ok) throw refusal(request, response, parse(text));
    const body = parse(text);
    if (body === undefined) {
      throw new LiveAvatarError(
        stage === "token" ? "token-invalid" : "start-unreachable",
        `${who} did not answer JSON.`,
        { status: response.status },
      );
    }
    return body;
  } catch (error) {
    if (LiveAvatarError.is(error)) throw error;
    if (signal?.aborted) throw abortError();
    if (timer.over)
      throw new LiveAvatarError(`${stage}-timeout`, `${who} gave no answer in ${REQUEST_TIMEOUT_MS / 1000} s.`);
    throw new LiveAvatarError(`${stage}-unreachable`, `${who} could not be reached.`, { cause: error });
  } finally {
    cancelTimer();
    signal?.removeEventListener("abort", abort);
  }
}

function refusal(request: JsonRequest, response: Response, body: unknown): LiveAvatarError {
  const { stage, who } = request;
  const { status } = response;
  const said = foreignMessage(body, request.secrets);
  const message = `${who} answered ${status}${said === undefined ? "." : `: ${said}`}`;
  if (status === 429) {
    const retryAfter = parseRetryAfter(response.headers.get("Retry-After"), Date.now()) ?? retryAfterOf(body);
    return new LiveAvatarError(`${stage}-rate-limited`, message, { status, retryAfter });
  }
  return new LiveAvatarError(status >= 500 ? `${stage}-unreachable` : `${stage}-refused`, message, { status });
}

/**
 * What the other side had to say, as text: `error.message` of our own handlers, `message` of the service's
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

function retryAfterOf(body: unknown): number | undefined {
  const error = isRecord(body) ? body.error : undefined;
  const seconds = isRecord(error) ? error.retry_after : undefined;
  return typeof seconds === "number" && seconds >= 0 ? seconds : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
