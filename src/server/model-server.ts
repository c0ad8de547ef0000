/** The request to the model server, and the streaming of its answer to the visitor. */
import { linkedController } from "../core/linked-controller.js";
import { attempt } from "../core/wait.js";
import { type GoodAnswer, beginAnswer } from "./answer-begin.js";
import { answerType, createAnswerFilter } from "./answer-filter.js";
import { HandlerFailure } from "./failure.js";
import type { ModelHandlerSettings } from "./model-options.js";
import { modelRefusal } from "./model-refusal.js";
import type { ModelRequest } from "./model-requests.js";

/** Until the answer begins, and from then on between two pieces of it. */
const DEADLINE_MS = 60_000;
/** Until its last piece. */
const LONGEST_ANSWER_MS = 900_000;

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
    throw await modelRefusal(response, settings);
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

const noop = (): void => undefined;
