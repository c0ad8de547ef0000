/** The largest body of an answer; real answers are far smaller. */
const MAX_ANSWER_BYTES = 67_108_864;
const MAX_LINE_BYTES = 1_048_576;
const MAX_ERROR_BYTES = 65_536;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** The mark at the end of a stream, and how much of a line must be seen to know it. */
const MARK = /^data: ?\[DONE\]/;
const MARK_BYTES = "data: [DONE]".length;

/** The receiver of a body's events, which also limits the waits for it. */
export interface BodyWatcher {
  /** Asks for the next piece and waits for it, but not for ever, and not after an abort. */
  wait<T>(act: () => Promise<T>): Promise<T>;
  /** The stream said that it is complete; what still comes is of no interest. */
  handleDone(): void;
  /** Nothing more comes. */
  handleEnd(): void;
  /** Ends the exchange for something that no honest server sends; returns the error to throw. */
  tooMuch(what: string): Error;
  /** Lets the rest of a complete answer arrive, so that the connection can be used again. */
  drain(reader: ReadableStreamDefaultReader<Uint8Array>): void;
}

/**
 * The same answer, read under watch.
 * @param isStream lines are expected, whatever type the server gives them
 */
export function watchBody(response: Response, watcher: BodyWatcher, isStream: boolean): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  const reader = body.getReader();
  const lines = isStream && response.ok ? new StreamEndDetector() : undefined;
  let left = response.ok ? MAX_ANSWER_BYTES : MAX_ERROR_BYTES;
  const read = async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
    try {
      return await watcher.wait(() => reader.read());
    } catch (error) {
      // The site's own `fetch` may ignore signals, so the body is cancelled here.
      void reader.cancel(error).catch(() => undefined);
      throw error;
    }
  };

  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await read();
        if (done) {
          watcher.handleEnd();
          if (lines?.ends()) watcher.handleDone();
          controller.close();
          return;
        }
        controller.enqueue(value);
        left -= value.byteLength;
        const seen = lines?.push(value);
        if (seen === "too-long") throw watcher.tooMuch("a line without end");
        if (seen === "done") {
          watcher.handleDone();
          controller.close();
          watcher.drain(reader);
        } else if (left <= 0) {
          if (response.ok) throw watcher.tooMuch("more than any answer is long");
          // The beginning of an error is enough to know it by.
          controller.close();
          await reader.cancel();
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(watched, { status, statusText, headers });
}

export function mediaTypeOf(response: Response): string {
  return (response.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

/**
 * Detects the mark at the end of a stream, without keeping its lines. A work-around for `openai` 6: the client swallows the mark
 * (https://github.com/openai/openai-node), which alone tells a complete stream from one that broke off. It can go when the client
 * reports a stream without `[DONE]` as an error.
 */
class StreamEndDetector {
  #length = 0;
  #beginning: number[] = [];

  push(bytes: Uint8Array): "done" | "too-long" | undefined {
    for (const byte of bytes) {
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) {
        if (this.ends()) return "done";
        this.#length = 0;
        this.#beginning = [];
      } else {
        this.#length += 1;
        if (this.#length <= MARK_BYTES) this.#beginning.push(byte);
        else if (this.#length > MAX_LINE_BYTES) return "too-long";
      }
    }
    return undefined;
  }

  /** True when the line that was begun is the mark. */
  ends(): boolean {
    return MARK.test(String.fromCharCode(...this.#beginning));
  }
}
