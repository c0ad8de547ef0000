/** What every `LLMProvider` does, whoever answers behind it. See `src/core/ports/language-model.ts`. */
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMChunk, LLMOptions, LLMProvider } from "../../src/core/ports/language-model.js";
import { check, checkFailure, CountedAbort, type Framework, isAbort, same, until } from "./framework.js";

/** A question as it came to the other side, where the test says the answer. */
export interface AskedModel {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly model: string | undefined;
  readonly reasoningEffort: string | undefined;
  say(text: string): void;
  end(): void;
  /** Before the first word: a refusal. After it: the answer breaks off. */
  fail(): void;
  /** Resolves when the caller has given the question up, and the other side knows. */
  readonly givenUp: Promise<void>;
}

export interface LanguageModelSubject {
  readonly llm: LLMProvider;
  /** The other side has one model, which thinks as long as it does. */
  readonly hasNoChoice?: boolean;
  /** Questions that came to the other side. */
  readonly count: number;
  /** Question number `index`, as soon as it has come. */
  asked(index: number): Promise<AskedModel>;
  close(): Promise<void>;
}

const user = (content: ChatMessage["content"]): ChatMessage => ({ id: "1", role: "user", content, createdAt: 0 });
const HELLO = [user("Hello")];
const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Reads a whole answer and keeps what was heard. */
class Reader {
  readonly chunks: LLMChunk[] = [];
  /** What the iteration threw; undefined when it just ended. */
  readonly over: Promise<unknown>;

  constructor(answer: AsyncIterable<LLMChunk>) {
    const listen = async (): Promise<undefined> => {
      for await (const chunk of answer) this.chunks.push(chunk);
      return undefined;
    };
    this.over = listen().catch((error: unknown) => error);
  }

  get text(): string {
    return this.chunks.map(({ text }) => text).join("");
  }

  get isDone(): boolean {
    return this.chunks.some(({ done }) => done);
  }

  hears(text: string): Promise<void> {
    return until(() => this.text === text);
  }
}

/** An abort ends the iteration, quietly or with an AbortError: never with a failure, never with a `done`. */
async function checkAborted(reader: Reader, heard: string): Promise<void> {
  const error = await reader.over;
  check(error === undefined || isAbort(error), `an abort is no failure: ${String(error)}`);
  check(!reader.isDone, "what was aborted is not done");
  same(reader.text, heard, "nothing comes after the abort");
}

