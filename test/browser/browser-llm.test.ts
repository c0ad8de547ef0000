/** The browser's own language model, behind a stand-in of its API: no engine here has one. */
import { expect } from "chai";
import { BrowserLLM, type BrowserLLMOptions } from "../../src/browser/index.js";
import type { PromptMessage, PromptModel } from "../../src/browser/prompt-api.js";
import type { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMOptions } from "../../src/core/ports/language-model.js";
import { isTooLong } from "../../src/core/too-long.js";
import { FakeClock } from "../../src/testing/index.js";
import { until } from "../contracts/framework.js";
import { describeLanguageModel } from "../contracts/language-model.js";
import { FakeLanguageModel } from "../support/fake-language-model.js";

const PICTURE =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const base64 = async (blob: Blob): Promise<string> =>
  btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));

/** What the browser was told, as a conversation of ours. */
async function asOurs({ role, content }: PromptMessage) {
  if (typeof content === "string") return { role, content };
  const parts = content.map(async (part) =>
    part.type === "text"
      ? { type: "text", text: part.value }
      : { type: "image_url", image_url: { url: `data:${part.value.type};base64,${await base64(part.value)}` } },
  );
  return { role, content: await Promise.all(parts) };
}

for (const lacks of [[], ["clone"], ["append"]] as const) {
  describeLanguageModel(
    `BrowserLLM${lacks.length > 0 ? ` on a version without ${lacks.join()}()` : ""}`,
    () => {
      const model = new FakeLanguageModel();
      model.lacks = lacks;
      return Promise.resolve({
        llm: new BrowserLLM({ model }),
        hasNoChoice: true,
        get count() {
          return model.prompts.length;
        },
        async asked(index: number) {
          await until(() => index < model.prompts.length);
          const prompt = model.prompts[index]!;
          return {
            messages: await Promise.all(prompt.messages.map(asOurs)),
            model: undefined,
            reasoningEffort: undefined,
            say: (text: string) => prompt.say(text),
            end: () => prompt.end(),
            fail: () => prompt.fail(new DOMException("Out of memory.", "OperationError")),
            givenUp: prompt.givenUp,
          };
        },
        close: () => Promise.resolve(),
      });
    },
    { describe, it },
  );
}

const said = (role: ChatMessage["role"], content: ChatMessage["content"]): ChatMessage => ({
  ...{ id: "1", role, content, createdAt: 0 },
});
const SYSTEM = said("system", "Be brief.");

