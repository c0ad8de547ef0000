import { APIConnectionError, APIConnectionTimeoutError } from "openai";
import { LiveAvatarError } from "../../core/errors.js";
import { isRecord } from "../../core/is-record.js";
import { retryAfterOf } from "../../core/retry-after.js";
import { serverReason } from "../../core/server-reason.js";
import { isTimeoutStatus } from "../../core/timeout-status.js";
import { isTooLong } from "../../core/too-long.js";
import type { OpenAISettings } from "./options.js";

export type OpenAIStage = "llm" | "tts" | "stt";

/** The context of a failure: which model failed, and how far it had come. */
export interface FailureContext {
  readonly stage: OpenAIStage;
  /** For the message: "The language model". */
  readonly who: string;
  readonly settings: OpenAISettings;
  /** An answer with a good status had begun. */
  readonly began: boolean;
}

/** Our error for one of the client's, which is told apart by class, for the client names all of them "Error". */
export function failureOf(error: unknown, context: FailureContext): LiveAvatarError {
  const { stage, who, began } = context;
  if (LiveAvatarError.is(error)) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new LiveAvatarError(`${stage}-timeout`, `${who} could not be reached in time.`);
  }
  if (began) return interrupted(context, error instanceof SyntaxError ? undefined : error);
  const cause = error instanceof APIConnectionError ? error.cause : error;
  return new LiveAvatarError(`${stage}-failed`, `${who} could not be reached.`, { cause });
}

export function interrupted({ stage, who }: FailureContext, cause?: unknown): LiveAvatarError {
  return new LiveAvatarError(`${stage}-interrupted`, `The answer of ${lower(who)} broke off before its end.`, {
    cause,
  });
}

/** The server answered, but not what was asked for: asking again would not help. */
export function misanswered({ stage, who }: FailureContext, what: string): LiveAvatarError {
  return new LiveAvatarError(`${stage}-failed`, `${who} answered ${what}: check its baseURL.`, { retryable: false });
}

/** Reasons for the end of a whole answer, as servers name them. */
const WHOLE =
  /^(?:stop|stopped|stop_sequence|stop_token|stop_words?|eos|eos_token|end|end_turn|end_of_turn|complete|completed|done|finish|finished|normal|success)$/i;
const WHOLE_WITH_CALLS = /^(?:tool_calls?|function_calls?|tool_use)$/i;
const LENGTH =
  /^(?:length|model_length|max_length|max_tokens|max_new_tokens|max_output_tokens|token_limit|model_context_window_exceeded)$/i;
const FILTER =
  /^(?:content_?filter(?:ed)?|content_policy\w*|safety|sensitive|moderation|refusal|blocklist|prohibited_content|recitation|spii|guardrail\w*)$/i;
const ERROR = /^(?:error|failed|failure|network_error|engine_error|internal_error|server_error)$/i;

/** What a server's reason for ending an answer says if the answer is not whole; undefined if it is. */
export function cutShort({ stage, who, settings }: FailureContext, reason: string): LiveAvatarError | undefined {
  if (WHOLE.test(reason) || WHOLE_WITH_CALLS.test(reason)) return undefined;
  if (LENGTH.test(reason)) {
    const message = `The answer of ${lower(who)} reached its limit of tokens before its end.`;
    // The next one would too.
    return new LiveAvatarError(`${stage}-interrupted`, message, { retryable: false });
  }
  if (FILTER.test(reason)) {
    return new LiveAvatarError(`${stage}-refused`, `The answer of ${lower(who)} was stopped by its server's filter.`);
  }
  if (ERROR.test(reason)) return new LiveAvatarError(`${stage}-failed`, `${who} reported an error.`);
  const said = serverReason(reason, settings.secrets) ?? "unknown";
  return new LiveAvatarError(`${stage}-interrupted`, `The answer of ${lower(who)} ended before it was whole: ${said}.`);
}

/** What is known of an answer that has no word. */
export interface Wordless {
  readonly hasThoughts: boolean;
  /** The names of tools that it asks for and that it was not offered. */
  readonly tools: readonly string[];
  /** Its server's reason for its end, where it gave one. */
  readonly reason: string | undefined;
}

export function wordless({ stage, who, settings }: FailureContext, answer: Wordless): LiveAvatarError {
  const { hasThoughts, tools, reason } = answer;
  const fails = (message: string, retryable = true): LiveAvatarError =>
    new LiveAvatarError(`${stage}-failed`, message, { retryable });
  if (tools.length > 0) {
    const names = serverReason(tools.join(", "), settings.secrets) ?? "one without a name";
    return fails(`${who} asked for tools that it was not offered, and said nothing: ${names}.`, false);
  }
  if (reason !== undefined && WHOLE_WITH_CALLS.test(reason)) {
    return fails(`${who} asked for a tool that it did not name, and said nothing.`);
  }
  if (hasThoughts) return fails(`${who} thought, but said nothing: its answer was thoughts alone.`);
  return fails(`${who} answered without a word.`);
}

/** An answer that thoughts alone brought to its limit of tokens. */
export function thoughtToTheLimit({ stage, who }: FailureContext): LiveAvatarError {
  const message = `${who} used all its tokens for thinking, and said nothing: raise its limit, or lower its effort.`;
  return new LiveAvatarError(`${stage}-interrupted`, message, { retryable: false });
}

/** What a server says about a failure. */
export interface Refusal {
  /** Undefined for an error within a stream that had begun with a good one. */
  readonly status: number | undefined;
  /** As it was parsed, or its text. */
  readonly body: unknown;
  readonly headers?: Headers | undefined;
}

export function refusal({ status: given, body, headers }: Refusal, context: FailureContext): LiveAvatarError {
  const { stage, who, settings } = context;
  const error = isRecord(body) && isRecord(body.error) ? body.error : body;
  const status = given ?? statusIn(error) ?? statusIn(body);
  const said = serverReason(body, settings.secrets);
  const what = status === undefined ? "reported an error" : `answered ${status}`;
  const message = `${who} ${what}${said === undefined ? "." : `: ${said}`}`;
  const isLong = status !== 429 && (isTooLong(body) || isTooLong(error) || isTooLong(said));
  // No more of what the server sent goes along: consoles print causes.
  const cause = isLong || status === 413 ? { code: "context_length_exceeded" } : undefined;
  if (status === undefined) {
    return new LiveAvatarError(`${stage}-${isLong ? "refused" : "failed"}`, message, { cause });
  }
  const retryAfter = retryAfterOf(headers, settings.clock.now(), error);
  if (status === 429) return new LiveAvatarError(`${stage}-rate-limited`, message, { status, retryAfter });
  if (isTimeoutStatus(status)) return new LiveAvatarError(`${stage}-timeout`, message, { status });
  if (status >= 500 && !isLong) return new LiveAvatarError(`${stage}-failed`, message, { status, retryAfter });
  return new LiveAvatarError(`${stage}-refused`, message, { status, cause });
}

/** Routers that sit before several services put the status of the one that failed into the stream. */
function statusIn(body: unknown): number | undefined {
  if (!isRecord(body)) return undefined;
  return [body.status, body.status_code, body.statusCode, body.http_status, body.code]
    .map((value) => (typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value))
    .find((value): value is number => typeof value === "number" && value >= 400 && value < 600);
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