export function describeLanguageModel(
  name: string,
  make: () => Promise<LanguageModelSubject>,
  { describe, it }: Framework,
): void {
  const promise = (title: string, body: (subject: LanguageModelSubject) => Promise<void>): void => {
    it(title, async () => {
      const subject = await make();
      try {
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  const ask = ({ llm }: LanguageModelSubject, options?: LLMOptions, messages: readonly ChatMessage[] = HELLO) =>
    new Reader(llm.chat(messages, options));

  describe(`${name} is a language model`, () => {
    promise("has a name", async ({ llm }) => check(llm.id !== "", "id is empty"));

    promise("hands on each piece when it comes, in order, and says done at the end if at all", async (subject) => {
      const reader = ask(subject);
      const asked = await subject.asked(0);
      let said = "";
      for (const piece of ["Good", " morning", ", Sam", "."]) {
        asked.say(piece);
        said += piece;
        await reader.hears(said);
      }
      check(!reader.isDone, "it is not done before the end");
      asked.end();
      same(await reader.over, undefined, "it ends without an error");
      same(reader.text, said, "the answer");
      const dones = reader.chunks.filter(({ done }) => done);
      check(
        dones.length === 0 || (dones.length === 1 && reader.chunks.at(-1) === dones[0]),
        "done belongs to the last chunk",
      );
    });

    promise("leaves the text as it is", async (subject) => {
      const text = [
        '"quoted"\\',
        "\r\n\ttab",
        "data: [DONE]\n\n",
        "👩🏽‍🚀",
        "日本語 עברית",
        '<|ACT {"emotion":"happy"}|>',
        "\u2028",
        " ",
      ];
      const reader = ask(subject);
      const asked = await subject.asked(0);
      for (const piece of text) asked.say(piece);
      asked.end();
      same(await reader.over, undefined, "it ends without an error");
      same(reader.text, text.join(""), "the answer");
    });

    promise("may have nothing to say, which may be a failure", async (subject) => {
      const reader = ask(subject);
      (await subject.asked(0)).end();
      const error = await reader.over;
      if (error !== undefined) checkFailure(error, "llm");
      same(reader.text, "", "the answer");
    });

    promise("asks nothing before the first next()", async (subject) => {
      const answer = subject.llm.chat(HELLO)[Symbol.asyncIterator]();
      await new Promise((resolve) => setTimeout(resolve));
      same(subject.count, 0, "questions before");
      const first = answer.next();
      (await subject.asked(0)).say("Yes?");
      same((await first).value, { text: "Yes?" }, "the first chunk");
      await answer.return?.();
    });

    promise("hands over the conversation in its order, pictures too", async (subject) => {
      const parts = [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: PICTURE } },
      ] as const;
      const conversation: ChatMessage[] = [
        { id: "0", role: "system", content: "Be brief.", createdAt: 0 },
        user("Hello"),
        { id: "2", role: "assistant", content: "Hi.", createdAt: 2 },
        user(parts),
      ];
      const reader = ask(subject, {}, conversation);
      const asked = await subject.asked(0);
      const sent = asked.messages.map(({ role, content }) => ({ role, content }));
      same(
        sent,
        conversation.map(({ role, content }) => ({ role, content })),
        "the conversation",
      );
      asked.end();
      await reader.over;
    });

    promise("passes on model and reasoning effort, and leaves out what is not given", async (subject) => {
      const plain = ask(subject);
      const first = await subject.asked(0);
      same(first.reasoningEffort, undefined, "an effort that nobody named");
      first.end();
      await plain.over;
      const special = ask(subject, { model: "thinker", reasoningEffort: "low" });
      const second = await subject.asked(1);
      const expected = subject.hasNoChoice ? [undefined, undefined] : ["thinker", "low"];
      same([second.model, second.reasoningEffort], expected, "model and effort");
      second.end();
      await special.over;
    });

    promise("does nothing for a signal that is aborted already", async (subject) => {
      const { signal, abort } = abortable();
      abort();
      const reader = ask(subject, { signal });
      await checkAborted(reader, "");
      if (subject.count > 0) await (await subject.asked(0)).givenUp;
    });

    promise("gives up before the first word", async (subject) => {
      const { signal, abort } = abortable();
      const reader = ask(subject, { signal });
      const asked = await subject.asked(0);
      abort();
      await checkAborted(reader, "");
      await asked.givenUp;
      same(subject.count, 1, "questions");
    });

    for (const reason of [undefined, new Error("enough"), "enough", new DOMException("too slow", "TimeoutError")]) {
      promise(`gives up in the middle (reason: ${String(reason)})`, async (subject) => {
        const { signal, abort } = abortable();
        const reader = ask(subject, { signal });
        const asked = await subject.asked(0);
        asked.say("One, ");
        await reader.hears("One, ");
        abort(reason);
        asked.say("two");
        await checkAborted(reader, "One, ");
        await asked.givenUp;
      });
    }

    promise("says nothing that it has, once it is aborted", async (subject) => {
      const { signal, abort } = abortable();
      const heard: string[] = [];
      const listen = async (): Promise<void> => {
        for await (const { text } of subject.llm.chat(HELLO, { signal })) {
          if (text === "") continue;
          heard.push(text);
          abort();
        }
      };
      const over = listen().catch((error: unknown) => error);
      const asked = await subject.asked(0);
      for (const piece of ["One, ", "two, ", "three."]) asked.say(piece);
      asked.end();
      const error = await over;
      check(error === undefined || isAbort(error), `an abort is no failure: ${String(error)}`);
      same(heard, ["One, "], "heard");
    });

    promise("gives up when nobody listens any more", async (subject) => {
      const over = (async () => {
        for await (const { text } of subject.llm.chat(HELLO)) if (text !== "") break;
      })();
      const asked = await subject.asked(0);
      asked.say("One");
      await over;
      await asked.givenUp;
    });

    promise("fails with a code, a stage and a sentence", async (subject) => {
      const reader = ask(subject);
      (await subject.asked(0)).fail();
      checkFailure(await reader.over, "llm");
      same(reader.chunks, [], "heard");
      const again = ask(subject);
      const asked = await subject.asked(1);
      asked.say("Better.");
      asked.end();
      same(await again.over, undefined, "it can be asked again");
      same(again.text, "Better.", "the next answer");
    });

    promise("never calls an answer done that broke off, and does not ask for it again", async (subject) => {
      const reader = ask(subject);
      const asked = await subject.asked(0);
      asked.say("It was ");
      await reader.hears("It was ");
      asked.fail();
      checkFailure(await reader.over, "llm");
      check(!reader.isDone, "it is not done");
      same(reader.text, "It was ", "heard");
      same(subject.count, 1, "questions");
    });

    promise("answers several at once, each to its own end", async (subject) => {
      const aborts = [abortable(), abortable(), abortable()];
      const readers = aborts.map(({ signal }, index) => ask(subject, { signal }, [user(String(index))]));
      const asked: AskedModel[] = [];
      for (const index of readers.keys()) {
        const one = await subject.asked(index);
        asked[Number(one.messages[0]?.content)] = one;
      }
      asked[2]!.say("three");
      asked[0]!.say("one");
      asked[1]!.say("two");
      await Promise.all(["one", "two", "three"].map((text, index) => readers[index]!.hears(text)));
      aborts[1]!.abort();
      asked[0]!.say(", done");
      asked[0]!.end();
      asked[2]!.fail();
      same(await readers[0]!.over, undefined, "the first ends");
      same(readers[0]!.text, "one, done", "the first");
      await checkAborted(readers[1]!, "two");
      checkFailure(await readers[2]!.over, "llm");
    });

    promise("leaves no listener on the caller's signal", async (subject) => {
      const controllers = [new CountedAbort(), new CountedAbort(), new CountedAbort()];
      for (const [index, controller] of controllers.entries()) {
        const reader = ask(subject, { signal: controller.signal });
        const asked = await subject.asked(index);
        check(controller.listeners > 0, "somebody listens while it is open");
        if (index === 0) asked.end();
        else if (index === 1) asked.fail();
        else {
          asked.say("One");
          await reader.hears("One");
          asked.fail();
        }
        await reader.over;
        same(controller.listeners, 0, "listeners afterwards");
      }
    });
  });
}

function abortable(): { readonly signal: AbortSignal; readonly abort: (reason?: unknown) => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: (reason) => {
      controller.abort(reason);
    },
  };
}