describe("BrowserLLM", () => {
  let clock: FakeClock;
  let model: FakeLanguageModel;

  beforeEach(() => {
    clock = new FakeClock();
    model = new FakeLanguageModel();
  });

  const make = (options: BrowserLLMOptions = {}) => new BrowserLLM({ model, clock, ...options });

  /** Asks, and has the model answer. Without an answer the question is left open. */
  async function ask(llm: BrowserLLM, messages: readonly ChatMessage[], answer?: string, options: LLMOptions = {}) {
    const before = model.prompts.length;
    let text = "";
    const over = (async () => {
      for await (const chunk of llm.chat(messages, options)) text += chunk.text;
      return text;
    })();
    over.catch(() => undefined);
    const state = { isOver: false };
    const handleOver = (): void => {
      state.isOver = true;
    };
    over.then(handleOver, handleOver);
    await until(() => state.isOver || model.prompts.length > before);
    const prompt = model.prompts.at(-1)!;
    if (answer !== undefined && !state.isOver) {
      prompt.say(answer);
      prompt.end();
      await over;
    }
    return { prompt, over };
  }

  const failure = async (promise: Promise<unknown>): Promise<LiveAvatarError> => {
    try {
      await promise;
    } catch (error) {
      return error as LiveAvatarError;
    }
    throw new Error("It should have failed.");
  };

  const contents = (messages: readonly PromptMessage[]): unknown[] => messages.map(({ content }) => content);

  describe("its sessions", () => {
    it("go on with a conversation that grows, and tell nothing twice", async () => {
      const llm = make();
      const conversation = [SYSTEM, said("user", "Hello")];
      for (let turn = 0; turn < 4; turn += 1) {
        const { prompt } = await ask(llm, conversation, `Answer ${turn}.`);
        expect(contents(prompt.messages)).to.deep.equal(contents(conversation as PromptMessage[]));
        conversation.push(said("assistant", `Answer ${turn}.`), said("user", `Question ${turn}`));
      }
      expect(model.created).to.have.length(1);
      expect(model.appended).to.deep.equal([]);
      expect(model.clones, "one a question").to.equal(4);
      expect(model.sessions.size, "kept").to.be.at.most(2);
    });

    it("go on where the history tells an answer in another way, and are told that way", async () => {
      const llm = make();
      const conversation = [SYSTEM, said("user", "Hello")];
      for (let turn = 0; turn < 3; turn += 1) {
        const { prompt } = await ask(llm, conversation, `<|ACT {}|>Answer ${turn}.`);
        expect(contents(prompt.messages)).to.deep.equal(contents(conversation as PromptMessage[]));
        conversation.push(said("assistant", `Answer ${turn}.`), said("user", `Question ${turn}`));
      }
      expect(model.created).to.have.length(1);
      const told = ["Hello", "Answer 0.", "Question 0", "Answer 1."];
      expect(contents(model.appended), "each once").to.deep.equal(told);
      expect(model.sessions.size).to.be.at.most(2);
    });

    it("never answer from another conversation", async () => {
      const llm = make();
      await ask(llm, [SYSTEM, said("user", "My name is Lena")], "Hello Lena.");
      const { prompt } = await ask(llm, [SYSTEM, said("user", "What is my name?")], "I do not know.");
      expect(contents(prompt.messages)).to.deep.equal(["Be brief.", "What is my name?"]);
      const other = await ask(llm, [said("system", "Be long."), said("user", "Hello")], "Well.");
      expect(contents(other.prompt.messages)).to.deep.equal(["Be long.", "Hello"]);
      const plain = await ask(llm, [said("user", "Hello")], "Hi.");
      expect(contents(plain.prompt.messages)).to.deep.equal(["Hello"]);
    });

    it("do not remember a question that was given up, or that failed", async () => {
      const llm = make();
      const first = [SYSTEM, said("user", "Hello")];
      await ask(llm, first, "Hi.");
      const second = [...first, said("assistant", "Hi."), said("user", "A secret")];
      const controller = new AbortController();
      const { prompt, over } = await ask(llm, second, undefined, { signal: controller.signal });
      prompt.say("I will");
      controller.abort();
      expect((await failure(over)).name).to.equal("AbortError");
      const third = [...second.slice(0, -1), said("user", "Again")];
      const next = await ask(llm, third, "Yes?");
      expect(contents(next.prompt.messages)).to.deep.equal(["Be brief.", "Hello", "Hi.", "Again"]);
      expect(model.created).to.have.length(1);
    });

    it("are released after five minutes, and by dispose()", async () => {
      const llm = make();
      await ask(llm, [said("user", "Hello")], "Hi.");
      expect(model.sessions.size).to.be.above(0);
      await clock.advance(300_000);
      expect(model.sessions.size).to.equal(0);
      await ask(llm, [said("user", "Hello")], "Hi.");
      llm.dispose();
      expect(model.sessions.size).to.equal(0);
      expect(clock.pending, "timers").to.equal(0);
    });

    it("of a question that is given up while one is being made are released", async () => {
      model.state = "downloadable";
      const controller = new AbortController();
      const llm = make();
      const over = llm.chat([said("user", "Hello")], { signal: controller.signal }).next();
      await until(() => model.created.length === 1);
      controller.abort();
      expect((await failure(over)).name).to.equal("AbortError");
      model.finishDownload();
      await until(() => model.sessions.size === 0);
      llm.dispose();
      expect(clock.pending, "timers").to.equal(0);
    });

    it("outlive the signal of the question for which they were made", async () => {
      const llm = make();
      const controller = new AbortController();
      const first = [SYSTEM, said("user", "Hello")];
      await ask(llm, first, "Hi.", { signal: controller.signal });
      controller.abort();
      await ask(llm, [...first, said("assistant", "Hi."), said("user", "Again")], "Yes?");
      expect(model.created).to.have.length(1);
    });
  });

  describe("a model that is lost", () => {
    it("in mid-answer breaks it off, and answers the next question anew", async () => {
      const llm = make();
      const { prompt, over } = await ask(llm, [said("user", "Hello")]);
      prompt.say("Once upon");
      await new Promise((resolve) => setTimeout(resolve));
      model.crash();
      expect((await failure(over)).code).to.equal("llm-interrupted");
      const next = await ask(llm, [said("user", "Hello")], "Hi.");
      expect(await next.over).to.equal("Hi.");
    });

    it("between two questions is not noticed", async () => {
      const llm = make();
      const first = [said("user", "Hello")];
      await ask(llm, first, "Hi.");
      model.crash();
      const next = await ask(llm, [...first, said("assistant", "Hi."), said("user", "Again")], "Yes?");
      expect(await next.over).to.equal("Yes?");
      expect(contents(next.prompt.messages)).to.deep.equal(["Hello", "Hi.", "Again"]);
    });

    it("for good fails each question, and ends no conversation", async () => {
      const llm = make();
      await ask(llm, [said("user", "Hello")], "Hi.");
      model.crash();
      model.state = "unavailable";
      const error = await failure((await ask(llm, [said("user", "Hello")], "Hi.")).over);
      expect([error.code, error.fatal]).to.deep.equal(["llm-unsupported", false]);
    });
  });

  describe("a conversation that is too long", () => {
    const long = [SYSTEM, said("user", "a".repeat(400)), said("assistant", "b".repeat(400)), said("user", "Hello")];

    it("is refused, so that a session asks with a shorter one", async () => {
      model.window = 500;
      const error = await failure((await ask(make(), long)).over);
      expect([error.code, isTooLong(error), error.retryable]).to.deep.equal(["llm-refused", true, false]);
      expect(model.sessions.size).to.equal(0);
    });

    for (const overflow of ["contextoverflow", "quotaoverflow", "refuses"] as const) {
      it(`is not taken for one that is remembered (${overflow})`, async () => {
        model.overflow = overflow;
        model.window = 500;
        const llm = make();
        const first = [SYSTEM, said("user", "a".repeat(200))];
        await ask(llm, first, "b".repeat(150));
        const second = [...first, said("assistant", "b".repeat(150)), said("user", "c".repeat(60))];
        const { over } = await ask(llm, second, "Hi.");
        if (overflow === "refuses") expect(isTooLong(await failure(over))).to.equal(true);
        else expect(await over).to.equal("Hi.");
        const third = [...second, said("assistant", "Hi."), said("user", "Again")];
        expect(isTooLong(await failure((await ask(llm, third, "Yes?")).over)), "told as it is").to.equal(true);
      });
    }
  });

  describe("pictures", () => {
    const messages = [
      said("user", [
        { type: "text", text: "What is this?" },
        { type: "image_url", image_url: { url: PICTURE } },
      ]),
    ];

    it("are left out with one warning where the model takes none", async () => {
      model.seesPictures = false;
      const warnings: string[] = [];
      const logger = { debug() {}, error() {}, warn: (text: string) => void warnings.push(text) };
      const llm = make({ logger });
      const { prompt } = await ask(llm, messages, "A text.");
      expect(contents(prompt.messages)).to.deep.equal(["What is this?"]);
      await ask(llm, messages, "A text.");
      expect(warnings).to.have.length(1);
    });

    it("are left out where they are not in the message itself", async () => {
      for (const url of ["https://example.com/a.png", "data:text/html;base64,AAAA", "data:image/png;base64,A"]) {
        const { prompt } = await ask(make(), [said("user", [{ type: "image_url", image_url: { url } }])], "Nothing.");
        expect(contents(prompt.messages)).to.deep.equal([""]);
      }
    });
  });

  describe("what the browser refuses", () => {
    for (const [name, code, retryable] of [
      ["NotAllowedError", "llm-refused", true],
      ["NotReadableError", "llm-refused", false],
      ["NotSupportedError", "llm-refused", false],
      ["QuotaExceededError", "llm-refused", false],
      ["UnknownError", "llm-failed", true],
      ["AbortError", "llm-failed", true],
    ] as const) {
      it(`with ${name} is ${code}`, async () => {
        const { prompt, over } = await ask(make(), [said("user", "Hello")]);
        prompt.fail(new DOMException("No.", name));
        const error = await failure(over);
        expect([error.code, error.retryable]).to.deep.equal([code, retryable]);
      });
    }

    it("by throwing at once is a failure", async () => {
      model.isLost = true;
      model.lacks = ["clone"];
      const create = model.create.bind(model);
      model.create = async (options) => {
        const session = await create(options);
        model.isLost = true;
        return session;
      };
      expect((await failure((await ask(make(), [said("user", "Hello")])).over)).code).to.equal("llm-failed");
    });
  });

  it("goes on when the browser does not stop", async () => {
    model.ignoresAborts = true;
    const controller = new AbortController();
    const { prompt, over } = await ask(make(), [said("user", "Hello")], undefined, { signal: controller.signal });
    controller.abort();
    expect((await failure(over)).name).to.equal("AbortError");
    await prompt.givenUp;
  });

  it("takes what is text of a stream with pieces of several types", async () => {
    const { prompt, over } = await ask(make(), [said("user", "Hello")]);
    for (const piece of [{ type: "thought", value: "Hm." }, { type: "text", value: "Good " }, "day.", 7, null])
      prompt.say(piece);
    prompt.end();
    expect(await over).to.equal("Good day.");
  });

  it("tells the system at the beginning alone, whatever it is asked", async () => {
    const { prompt } = await ask(
      make(),
      [
        ...[SYSTEM, said("system", "Be kind."), said("user", "Hello"), said("assistant", "Hi.")],
        ...[said("system", "Be quick."), said("tool", "20 degrees"), said("user", "Well?")],
      ],
      "Warm.",
    );
    expect(prompt.messages.map(({ role, content }) => `${role}: ${content as string}`)).to.deep.equal([
      "system: Be brief.\n\nBe kind.",
      ...["user: Hello", "assistant: Hi.", "user: Be quick.", "user: 20 degrees", "user: Well?"],
    ]);
    const alone = await ask(make(), [SYSTEM], "Yes.");
    expect(alone.prompt.messages.map(({ role }) => role)).to.deep.equal(["user"]);
    expect((await failure((await ask(make(), [])).over)).code).to.equal("llm-refused");
  });

  describe("availability", () => {
    it("is what the browser says of this language", async () => {
      model.languages = ["en", "es"];
      for (const [language, expected] of [
        ["en-GB", "available"],
        ["es", "available"],
        ["de-AT", "unavailable"],
        ["not a language", "available"],
        [undefined, "available"],
      ] as const) {
        expect(await BrowserLLM.availability({ language, model }), String(language)).to.equal(expected);
      }
      for (const state of ["downloadable", "downloading", "unavailable"] as const) {
        model.state = state;
        expect(await BrowserLLM.availability({ model })).to.equal(state);
      }
      model.state = "readily";
      expect(await BrowserLLM.availability({ model }), "a word of another age").to.equal("unavailable");
    });

    it("is none where there is no API, half of one, or one that throws", async () => {
      expect(await BrowserLLM.availability()).to.equal("unavailable");
      const broken = { availability: () => Promise.reject(new Error("no")), create: () => Promise.reject(new Error()) };
      expect(await BrowserLLM.availability({ model: broken })).to.equal("unavailable");
      const place = globalThis as { LanguageModel?: unknown };
      try {
        place.LanguageModel = { create: () => undefined };
        expect(await BrowserLLM.availability()).to.equal("unavailable");
        place.LanguageModel = model;
        expect(await BrowserLLM.availability()).to.equal("available");
        const over = await ask(new BrowserLLM({ clock }), [said("user", "Hello")], "Hi.");
        expect(await over.over).to.equal("Hi.");
      } finally {
        delete place.LanguageModel;
      }
      const error = await failure(new BrowserLLM({ clock }).load());
      expect([error.code, error.fatal]).to.deep.equal(["llm-unsupported", true]);
    });
  });

  describe("load()", () => {
    it("downloads, tells how far it is, and the first question needs nothing more", async () => {
      model.state = "downloadable";
      const heard: number[] = [];
      const llm = make({ onDownload: (progress) => void heard.push(progress) });
      const over = llm.load();
      await until(() => model.state === "downloading");
      for (const loaded of [0, 0.25, 2]) model.progress(loaded);
      model.progress(50, 100);
      model.finishDownload();
      await over;
      model.progress(0.9);
      expect(heard).to.deep.equal([0, 0.25, 1, 0.5]);
      await ask(llm, [said("user", "Hello")], "Hi.");
      expect(model.created).to.have.length(1);
    });

    it("tells of no download where the model is there", async () => {
      const heard: number[] = [];
      await make({ onDownload: (progress) => void heard.push(progress) }).load();
      expect(heard).to.deep.equal([]);
    });

    it("is refused without a press, and says so", async () => {
      model.state = "downloadable";
      model.isPressed = false;
      const error = await failure(make().load());
      expect([error.code, error.retryable]).to.deep.equal(["llm-refused", true]);
      expect(error.message).to.contain("press");
    });

    it("fails with a download that breaks off, and can be called again", async () => {
      model.state = "downloadable";
      const llm = make();
      const first = llm.load();
      await until(() => model.state === "downloading");
      model.breakDownload();
      expect((await failure(first)).code).to.equal("llm-failed");
      const second = llm.load();
      await until(() => model.state === "downloading");
      model.finishDownload();
      await second;
    });

    it("gives a download up that stands still, and one that goes on it does not", async () => {
      model.state = "downloadable";
      const over = failure(make().load());
      await until(() => model.state === "downloading");
      for (let loaded = 0; loaded < 5; loaded += 1) {
        await clock.advance(170_000);
        model.progress(loaded / 10);
      }
      await clock.advance(180_000);
      expect((await over).code).to.equal("llm-timeout");
      expect(clock.pending, "timers").to.equal(0);
    });

    it("can be cancelled, and a model that comes later is released", async () => {
      model.state = "downloadable";
      const heard: number[] = [];
      const controller = new AbortController();
      const over = make({ onDownload: (progress) => void heard.push(progress) }).load({ signal: controller.signal });
      await until(() => model.state === "downloading");
      model.progress(0.1);
      controller.abort();
      expect((await failure(over)).name).to.equal("AbortError");
      model.progress(0.2);
      expect(heard).to.deep.equal([0.1]);
      model.finishDownload();
      await until(() => model.sessions.size === 0);
      expect((await failure(make().load({ signal: AbortSignal.abort() }))).name).to.equal("AbortError");
      expect(clock.pending, "timers").to.equal(0);
    });

    it("ends where the browser never answers", async () => {
      const silent: PromptModel = {
        availability: () => new Promise(() => undefined),
        create: () => Promise.reject(new Error()),
      };
      const over = failure(make({ model: silent }).load());
      await until(() => clock.pending > 0);
      await clock.advance(180_000);
      expect((await over).code).to.equal("llm-timeout");
    });
  });
});
