/** One request to the model server, and its answer on its way to the visitor. */
import { linkedController } from "../core/abort.js";
import { isRecord } from "../core/is-record.js";
import { createKeyBlotter } from "./blot-key.js";
import { HandlerFailure } from "./failure.js";
import type { ModelHandlerSettings } from "./model-options.js";
import type { ModelRequest } from "./model-requests.js";
import { retryAfterOf } from "./retry-after.js";

/** Until the answer begins, and from then on between two pieces of it. */
const DEADLINE_MS = 60_000;
const DEFAULT_RETRY_SECONDS = 1;
const LONGEST_REASON = 300;

/**
 * @param visitor aborted when the visitor goes away: the model server then stops working for them
 * @throws HandlerFailure until the answer has begun; what goes wrong later breaks the answer off
 */
export async function askModelServer(
  settings: ModelHandlerSettings,
  path: string,
  { body, answers }: ModelRequest,
  visitor: AbortSignal,
): Promise<Response> {
  const link = linkedController(visitor);
  const { controller } = link;
  const { signal } = controller;
  const cancelDeadline = settings.clock.setTimeout(() => controller.abort(), DEADLINE_MS);
  let isHandedOver = false;
  try {
    signal.throwIfAborted();
    const isForm = body instanceof FormData;
    const { fetch, baseURL, apiKey } = settings;
    const response = await fetch(`${baseURL}${path}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiKey}`, ...(!isForm && { "Content-Type": "application/json" }) },
      body: isForm ? body : JSON.stringify(body),
      // A redirect would carry the key to wherever it points.
      redirect: "manual",
      signal,
    });
    const type = response.headers.get("content-type") ?? "";
    if (!response.ok || !response.body || !answers.test(type)) throw await refusal(response, settings);
    isHandedOver = true;
    return new Response(
      passOn(response.body, settings, { upstream: controller, visitor, release: () => link.dispose() }),
      {
        headers: {
          "Content-Type": type,
          "X-Content-Type-Options": "nosniff",
          // Proxies that collect an answer before they pass it on would let the avatar wait for its last word.
          ...(/^text\/event-stream/i.test(type) && { "X-Accel-Buffering": "no" }),
        },
      },
    );
  } catch (error) {
    if (error instanceof HandlerFailure) throw error;
    if (visitor.aborted) throw new HandlerFailure("client-gone", "The visitor went away.");
    if (signal.aborted) {
      throw new HandlerFailure("upstream-timeout", `The model server gave no answer in ${DEADLINE_MS / 1000} s.`);
    }
    throw new HandlerFailure("upstream-unreachable", "The model server could not be reached.", { cause: error });
  } finally {
    cancelDeadline();
    if (!isHandedOver) {
      controller.abort();
      link.dispose();
    }
  }
}

interface Passage {
  /** Ends the request to the model server. */
  readonly upstream: AbortController;
  readonly visitor: AbortSignal;
  /** Called once, when nothing more can come. */
  readonly release: () => void;
}

/** The answer piece by piece as it comes, asked for only when the visitor takes the next one. */
function passOn(
  source: ReadableStream<Uint8Array>,
  { clock, logger, apiKey }: ModelHandlerSettings,
  { upstream, visitor, release }: Passage,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const blotter = createKeyBlotter(apiKey);
  return new ReadableStream<Uint8Array>(
    {
      async pull(answer) {
        const cancelDeadline = clock.setTimeout(() => upstream.abort(), DEADLINE_MS);
        try {
          let piece: Uint8Array = new Uint8Array();
          // An empty piece would count as one and leave the visitor waiting.
          while (piece.byteLength === 0) {
            const { done, value } = await reader.read();
            piece = done ? blotter.flush() : blotter.push(value);
            if (piece.byteLength > 0) answer.enqueue(piece);
            if (done) {
              release();
              answer.close();
              return;
            }
          }
        } catch {
          release();
          if (!visitor.aborted) logger.warn("createModelHandler: an answer of the model server broke off");
          answer.error(new Error("The answer broke off."));
        } finally {
          cancelDeadline();
        }
      },
      cancel() {
        upstream.abort();
        release();
      },
    },
    { highWaterMark: 0 },
  );
}

/** Why there is no answer to pass on. The server's own words go to the site's log alone. */
async function refusal(response: Response, { clock }: ModelHandlerSettings): Promise<HandlerFailure> {
  const { status } = response;
  const cause = new Error(`status ${status}: ${await reasonOf(response)}`);
  const retryAfter = retryAfterOf(response, clock.now());
  if (status === 401 || status === 403) {
    return new HandlerFailure("upstream-auth", "The model server refused this site's API key.", { cause });
  }
  if (status === 429) {
    return new HandlerFailure("upstream-rate-limited", "The model server limits how often it is asked.", {
      retryAfter: retryAfter ?? DEFAULT_RETRY_SECONDS,
      cause,
    });
  }
  if (status >= 500) {
    return new HandlerFailure("upstream-unreachable", `The model server failed with status ${status}.`, {
      ...(retryAfter !== undefined && { retryAfter }),
      cause,
    });
  }
  if (status >= 400) {
    return new HandlerFailure("request-refused", `The model server refused the request with status ${status}.`, {
      cause,
    });
  }
  return new HandlerFailure("upstream-invalid", "The model server's answer is none of its kind.", { cause });
}

/** The first problem that an OpenAI-compatible server names; its answer is read no further than that needs. */
async function reasonOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const first = await reader?.read().catch(() => undefined);
  reader?.cancel().catch(() => undefined); // nobody waits for the rest of a refusal
  const text = new TextDecoder().decode(first?.value);
  return (messageIn(text) ?? text).slice(0, LONGEST_REASON);
}

function messageIn(json: string): string | undefined {
  try {
    const body: unknown = JSON.parse(json);
    const error: unknown = isRecord(body) ? body["error"] : undefined;
    const message: unknown = isRecord(error) ? error["message"] : undefined;
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined; // not JSON: the text itself is the reason
  }
}
