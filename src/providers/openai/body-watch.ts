/** The largest body of an answer; real answers are far smaller. */
export const MAX_ANSWER_BYTES = 67_108_864;

/** The receiver of a body's events, which also limits the waits for it. */
export interface BodyWatcher {
  /** Asks for the next piece and waits for it, but not for ever, and not after an abort. */
  wait<T>(act: () => Promise<T>): Promise<T>;
  /** Nothing more comes. */
  handleEnd(): void;
  /** Ends the exchange for something that no honest server sends; returns the error to throw. */
  tooMuch(what: string): Error;
}

/** The same answer, read under watch. */
export function watchBody(response: Response, watcher: BodyWatcher): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  const reader = body.getReader();
  let left = MAX_ANSWER_BYTES;
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
          controller.close();
          return;
        }
        controller.enqueue(value);
        left -= value.byteLength;
        if (left <= 0) throw watcher.tooMuch("more than any answer is long");
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
