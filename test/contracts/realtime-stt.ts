/**
 * What every `RealtimeSTTProvider` does. See `src/core/ports/realtime-stt.ts`. All that implement it, and where they are held to it:
 *
 * - `FakeRealtimeSTT` (`live-avatar/testing`): voice-fakes.node.test.ts
 * - `OpenAIRealtimeSTT` (`live-avatar/openai`): openai-realtime.node.test.ts
 * - `SpeechRecognitionSTT` (`live-avatar/browser`): speech-recognition.test.ts
 * - `UtteranceSTT` (`live-avatar/browser`): voice-adapters.test.ts
 */
import type { LiveAvatarError } from "../../src/core/errors.js";
import type {
  RealtimeSTTCallbacks,
  RealtimeSTTConnection,
  RealtimeSTTProvider,
} from "../../src/core/ports/realtime-stt.js";
import { check, checkFailure, CountedAbort, type Framework, isAbort, rejection, same, until } from "./framework.js";

/** A recogniser, and the test's hand on what is behind it: a server, an engine, a detector. */
export interface RealtimeSTTSubject {
  readonly stt: RealtimeSTTProvider;
  /** Samples, at the provider's rate, that have arrived behind it. Left out where it captures itself. */
  readonly received?: (() => number) | undefined;
  /** Somebody is heard saying this, unfinished. Left out where it tells no partial words. */
  partial?(text: string): void | Promise<void>;
  /** Somebody has said this. */
  final(text: string): void | Promise<void>;
  /** Resolves when what is behind it was told that the utterance is over. Left out where nothing is behind it. */
  finalized?(): Promise<void>;
  /** It says after `finalize()` that nothing was said. */
  readonly tellsNothing?: boolean | undefined;
  /** What is behind it is gone for good. Left out where that cannot be. */
  drop?(): void | Promise<void>;
  /** The next connect is refused. */
  readonly refuseNext?: (() => void) | undefined;
  /** The next connect gets no answer. */
  hangNext?(): void;
  /** Connections that are still open behind it. */
  open(): number;
  close(): Promise<void>;
}

/** Everything that a recogniser told, in order. */
class Told implements RealtimeSTTCallbacks {
  readonly events: string[] = [];
  readonly errors: LiveAvatarError[] = [];
  get words(): string[] {
    return this.events.filter((event) => event.startsWith("partial") || event.startsWith("final"));
  }
  onTranscript = (text: string, { isFinal }: { readonly isFinal: boolean }): void => {
    this.events.push(`${isFinal ? "final" : "partial"}: ${text}`);
  };
  onSpeechStart = (): void => void this.events.push("speech-start");
  onSpeechEnd = (): void => void this.events.push("speech-end");
  onMic = (): void => void this.events.push("mic");
  onError = (error: LiveAvatarError): void => {
    this.events.push("error");
    this.errors.push(error);
  };
  onClose = (error?: LiveAvatarError): void => {
    this.events.push("close");
    if (error) this.errors.push(error);
  };
}

