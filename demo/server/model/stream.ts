/** An answer as OpenAI streams it: server-sent events, about one word each, at the pace of a quick model. */
import type { Clock } from "../../../src/core/clock.js";

/** Until the first word. */
const THINKING_MS = 150;
/** 40 words a second are about 50 tokens. */
const WORD_MS = 25;

interface StreamOptions {
  readonly id: Readonly<Record<string, unknown>>;
  readonly reason: "stop" | "length";
  readonly clock: Clock;
  /** Aborted when nobody listens any more. */
  readonly signal: AbortSignal;
}

export function streamWords(words: readonly string[], { id, reason, clock, signal }: StreamOptions): Response {
  const event = (delta: object, finish: string | null = null): string =>
    `data: ${JSON.stringify({ ...id, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

  async function* events(): AsyncGenerator<string> {
    yield event({ role: "assistant", content: "" });
    await clock.sleep(THINKING_MS, signal);
    // Held against the clock and not from word to word: timers are late, and their lateness adds up.
    const start = clock.now();
    for (const [index, word] of words.entries()) {
      await clock.sleep(Math.max(0, start + index * WORD_MS - clock.now()), signal);
      yield event({ content: word });
    }
    yield event({}, reason);
    yield "data: [DONE]\n\n";
  }

  const source = events();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await source.next();
          if (next.done) controller.close();
          else controller.enqueue(encoder.encode(next.value));
        } catch (error) {
          controller.error(error);
        }
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}
