import { APIConnectionError, APIConnectionTimeoutError, APIError } from "openai";
import { LiveAvatarError } from "../../core/errors.js";
import { foreignSentence } from "../../core/foreign-text.js";
import { isRecord } from "../../core/is-record.js";
import { retryAfterOf } from "../../core/retry-after.js";
import type { OpenAISettings } from "./options.js";

export type OpenAIStage = "llm" | "tts" | "stt";

/** The client's class is generic over `any`. */
interface Refused {
  readonly status: number | undefined;
  readonly error: unknown;
  readonly headers: Headers | undefined;
}

/** The context of a failure: which model failed, and how far it had come. */
export interface FailureContext {
  readonly stage: OpenAIStage;
  /** For the message: "The language model". */
  readonly who: string;
  readonly settings: OpenAISettings;
  /** An answer with a good status had begun. */
  readonly began: boolean;
}

/**
 * Our error for one of the client's. It is told apart by class, for the client names all of them "Error". The client's
 * own error does not go along as `cause` where it holds what the server sent: consoles print causes.
 */
export function failureOf(error: unknown, context: FailureContext): LiveAvatarError {
  const { stage, who, began } = context;
  if (LiveAvatarError.is(error)) return error;
  if (error instanceof APIConnectionTimeoutError) {
    return new LiveAvatarError(`${stage}-timeout`, `${who} could not be reached in time.`);
  }
  if (error instanceof APIError && !(error instanceof APIConnectionError)) return refusal(error as Refused, context);
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

/** What a server's reason for ending an answer says if the answer is not whole; undefined if it is. */
export function cutShort({ stage, who }: FailureContext, reason: string): LiveAvatarError | undefined {
  if (/^(?:length|model_length|max_tokens)$/.test(reason)) {
    const message = `The answer of ${lower(who)} reached its limit of tokens before its end.`;
    // The next one would too.
    return new LiveAvatarError(`${stage}-interrupted`, message, { retryable: false });
  }
  if (reason === "content_filter") {
    return new LiveAvatarError(`${stage}-refused`, `The answer of ${lower(who)} was stopped by its server's filter.`);
  }
  return reason === "error" ? new LiveAvatarError(`${stage}-failed`, `${who} reported an error.`) : undefined;
}

/** An answer with a bad status, or an error within a stream that had begun with a good one. */
function refusal(error: Refused, context: FailureContext): LiveAvatarError {
  const { stage, who, settings } = context;
  const body = error.error;
  const status = error.status ?? statusIn(body);
  const said = foreignSentence(isRecord(body) ? body.message : body, settings.secrets);
  const what = status === undefined ? "reported an error" : `answered ${status}`;
  const message = `${who} ${what}${said === undefined ? "." : `: ${said}`}`;
  if (status === undefined) return new LiveAvatarError(`${stage}-failed`, message);
  const retryAfter = retryAfterOf(error.headers, settings.clock.now(), body);
  if (status === 429) return new LiveAvatarError(`${stage}-rate-limited`, message, { status, retryAfter });
  if (status === 408) return new LiveAvatarError(`${stage}-timeout`, message, { status });
  if (status >= 500) return new LiveAvatarError(`${stage}-failed`, message, { status, retryAfter });
  return new LiveAvatarError(`${stage}-refused`, message, { status });
}

/** Routers that sit before several services put the status of the one that failed into the stream. */
function statusIn(body: unknown): number | undefined {
  const code = isRecord(body) ? body.code : undefined;
  return typeof code === "number" && code >= 400 && code < 600 ? code : undefined;
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);
