/** The request to the model server, and the streaming of its answer to the visitor. */
import type { Clock } from "../core/clock.js";
import { isRecord } from "../core/is-record.js";
import { linkedController } from "../core/linked-controller.js";
import { parseJson } from "../core/parse-json.js";
import { readBody } from "../core/read-body.js";
import { retryAfterOf } from "../core/retry-after.js";
import { serverReason } from "../core/server-reason.js";
import { isTimeoutStatus } from "../core/timeout-status.js";
import { isTooLong } from "../core/too-long.js";
import { attempt } from "../core/wait.js";
import { type GoodAnswer, beginAnswer } from "./answer-begin.js";
import { answerType, createAnswerFilter } from "./answer-filter.js";
import { HandlerFailure } from "./failure.js";
import type { ModelHandlerSettings } from "./model-options.js";
import type { ModelRequest } from "./model-requests.js";
import { quote } from "./redact-key.js";

/** Until the answer begins, and from then on between two pieces of it. */
const DEADLINE_MS = 60_000;
/** Until its last piece. */
const LONGEST_ANSWER_MS = 900_000;
const SHORTEST_RETRY_SECONDS = 1;
const LONGEST_REASON = 300;
const MAX_REASON_BYTES = 16_384;
/** The visitor waits meanwhile. */
const REASON_MS = 2000;

/**
 * @param visitor aborted when the visitor goes away: the model server then stops working for them
 * @throws HandlerFailure until the answer has begun; what goes wrong later breaks the answer off
 */
export async function askModelServer(
  settings: ModelHandlerSettings,
  path: string,
  request: ModelRequest,
  visitor: AbortSignal,
): Promise<Response> {
  const link = linkedController(visitor);
  const { controller } = link;
  const { fetch, baseURL, apiKey, clock } = settings;
  const { body } = request;
  const isForm = body instanceof FormData;
  const ask = async (): Promise<GoodAnswer> => {
    const response = await fetch(`${baseURL}${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, ...(!isForm && { "Content-Type": "application/json" }) },
      body: isForm ? body : JSON.stringify(body),
      // A redirect would carry the key to wherever it points.
      redirect: "manual",
      signal: controller.signal,
    });
    const good = await beginAnswer(response, request);
    if (good) return { ...good, type: answerType(good.type, settings.redactor) };
    throw await refusal(response, settings);
  };
  try {
    const { type, source } = await attempt(ask, {
      ...{ signal: visitor, clock, ms: DEADLINE_MS },
      timeout: () =>
        new HandlerFailure("upstream-timeout", `The model server gave no answer in ${DEADLINE_MS / 1000} s.`),
      late: (unwanted) => void unwanted.source.cancel().catch(noop),
    });
    const passage = { path, upstream: controller, visitor, release: () => link.dispose() };
    return new Response(passOn(source, type, settings, passage), {
      headers: {
        "Content-Type": type,
        "X-Content-Type-Options": "nosniff",
        // Proxies that collect an answer before they pass it on would let the avatar wait for its last word.
        ...(/^text\/event-stream/i.test(type) && { "X-Accel-Buffering": "no" }),
      },
    });
  } catch (error) {
    controller.abort();
    link.dispose();
    if (visitor.aborted) throw new HandlerFailure("client-gone", "The visitor went away.");
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("upstream-unreachable", "The model server could not be reached.", { cause: error });
  }
}

interface Passage {
  readonly path: string;
  /** Ends the request to the model server. */
  readonly upstream: AbortController;
  readonly visitor: AbortSignal;
  /** Called once, when nothing more can come. */
  readonly release: () => void;
}

/** The answer piece by piece as it comes, asked for only when the visitor takes the next one. */
function passOn(
  source: ReadableStream<Uint8Array>,
  type: string,
  { clock, logger, redactor }: ModelHandlerSettings,
  { path, upstream, visitor, release }: Passage,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const filter = createAnswerFilter(type, path, redactor);
  const until = clock.now() + LONGEST_ANSWER_MS;
  // A visitor who takes nothing of the answer does not keep the model server for ever. A timer of the clock would keep the
  // process too; this one lets it end.
  const given = AbortSignal.timeout(LONGEST_ANSWER_MS);
  const giveUp = () => upstream.abort();
  given.addEventListener("abort", giveUp);
  const end = () => {
    given.removeEventListener("abort", giveUp);
    release();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(answer) {
        try {
          let piece: Uint8Array = new Uint8Array();
          // An empty piece would count as one and leave the visitor waiting.
          while (piece.byteLength === 0) {
            if (clock.now() > until) throw new RangeError(`it took more than ${LONGEST_ANSWER_MS / 1000} s`);
            const { done, value } = await attempt(() => reader.read(), {
              signal: upstream.signal,
              clock,
              ms: DEADLINE_MS,
            });
            piece = done ? filter.flush() : filter.push(value);
            if (piece.byteLength > 0) answer.enqueue(piece);
            if (done) {
              end();
              answer.close();
              return;
            }
          }
        } catch (error) {
          upstream.abort();
          end();
          reader.cancel().catch(noop);
          if (!visitor.aborted) logger.warn("createModelHandler: an answer of the model server broke off", error);
          answer.error(new Error("The answer broke off."));
        }
      },
      cancel() {
        upstream.abort();
        end();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * The failure for an answer that is no success. The server's own message goes to the site's log, and to the visitor only where
 * the request is at fault: what a server says of its keys and of itself is the site's.
 */
async function refusal(response: Response, settings: ModelHandlerSettings): Promise<HandlerFailure> {
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

const noop = (): void => undefined;
