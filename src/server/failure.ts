/**
 * The failures of a handler: one table of codes and their HTTP statuses. The service's own 401 and
 * 403 are a 502 here, so that a bad API key never reads as "log in" in the visitor's browser.
 */
export const FAILURES = {
  "body-invalid": 400,
  /** A parameter of the address makes no sense. */
  "query-invalid": 400,
  /** The request names a model that this site does not lend. */
  "model-not-allowed": 400,
  /** The request names a voice that this site does not lend. */
  "voice-not-allowed": 400,
  unauthorized: 401,
  "origin-not-allowed": 403,
  /** Nothing of this handler has that path, or the site has not switched it on. */
  "not-found": 404,
  "method-not-allowed": 405,
  "body-too-large": 413,
  /** The request has more words, messages or pictures than the site allows. */
  "input-too-long": 413,
  "unsupported-media-type": 415,
  /** The model server refused what was asked; why is in the site's log. */
  "request-refused": 422,
  /** This handler's own limit. */
  "rate-limited": 429,
  /** The service's limit. */
  "upstream-rate-limited": 429,
  /** The visitor went away, so that this answer is not read. */
  "client-gone": 499,
  /** A hook of the site threw, or answered what it must not. */
  internal: 500,
  /** The site's rate limit store did not count. */
  "rate-limit-failed": 503,
  /** The site's store failed, or gave no answer. */
  "storage-failed": 503,
  /** Another request of the same session is still worked on. */
  busy: 503,
  /** This visitor keeps as much as the site allows. */
  "storage-full": 507,
  /** The service refused the API key. */
  "upstream-auth": 502,
  /** The service refused the session configuration, or has no credit or place left. */
  "upstream-rejected": 502,
  /** The service's answer makes no sense. */
  "upstream-invalid": 502,
  /** The service is down, or cannot be reached. */
  "upstream-unreachable": 502,
  "upstream-timeout": 504,
} as const;
export type FailureCode = keyof typeof FAILURES;

/** Body of every answer that is not a success. */
export interface FailureBody {
  readonly error: {
    readonly code: FailureCode;
    readonly message: string;
    /** Seconds; as in the `Retry-After` header. */
    readonly retry_after?: number;
  };
}

/** A day. Another server may say anything, and a page would wait for it. */
const LONGEST_RETRY_SECONDS = 86_400;

/** Thrown inside a handler, answered at its edge; the message is public, the cause goes to the log alone. */
export class HandlerFailure extends Error {
  override readonly name = "HandlerFailure";
  readonly code: FailureCode;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(code: FailureCode, message: string, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfter =
      options.retryAfter === undefined ? undefined : Math.min(options.retryAfter, LONGEST_RETRY_SECONDS);
  }

  get status(): number {
    return FAILURES[this.code];
  }

  get body(): FailureBody {
    const { code, message, retryAfter } = this;
    return { error: { code, message, ...(retryAfter !== undefined && { retry_after: retryAfter }) } };
  }
}