export function describeRealtimeSTT(
  name: string,
  make: () => Promise<RealtimeSTTSubject>,
  { describe, it }: Framework,
): void {
  const promise = (title: string, act: (subject: RealtimeSTTSubject) => Promise<void>): void => {
    it(title, async () => {
      const subject = await make();
      try {
        await act(subject);
        await until(() => subject.open() === 0);
      } finally {
        await subject.close();
      }
    });
  };
  const hearing = async (
    { stt }: RealtimeSTTSubject,
    act: (connection: RealtimeSTTConnection, told: Told) => Promise<void>,
  ): Promise<void> => {
    const told = new Told();
    const abort = new CountedAbort();
    const connection = await stt.connect(told, { signal: abort.signal, language: "en" });
    try {
      same(abort.listeners, 0, "nobody listens to the signal of a connect that is through");
      abort.abort();
      await act(connection, told);
    } finally {
      connection.close();
    }
  };

  describe(`${name}, as a recogniser in real time`, () => {
    promise("has a name, and a rate that sound can have", async ({ stt }) => {
      check(stt.id !== "", "it has a name");
      const { sampleRate = 16_000 } = stt;
      check(sampleRate >= 8000 && sampleRate <= 48_000, `its rate: ${sampleRate}`);
    });

    promise("tells words in order: partial ones, and the final ones once", (subject) =>
      hearing(subject, async (connection, told) => {
        const rate = subject.stt.sampleRate ?? 16_000;
        if (subject.stt.capture !== "own") connection.send(new Float32Array(rate / 10).fill(0.2));
        await subject.partial?.("Good");
        if (subject.partial) await until(() => told.words.length > 0);
        await subject.final("Good morning");
        await until(() => told.words.includes("final: Good morning"));
        await subject.final("How are you");
        await until(() => told.words.includes("final: How are you"));
        same(
          told.words.filter((event) => event.startsWith("final")),
          ["final: Good morning", "final: How are you"],
          "finals",
        );
        same(told.errors.length, 0, "errors");
        const starts = told.events.filter((event) => event === "speech-start").length;
        const ends = told.events.filter((event) => event === "speech-end").length;
        check(ends <= starts && starts - ends <= 1, `every end of speech has a beginning: ${told.events.join(", ")}`);
      }),
    );

    promise("sends on every frame, whoever changes it afterwards", (subject) =>
      hearing(subject, async (connection) => {
        const { received } = subject;
        if (!received || subject.stt.capture === "own") return;
        const rate = subject.stt.sampleRate ?? 16_000;
        const frame = new Float32Array(rate / 10).fill(0.2);
        const before = received();
        for (let count = 0; count < 5; count += 1) {
          connection.send(frame.slice());
          connection.send(new Float32Array(0));
        }
        await until(() => received() - before >= rate / 2);
        same(received() - before, rate / 2, "samples");
      }),
    );

    promise("takes finalize() at any time, as often as one likes, and hears on", (subject) =>
      hearing(subject, async (connection, told) => {
        connection.finalize();
        if (subject.stt.capture !== "own") connection.send(new Float32Array(1600).fill(0.2));
        connection.finalize();
        connection.finalize();
        await subject.finalized?.();
        await subject.final("Still there");
        await until(() => told.words.includes("final: Still there"));
      }),
    );

    promise("says after finalize() that nothing was said, once for each time, and hears on", (subject) =>
      hearing(subject, async (connection, told) => {
        if (!subject.tellsNothing) return;
        for (let count = 1; count <= 2; count += 1) {
          if (subject.stt.capture !== "own") connection.send(new Float32Array(1600));
          connection.finalize();
          await until(() => told.words.length === count);
        }
        same(told.words, ["final: ", "final: "], "what was told");
        await subject.final("Good morning");
        await until(() => told.words.includes("final: Good morning"));
        same(told.words.length, 3, "nothing more was owed");
      }),
    );

    promise("tells nothing after close(), which can be called again", async (subject) => {
      await hearing(subject, async (connection, told) => {
        await subject.partial?.("Good");
        if (subject.partial) await until(() => told.words.length > 0);
        connection.close();
        const { length } = told.events;
        connection.close();
        connection.send(new Float32Array(1600));
        connection.finalize();
        connection.setMuted?.(true);
        await until(() => subject.open() === 0);
        await Promise.resolve(subject.final("Too late")).catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve));
        same(told.events.slice(length), [], "after the close");
      });
    });

    promise("rejects with an AbortError, and leaves nothing, where it is not wanted any more", async (subject) => {
      const told = new Told();
      const aborted = AbortSignal.abort();
      check(isAbort(await rejection(subject.stt.connect(told, { signal: aborted }))), "aborted before");
      if (subject.hangNext) {
        subject.hangNext();
        const abort = new CountedAbort();
        const connecting = subject.stt.connect(told, { signal: abort.signal });
        abort.abort();
        check(isAbort(await rejection(connecting)), "aborted while it connects");
        same(abort.listeners, 0, "nobody listens to the signal any more");
      }
      same(told.events, [], "nothing was told");
    });

    promise("says why it cannot be had, and can be tried again", async (subject) => {
      const { stt, refuseNext } = subject;
      if (!refuseNext) return;
      const told = new Told();
      refuseNext();
      const error = await rejection(stt.connect(told));
      checkFailure(error, stt.capture === "own" && (error as LiveAvatarError).stage === "mic" ? "mic" : "stt");
      same(told.events.includes("close"), false, "a connection that never was is not closed");
      (await stt.connect(told)).close();
    });

    promise("says once that it has given up, and why", (subject) =>
      hearing(subject, async (connection, told) => {
        if (!subject.drop) return;
        await subject.drop();
        await until(() => told.events.includes("close"));
        for (const error of told.errors) checkFailure(error, "stt");
        connection.send(new Float32Array(1600));
        connection.finalize();
        connection.close();
        same(told.events.filter((event) => event === "close").length, 1, "closes");
      }),
    );

    promise("hears for several at a time where it is asked to, each for itself", async (subject) => {
      if (subject.stt.capture === "own") return;
      const [first, second] = [new Told(), new Told()];
      const connections = [await subject.stt.connect(first), await subject.stt.connect(second)];
      connections[0]?.close();
      await subject.final("Second");
      await until(() => second.words.includes("final: Second"));
      same(first.words, [], "the one that was closed");
      connections[1]?.close();
    });
  });
}
