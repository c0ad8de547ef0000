/** The beginning of a model server's answer: whether it is of the kind that was asked for. */
import type { ModelRequest } from "./model-requests.js";

export interface GoodAnswer {
  /** The media type for the visitor. */
  readonly type: string;
  readonly source: ReadableStream<Uint8Array>;
}

const EVENT_STREAM = "text/event-stream";
const JSON_TYPE = "application/json";
/** So much of a whole answer must show that it is one. */
const MAX_BEGINNING = 16_384;
const COMPLETION = /"(?:choices|error|message|detail|errors|msg)"\s*:/;

/**
 * The answer, if it is of its kind; undefined where it is not, and the response is then unread or given up. An event stream is
 * known by its beginning where its type is wrong or missing, as many servers and proxies have it; what is passed on then has
 * the right type. A whole completion in its place is passed on as well.
 */
export async function beginAnswer(
  { ok, body, headers }: Response,
  { answers, isStream }: ModelRequest,
): Promise<GoodAnswer | undefined> {
  const type = headers.get("content-type") ?? "";
  if (!ok) return undefined;
  if (body && answers.test(type)) return { type, source: body };
  if (!isStream) return undefined;
  return body ? beginStream(body) : { type: EVENT_STREAM, source: resumed([]) };
}

async function beginStream(body: ReadableStream<Uint8Array>): Promise<GoodAnswer | undefined> {
  const reader = body.getReader();
  const pieces: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let beginning = "";
  let type: string | undefined;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(next.value);
    beginning += decoder.decode(next.value, { stream: true });
    type = typeOf(beginning);
    if (type !== undefined || beginning.trimStart().startsWith("<") || beginning.length > MAX_BEGINNING) break;
  }
  if (type === undefined) {
    void reader.cancel().catch(() => undefined);
    return undefined;
  }
  return { type, source: resumed(pieces, reader) };
}

/** Undefined while it does not show, and for what is no answer: a page, or JSON of another kind. */
function typeOf(beginning: string): string | undefined {
  const first = beginning.trimStart().charAt(0);
  if (first === "" || first === "<") return undefined;
  if (first !== "{" && first !== "[") return EVENT_STREAM;
  return COMPLETION.test(beginning) ? JSON_TYPE : undefined;
}

/** What was read, and then the rest, asked for only when it is taken. */
function resumed(pieces: Uint8Array[], reader?: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const piece = pieces.shift() ?? (await reader?.read())?.value;
        if (piece) stream.enqueue(piece);
        else stream.close();
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
