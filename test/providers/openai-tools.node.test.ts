/** Tools on the wire: what the adapter and the handler send of them, and what a model's habits leave behind in an adapter. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Clock, systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ChatMessage } from "../../src/core/ports/chat-message.js";
import type { LLMOptions } from "../../src/core/ports/language-model.js";
import { OpenAILLM, type OpenAILLMOptions } from "../../src/providers/openai/index.js";
import { chat, failureOf, jsonOf, modelHandler, startUpstream, type Upstream } from "../server/model-upstream.js";
import { chunk, ModelWire } from "../support/model-wire.js";

/** Does not wait between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };
const schema = { type: "object", properties: { q: { type: "string", enum: ["a", "b"] } }, required: ["q"] };
const tool = { name: "look_up", description: "Looks something up.", parameters: schema };
const wireTool = { type: "function", function: tool };

let id = 0;
const message = (role: ChatMessage["role"], content: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  ...{ id: String((id += 1)), role, content, createdAt: 0 },
  ...more,
});
const CONVERSATION: readonly ChatMessage[] = [
  message("user", "Look a up."),
  message("assistant", "", { toolCalls: [{ id: "c1", name: "look_up", arguments: '{"q":"a"}' }] }),
  message("tool", "It is 4.", { toolCallId: "c1" }),
  message("assistant", "Hm. ", { toolCalls: [{ id: "c2", name: "look_up", arguments: "{q" }] }),
  message("tool", "The arguments are no JSON.", { toolCallId: "c2" }),
];
const ON_THE_WIRE = [
  { role: "user", content: "Look a up." },
  {
    role: "assistant",
    content: null,
    tool_calls: [{ id: "c1", type: "function", function: { name: "look_up", arguments: '{"q":"a"}' } }],
  },
  { role: "tool", tool_call_id: "c1", content: "It is 4." },
  {
    role: "assistant",
    content: "Hm. ",
    tool_calls: [{ id: "c2", type: "function", function: { name: "look_up", arguments: "{}" } }],
  },
  { role: "tool", tool_call_id: "c2", content: "The arguments are no JSON." },
];

async function read(llm: OpenAILLM, messages = CONVERSATION, options: LLMOptions = {}): Promise<string> {
  let text = "";
  for await (const piece of llm.chat(messages, options)) text += piece.text;
  return text;
}

describe("the tools of OpenAILLM", () => {
  let wire: ModelWire;
  beforeEach(async () => {
    wire = await ModelWire.start();
  });
  afterEach(() => wire.close());
  const model = (more: Partial<OpenAILLMOptions> = {}) =>
    new OpenAILLM({ model: "m", baseURL: wire.baseURL, clock, ...more });

  it("go along as OpenAI has them, and so do calls and results, without a field of ours", async () => {
    wire.plan((request) => request.reply("It is 4."));
    assert.equal(await read(model(), CONVERSATION, { tools: [tool] }), "It is 4.");
    assert.deepEqual(wire.requests[0]?.json(), {
      model: "m",
      stream: true,
      messages: ON_THE_WIRE,
      tools: [wireTool],
    });
  });

  it("are no field of a request without any", async () => {
    wire.plan((request) => request.reply("Hi."));
    await read(model(), CONVERSATION.slice(0, 1), { tools: [] });
    assert.equal("tools" in wire.requests[0]!.json(), false);
  });

  it("get ids where the server gives none, of a form that the strictest takes, never twice", async () => {
    const call = { index: 0, function: { name: "look_up", arguments: "{}" } };
    const ids = new Set<string>();
    for (let turn = 0; turn < 5; turn += 1) {
      wire.plan((request) => {
        void request.event(chunk({ tool_calls: [call] }));
        request.finish("tool_calls");
      });
      for await (const { toolCalls = [] } of model().chat(CONVERSATION, { tools: [tool] })) {
        for (const { id } of toolCalls) ids.add(id);
      }
    }
    assert.equal(ids.size, 5);
    for (const one of ids) assert.match(one, /^[A-Za-z0-9]{9}$/);
  });

  it("are asked for once: a call that was handed over is not tried again", async () => {
    wire.plan(async (request) => {
      await request.event(
        chunk({ tool_calls: [{ index: 0, id: "c", function: { name: "look_up", arguments: "{}" } }] }),
      );
      request.finish("tool_calls");
    });
    await read(model(), CONVERSATION, { tools: [tool] });
    assert.equal(wire.requests.length, 1);
  });

  it("are remembered in no way, but a model that begins within its thoughts is", async () => {
    const llm = model();
    wire.plan((request) => request.reply("Elle dit bonjour. ", "</think>", "Bonjour."));
    assert.equal(await read(llm), "Elle dit bonjour. Bonjour.", "nobody could know");
    wire.plan((request) => request.reply("Elle demande le prix. ", "</think>", "Neuf euros."));
    assert.equal(await read(llm), "Neuf euros.");
    wire.plan((request) => request.reply("Autre mod", "èle."));
    assert.equal(await read(llm, CONVERSATION, { model: "other" }), "Autre modèle.");
  });

  it("leave the one option of thoughts alone: anything but strip and keep is refused", () => {
    assert.throws(
      () => model({ thoughts: "drop" as never }),
      (error) => LiveAvatarError.is(error) && error.code === "config-invalid" && error.message.includes("thoughts"),
    );
  });
});

describe("the tools of createModelHandler", () => {
  let upstream: Upstream;
  beforeEach(async () => {
    upstream = await startUpstream();
  });
  afterEach(() => upstream.close());
  const sent = (): Record<string, unknown> => jsonOf(upstream.asked.at(-1)!) as Record<string, unknown>;
  const extra = { strict: true, "x-secret": 1 };

  it("are built anew: names, descriptions and schemas, calls and results", async () => {
    const tools = [{ ...wireTool, ...extra, function: { ...tool, ...extra } }, { type: "web_search" }, {}];
    const messages = ON_THE_WIRE.map((one) => ({ ...one, ...extra }));
    const response = await modelHandler(upstream)(
      chat({ messages, tools, tool_choice: "auto", parallel_tool_calls: true }),
    );
    assert.equal(response.status, 200);
    const { messages: asked, tools: offered, tool_choice: choice, ...others } = sent();
    assert.deepEqual({ asked, offered, choice }, { asked: ON_THE_WIRE, offered: [wireTool], choice: "auto" });
    assert.deepEqual(Object.keys(others).sort(), ["max_completion_tokens", "model", "stream"]);
  });

  it("leave no field where there are none", async () => {
    await modelHandler(upstream)(chat({ tools: [{ type: "web_search" }], tool_choice: "auto" }));
    assert.equal("tools" in sent() || "tool_choice" in sent(), false);
  });

  const deep = (levels: number): object => (levels === 0 ? {} : { a: deep(levels - 1) });
  const withTools = (tools: unknown, more: object = {}) => chat({ tools, ...more });
  const offered = (more: object) => withTools([{ type: "function", function: { ...tool, ...more } }]);
  const called = (call: object, more: object = {}) =>
    chat({ messages: [{ role: "assistant", content: "", tool_calls: [call], ...more }] });
  const call = { id: "c", type: "function", function: { name: "look_up", arguments: "{}" } };
  const rows: [string, () => Request, string][] = [
    ["tools that are no list", () => withTools({}), "body-invalid"],
    ["129 tools", () => withTools(Array(129).fill(wireTool)), "input-too-long"],
    ["two tools of one name", () => withTools([wireTool, wireTool]), "body-invalid"],
    ["a tool without a function", () => withTools([{ type: "function" }]), "body-invalid"],
    ["a name with a space", () => offered({ name: "look up" }), "body-invalid"],
    ["a name without end", () => offered({ name: "x".repeat(65) }), "body-invalid"],
    ["no name", () => offered({ name: undefined }), "body-invalid"],
    ["a description that is none", () => offered({ description: ["x"] }), "body-invalid"],
    ["a description without end", () => offered({ description: "x".repeat(1001) }), "input-too-long"],
    ["parameters that are a list", () => offered({ parameters: [] }), "body-invalid"],
    ["parameters without end", () => offered({ parameters: { a: "x".repeat(1001) } }), "input-too-long"],
    ["keys without end", () => offered({ parameters: { ["x".repeat(1001)]: 1 } }), "input-too-long"],
    ["a tower of parameters", () => offered({ parameters: deep(17) }), "input-too-long"],
    [
      "a thousand parameters, each of them short",
      () => offered({ parameters: { a: Array(4000).fill("") } }),
      "input-too-long",
    ],
    ["a tool that must be called", () => withTools([wireTool], { tool_choice: "required" }), "body-invalid"],
    ["a call that is no object", () => called(7 as never), "body-invalid"],
    ["a call without a function", () => called({ id: "c", type: "function" }), "body-invalid"],
    ["a call without an id", () => called({ ...call, id: undefined }), "body-invalid"],
    ["a call with a strange id", () => called({ ...call, id: "a\nb" }), "body-invalid"],
    ["arguments that are an object", () => called({ ...call, function: { name: "x", arguments: {} } }), "body-invalid"],
    [
      "arguments without end",
      () => called({ ...call, function: { name: "x", arguments: "x".repeat(1001) } }),
      "input-too-long",
    ],
    ["129 calls", () => called(call, { tool_calls: Array(129).fill(call) }), "input-too-long"],
    ["a result without its call", () => chat({ messages: [{ role: "tool", content: "x" }] }), "body-invalid"],
    [
      "a result that is a picture",
      () =>
        chat({
          messages: [
            {
              role: "tool",
              tool_call_id: "c",
              content: [{ type: "image_url", image_url: { url: "https://a.example/" } }],
            },
          ],
        }),
      "body-invalid",
    ],
    [
      "a result that is nothing",
      () => chat({ messages: [{ role: "tool", tool_call_id: "c", content: null }] }),
      "body-invalid",
    ],
  ];
  for (const [name, request, code] of rows) {
    it(`refuses ${name}`, async () => {
      const failure = await failureOf(await modelHandler(upstream)(request()));
      assert.equal(failure.code, code, failure.message);
      assert.equal(upstream.asked.length, 0);
    });
  }

  it("count every word against one limit", async () => {
    const half = { ...wireTool, function: { ...tool, description: "x".repeat(600) } };
    const messages = [{ role: "user", content: "y".repeat(600) }];
    const failure = await failureOf(await modelHandler(upstream)(chat({ messages, tools: [half] })));
    assert.equal(failure.code, "input-too-long");
  });
});
