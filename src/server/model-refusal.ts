/** What a model server's answer that is no success says to the site and to its visitor. */
import type { Clock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { parseJson } from "../core/parse-json.js";
import { readBody } from "../core/read-body.js";
import { retryAfterOf } from "../core/retry-after.js";
import { serverReason } from "../core/server-reason.js";
import { isTimeoutStatus } from "../core/timeout-status.js";
import { isTooLong } from "../core/too-long.js";
import { attempt } from "../core/wait.js";
import type { CommonSettings } from "./common-options.js";
import { HandlerFailure } from "./failure.js";
import { quote } from "./redact-key.js";

const SHORTEST_RETRY_SECONDS = 1;
const LONGEST_REASON = 300;
const MAX_REASON_BYTES = 16_384;
/** The visitor waits meanwhile. */
const REASON_MS = 2000;

/**
 * The failure for an answer that is no success. The server's own message goes to the site's log, and to the visitor only where
 * the request is at fault: what a server says of its keys and of itself is the site's.
 */
export async function modelRefusal(
  response: Response,
  settings: Pick<CommonSettings, "clock" | "apiKey" | "redactor">,
): Promise<HandlerFailure> {
  const { clock, apiKey, redactor } = settings;
  const { status } = response;
  // The key is taken out before anything is read or cut.
  const text = redactor.text(response.bodyUsed ? "" : await textOf(response, clock));
  const body = parseJson(text) ?? text;
  const said = quote(firstProblem(body) ?? text, { redactor, longest: LONGEST_REASON });
  const cause = new Error(`status ${status}: ${said}`);
  const plain = serverReason(body, [apiKey]);
  const reason = plain === undefined ? undefined : redactor.text(plain);
  const retryAfter = retryAfterOf(response.headers, clock.now()) ?? 0;
  if (status === 401 || status === 403) {
    return new HandlerFailure("upstream-auth", "The model server refused this site's API key.", { cause });
  }
  if (status === 429) {
    return new HandlerFailure("upstream-rate-limited", "The model server limits how often it is asked.", {
      retryAfter: Math.max(retryAfter, SHORTEST_RETRY_SECONDS),
      cause,
    });
  }
  if (isTimeoutStatus(status)) {
    return new HandlerFailure("upstream-timeout", `The model server timed out with status ${status}.`, { cause });
  }
  if (status === 413 || (status >= 400 && isTooLong(body))) {
    return new HandlerFailure("input-too-long", withReason("The request is too long for the model", reason), { cause });
  }
  if (status >= 500) {
    return new HandlerFailure("upstream-unreachable", `The model server failed with status ${status}.`, {
      ...(retryAfter > 0 && { retryAfter }),
      cause,
    });
  }
  if (status >= 400) {
    const message = withReason(`The model server refused the request with status ${status}`, reason);
    return new HandlerFailure("request-refused", message, { cause });
  }
  return new HandlerFailure("upstream-invalid", "The model server's answer is none of its kind.", { cause });
}

const withReason = (what: string, reason: string | undefined): string =>
  reason === undefined ? `${what}.` : `${what}: ${reason}`;

/** The first problem that an OpenAI-compatible server names. */
function firstProblem(body: unknown): string | undefined {
  const error = isRecord(body) ? body["error"] : undefined;
  const message = isRecord(error) ? error["message"] : undefined;
  return typeof message === "string" ? message : undefined;
}

/** The body of a refusal, read no further than a reason needs. */
async function textOf(response: Response, clock: Clock): Promise<string> {
  const reading = attempt((signal) => readBody(response, { maxBytes: MAX_REASON_BYTES, signal }), {
    clock,
    ms: REASON_MS,
  });
  const bytes = await reading.catch(() => new Uint8Array()); // the status says enough
  return new TextDecoder().decode(bytes);
}
