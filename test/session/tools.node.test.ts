/** Tools of the page: what a model may ask for in the middle of its answer. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMOptions } from "../../src/core/ports/language-model.js";
import type { Tool } from "../../src/core/ports/tool.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeClock, FakeRenderer, type FakeLLMStep } from "../../src/testing/index.js";
import { TEMPLATES } from "../support/chat-templates.js";
import { TemplateModel } from "../support/template-model.js";
import { model, outcome, ready, rolesOf } from "./support.js";

const never = new Promise<never>(() => undefined);
// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- pages do
const rejects = (reason: unknown): Promise<never> => Promise.reject(reason);

const weather = (execute: Tool["execute"]): Tool => ({
  name: "weather",
  description: "The weather in a city.",
  parameters: { type: "object", properties: { city: { type: "string" } } },
  execute,
});
const inBonn: FakeLLMStep = { tool: "weather", args: { city: "Bonn" } };
const toolTexts = (messages: readonly ChatMessage[]): unknown[] =>
  messages.filter(({ role }) => role === "tool").map(({ content }) => content);
const errorsOf = (results: unknown[]): (string | undefined)[] =>
  (results as { error?: LiveAvatarError }[]).map(({ error }) => error && `${error.code}: ${error.message}`);

describe("a tool of the page", () => {
  it("is run between reading and answering, and its result is told to the model", async () => {
    const given: unknown[] = [];
    const tools = [weather((args, { signal }) => given.push([args, signal.aborted]) && { degrees: 20 })];
    const { llm, ask, asked, kept, events, log, codes } = await ready({ tools });
    llm.plan([inBonn], ["It is warm."]);
    assert.equal(await ask("How is the weather?"), "resolved");
    assert.deepEqual(given, [[{ city: "Bonn" }, false]]);
    assert.deepEqual(llm.requests[0]?.options.tools, [
      { name: "weather", description: "The weather in a city.", parameters: tools[0]?.parameters },
    ]);
    assert.deepEqual(rolesOf(asked()), ["user", "assistant", "tool"]);
    assert.deepEqual(asked()[1]?.toolCalls, [{ id: "call1", name: "weather", arguments: '{"city":"Bonn"}' }]);
    assert.deepEqual([asked()[2]?.content, asked()[2]?.toolCallId], ['{"degrees":20}', "call1"]);
    assert.deepEqual(events("tool-call"), [{ id: "call1", name: "weather", args: { city: "Bonn" } }]);
    assert.deepEqual(events("tool-result"), [{ id: "call1", name: "weather", result: { degrees: 20 } }]);
    assert.deepEqual(kept(), [
      ["user", "How is the weather?"],
      ["assistant", "It is warm."],
    ]);
    assert.deepEqual(codes(), []);
    const order = log.names.filter((one) => /^(tool|chunk|message)/.test(one)).join(" ");
    assert.equal(order, "message tool-call tool-result chunk message");
  });

  it("does not hold up what was said before it: that is spoken while it runs, and joined in the reply", async () => {
    const { clock, face, llm, session, kept } = await ready({ tools: [weather(() => never)] });
    llm.plan(["Let me look.", inBonn], ["Nobody knows."]);
    const asked = outcome(session.sendMessage("How is the weather?"));
    await clock.advance(100);
    assert.deepEqual([face.speeches.map(({ what }) => what), session.state], [["Let me look."], "speaking"]);
    await clock.advance(30_000);
    assert.equal(await asked, "resolved");
    assert.deepEqual(kept().at(-1), ["assistant", "Let me look.\n\nNobody knows."]);
    assert.equal(llm.requests[1]?.messages[1]?.content, "Let me look.");
  });

  it("runs beside the others that the model asks for at once; results are told in the order of the calls", async () => {
    const clock = new FakeClock();
    let running = 0;
    const seen: number[] = [];
    const slow = weather(async ({ ms }) => {
      seen.push((running += 1));
      await clock.sleep(ms as number);
      running -= 1;
      return `after ${String(ms)}`;
    });
    const { llm, ask, asked, events } = await ready({ tools: [slow], clock });
    llm.plan(
      [300, 100, 200].map((ms) => ({ tool: "weather", args: { ms } })),
      ["Done."],
    );
    const asking = ask("Three at once?");
    await clock.advance(400);
    await asking;
    assert.deepEqual(seen, [1, 2, 3]);
    assert.deepEqual(toolTexts(asked()), ["after 300", "after 100", "after 200"]);
    assert.deepEqual(
      (events("tool-result") as { result: string }[]).map(({ result }) => result),
      ["after 100", "after 200", "after 300"],
    );
  });

  const failures: Record<string, { tool?: Tool["execute"]; call?: FakeLLMStep; told: RegExp }> = {
    "throws at once": {
      tool: () => {
        throw new Error("No station.");
      },
      told: /^Error: The tool "weather" failed: No station\.$/,
    },
    rejects: { tool: () => Promise.reject(new Error("offline")), told: /failed: offline\.$/ },
    "throws a word": { tool: () => rejects("bare"), told: /failed: bare\.$/ },
    "throws nothing": { tool: () => rejects(undefined), told: /failed\.$/ },
    "throws what throws when it is looked at": {
      tool: () =>
        rejects(
          Object.defineProperty({}, "message", {
            get: () => {
              throw new Error("do not look");
            },
          }),
        ),
      told: /failed\.$/,
    },
    "aborts for reasons of its own": {
      tool: () => Promise.reject(new DOMException("mine", "AbortError")),
      told: /failed: it was aborted\.$/,
    },
    "never answers": { tool: () => never, told: /gave no result in 30 s\.$/ },
    "returns what is no JSON": { tool: () => ({ big: 1n }), told: /cannot be written as JSON\.$/ },
    "returns a circle": {
      tool: () => {
        const circle: { self?: unknown } = {};
        circle.self = circle;
        return circle;
      },
      told: /cannot be written as JSON\.$/,
    },
    "returns a function": { tool: () => () => 1, told: /cannot be written as JSON\.$/ },
    "is unknown": { call: { tool: "wether" }, told: /There is no tool "wether"\. There are: weather\.$/ },
    "gets broken JSON": { call: { tool: "weather", args: '{"city": "Bo' }, told: /no JSON object/ },
    "gets a list": { call: { tool: "weather", args: [1] }, told: /no JSON object/ },
    "gets a number": { call: { tool: "weather", args: "7" }, told: /no JSON object/ },
  };
  for (const [what, { tool = () => "fine", call = inBonn, told }] of Object.entries(failures)) {
    it(`that ${what} fails nothing: the model is told`, async () => {
      const { llm, ask, asked, kept, codes, events, session } = await ready({ tools: [weather(tool)] });
      llm.plan([call], ["I could not look."]);
      assert.equal(await ask("How is the weather?"), "resolved");
      assert.match(toolTexts(asked())[0] as string, told);
      assert.match(errorsOf(events("tool-result"))[0] ?? "", /^tool-failed: /);
      assert.deepEqual(codes(), []);
      assert.equal(session.state, "ready");
      assert.deepEqual(kept().at(-1), ["assistant", "I could not look."]);
    });
  }

  it("may have no arguments, and nothing to tell; a long result is cut", async () => {
    const results = [undefined, "", null, 0, "x".repeat(50_000)];
    const given: unknown[] = [];
    const tool = weather((args) => {
      given.push(args);
      return results[given.length - 1];
    });
    const { llm, ask, asked } = await ready({ tools: [tool] });
    llm.plan(
      ["", "null", "{}", " ", "{}"].map((args) => ({ tool: "weather", args })),
      ["Done."],
    );
    await ask("Go");
    assert.deepEqual(given, [{}, {}, {}, {}, {}]);
    const told = toolTexts(asked()) as string[];
    assert.deepEqual(told.slice(0, 4), ["Done.", "Done.", "null", "0"]);
    assert.ok((told[4] as string).length < 8100);
  });

  it("is not reached by what a listener or the model does with what it is given", async () => {
    const given: unknown[] = [];
    const own = model((messages, options: LLMOptions) => {
      for (const tool of options.tools ?? []) (tool as { name: string }).name = "spoilt";
      if (messages.at(-1)?.role === "tool") return [{ text: "Fine." }];
      return [{ text: "", toolCalls: [{ id: "", name: "weather", arguments: '{"city":"Bonn"}' }] }];
    });
    const tools = [weather((args) => given.push(args))];
    const { session, ask, codes } = await ready({ llm: own, tools });
    session.on("tool-call", ({ args }) => ((args as { city: string }).city = "spoilt"));
    await ask("One");
    tools.length = 0;
    await ask("Two");
    assert.deepEqual(given, [{ city: "Bonn" }, { city: "Bonn" }]);
    assert.deepEqual(codes(), []);
  });
});

describe("rounds of tools", () => {
  it("are at most five: then the model is asked without tools", async () => {
    let runs = 0;
    const { llm, ask, kept } = await ready({ tools: [weather(() => (runs += 1))] });
    llm.plan(...Array.from({ length: 5 }, () => [inBonn]), ["Enough."]);
    assert.equal(await ask("Go"), "resolved");
    assert.deepEqual([runs, llm.requests.length], [5, 6]);
    assert.deepEqual(
      llm.requests.map(({ options }) => options.tools?.length),
      [1, 1, 1, 1, 1, undefined],
    );
    assert.deepEqual(kept().at(-1), ["assistant", "Enough."]);
  });

  it("end with an error where the model goes on asking, or was offered none", async () => {
    const asking = model(() => [{ text: "", toolCalls: [{ id: "x", name: "weather", arguments: "{}" }] }]);
    for (const tools of [[weather(() => 1)], undefined]) {
      const { ask, codes, session } = await ready({ llm: asking, tools });
      assert.equal(await ask("Go"), "llm-failed");
      assert.deepEqual([codes(), session.state], [["llm-failed"], "ready"]);
    }
  });

  it("run at most eight calls, with an id each", async () => {
    let runs = 0;
    const calls = Array.from({ length: 200 }, () => ({ id: "same", name: "weather", arguments: "{}" }));
    const seen: (readonly ChatMessage[])[] = [];
    const own = model((messages) => {
      seen.push(messages);
      return messages.at(-1)?.role === "tool" ? [{ text: "Done." }] : [{ text: "", toolCalls: calls }];
    });
    const { ask } = await ready({ llm: own, tools: [weather(() => (runs += 1))] });
    assert.equal(await ask("Go"), "resolved");
    assert.equal(runs, 8);
    const answers = seen[1]?.filter(({ role }) => role === "tool") ?? [];
    assert.equal(new Set(answers.map(({ toolCallId }) => toolCallId)).size, 200);
  });

  it("tell the model a bounded amount together", async () => {
    const calls = Array.from({ length: 8 }, () => inBonn);
    const { llm, ask, asked } = await ready({ tools: [weather(() => "x".repeat(50_000))] });
    llm.plan(...Array.from({ length: 5 }, () => calls), ["Enough."]);
    await ask("Go");
    const told = toolTexts(asked()) as string[];
    assert.equal(told.length, 40);
    assert.ok(told.join("").length < 33_000, String(told.join("").length));
  });

  it("are not cut off by the patience for the model, which counts anew after them", async () => {
    const { clock, llm, session, codes } = await ready({ tools: [weather(() => never)], noAnswerTimeoutMs: 1000 });
    const asked = outcome(session.sendMessage("Go"));
    await clock.advance(10);
    llm.requests[0]?.call({ tool: "weather" });
    llm.requests[0]?.end();
    await clock.advance(29_000);
    assert.deepEqual([codes(), session.state], [[], "thinking"]);
    await clock.advance(1500);
    assert.equal(llm.requests.length, 2);
    await clock.advance(1000);
    assert.equal(await asked, "no-answer");
  });
});

describe("a turn that is cut short while its tools run", () => {
  const cuts: Record<string, (session: AvatarSession) => void> = {
    interrupt: (session) => session.interrupt(),
    "a newer question": (session) => void session.sendMessage("Never mind.").catch(() => undefined),
    destroy: (session) => session.destroy(),
  };
  for (const [what, cut] of Object.entries(cuts)) {
    it(`aborts them in the same task, and hears no more of them: ${what}`, async () => {
      const signals: AbortSignal[] = [];
      const late: ((value: unknown) => void)[] = [];
      const heedless = weather((_args, { signal }) => {
        signals.push(signal);
        return new Promise((resolve) => late.push(resolve));
      });
      const { clock, llm, session, log } = await ready({ tools: [heedless] });
      llm.plan([inBonn, inBonn], ["Well."]);
      const asked = outcome(session.sendMessage("Go"));
      await clock.advance(10);
      assert.equal(signals.length, 2);
      cut(session);
      assert.ok(signals.every(({ aborted }) => aborted));
      for (const settle of late) settle("too late");
      await clock.advance(60_000);
      assert.equal(await asked, "resolved");
      assert.deepEqual(
        log.names.filter((name) => name.startsWith("tool-")),
        ["tool-call", "tool-call"],
      );
      assert.doesNotMatch(JSON.stringify(llm.requests.at(-1)?.messages), /too late/);
    });
  }
});

describe("tools in the configuration", () => {
  const good = weather(() => 1);
  const broken: Record<string, unknown> = {
    "no list": good,
    "no object": ["weather"],
    "no name": [{ ...good, name: undefined }],
    "an empty name": [{ ...good, name: "" }],
    "a name with a space": [{ ...good, name: "the weather" }],
    "a name that is too long": [{ ...good, name: "w".repeat(65) }],
    "two of one name": [good, { ...good }],
    "no description": [{ ...good, description: " " }],
    "nothing to execute": [{ ...good, execute: "weather()" }],
    "parameters that are no schema": [{ ...good, parameters: "city" }],
    "parameters of another type": [{ ...good, parameters: { type: "string" } }],
    "parameters that are no JSON": [{ ...good, parameters: { type: "object", most: 1n } }],
  };
  for (const [what, tools] of Object.entries(broken)) {
    it(`are refused with a sentence: ${what}`, async () => {
      await assert.rejects(ready({ tools: tools as readonly Tool[] }), (error) => {
        assert.ok(LiveAvatarError.is(error) && error.code === "config-invalid" && error.message.length > 20);
        return true;
      });
    });
  }

  it("are for models of one's own", () => {
    const renderer = new FakeRenderer({ clock: new FakeClock() });
    assert.throws(() => new AvatarSession({ renderer, tools: [good] }), /renderer converses/);
    new AvatarSession({ renderer, tools: [] }).destroy();
  });
});

describe("tools with a strict template", () => {
  for (const [name, template] of Object.entries(TEMPLATES)) {
    it(`are called and answered: ${name}`, async () => {
      const strict = new TemplateModel(template, async function* (messages, { tools }) {
        const said = JSON.stringify(messages);
        if (said.includes("20 degrees")) yield { text: "It is warm." };
        else if (tools) yield { text: "", toolCalls: [{ id: "", name: "weather", arguments: "{}" }] };
      });
      const config = {
        llm: strict,
        tools: [weather(() => "20 degrees")],
        greeting: "Hello.",
        systemPrompt: "Be brief.",
      };
      const { ask, kept, codes } = await ready(config);
      assert.equal(await ask("How is the weather?"), "resolved");
      assert.equal(await ask("And now?"), "resolved");
      assert.deepEqual(kept().slice(-3), [
        ["assistant", "It is warm."],
        ["user", "And now?"],
        ["assistant", "It is warm."],
      ]);
      assert.deepEqual(codes(), []);
      const refusals = { "gemma-2": 2, "gemma-3": 1 }[name] ?? 0;
      assert.equal(strict.refusals, refusals, "each is met once, and remembered");
    });
  }

  for (const refusal of [
    "registry.ollama.ai/library/gemma2:latest does not support tools",
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    "Function calling is not enabled for models/gemma-3-27b-it",
  ]) {
    it(`are left out where the server takes none: ${refusal}`, async () => {
      let refusals = 0;
      const toolless = model((_messages, { tools }) => {
        if (!tools) return [{ text: "Look outside." }];
        refusals += 1;
        throw new LiveAvatarError("llm-refused", `The language model answered 400: ${refusal}`, { status: 400 });
      });
      const { ask, kept } = await ready({ llm: toolless, tools: [weather(() => 1)] });
      assert.deepEqual([await ask("How is the weather?"), await ask("Again?")], ["resolved", "resolved"]);
      assert.deepEqual([kept().at(-1), refusals], [["assistant", "Look outside."], 1]);
    });
  }
});
