/** Calls of tools, as servers spell them. */
import { choice, completion, data, DONE, END, finish, type Quirk, say, says } from "./quirk.js";

const tools = ["look_up", "add"];
const ARGUMENTS = '{"q":"a"}';
const calls = [{ name: "look_up", arguments: ARGUMENTS }];
const both = [...calls, { name: "add", arguments: '{"n":1}' }];
const CALLED = [finish("tool_calls"), DONE];
const ask = (...list: readonly object[]): string => data(choice({ tool_calls: list }));
const named = (name: string, more: object = {}, written: unknown = "") => ({
  id: `call_${name}`,
  type: "function",
  function: { name, arguments: written },
  ...more,
});

export const TOOLS: readonly Quirk[] = [
  {
    id: "a call in pieces, as OpenAI has it",
    tools,
    calls,
    chunks: [
      ask(named("look_up", { index: 0 })),
      ask({ index: 0, function: { arguments: '{"q":' } }),
      ask({ index: 0, function: { arguments: '"a"}' } }),
      ...CALLED,
    ],
  },
  { id: "a call in one piece", tools, calls, chunks: [ask(named("look_up", { index: 0 }, ARGUMENTS)), ...CALLED] },
  {
    id: "a call with the reason",
    tools,
    calls,
    chunks: [data(choice({ tool_calls: [named("look_up", { index: 0 }, ARGUMENTS)] }, "tool_calls")), DONE],
  },
  {
    id: "a call without an index, as Gemini had it",
    tools,
    calls,
    chunks: [ask(named("look_up", {}, ARGUMENTS)), ...CALLED],
  },
  {
    id: "pieces without an index",
    tools,
    calls,
    chunks: [
      ask(named("look_up")),
      ask({ function: { arguments: '{"q":' } }),
      ask({ function: { arguments: '"a"}' } }),
      ...CALLED,
    ],
  },
  {
    id: "a call without an id, as Ollama had it",
    tools,
    calls,
    chunks: [ask({ index: 0, function: { name: "look_up", arguments: ARGUMENTS } }), ...CALLED],
  },
  {
    id: "a call with an empty id",
    tools,
    calls,
    chunks: [ask(named("look_up", { id: "", index: 0 }, ARGUMENTS)), ...CALLED],
  },
  {
    id: "arguments that are an object",
    tools,
    calls,
    chunks: [ask(named("look_up", { index: 0 }, { q: "a" })), ...CALLED],
  },
  {
    id: "arguments that are missing",
    tools,
    calls: [{ name: "look_up", arguments: "" }],
    chunks: [ask({ index: 0, id: "c", function: { name: "look_up" } }), ...CALLED],
  },
  {
    id: "the name in every piece",
    tools,
    calls,
    chunks: [ask(named("look_up", { index: 0 }, '{"q":')), ask(named("look_up", { index: 0 }, '"a"}')), ...CALLED],
  },
  {
    id: "the name again at the end",
    tools,
    calls,
    chunks: [
      ask(named("look_up", { index: 0 }, ARGUMENTS)),
      ask({ index: 0, function: { name: "look_up", arguments: "" } }),
      ...CALLED,
    ],
  },
  {
    id: "the id in every piece",
    tools,
    calls,
    chunks: [
      ask(named("look_up", { index: 0 })),
      ask({ id: "call_look_up", index: 0, function: { arguments: ARGUMENTS } }),
      ...CALLED,
    ],
  },
  {
    id: "null where nothing is new",
    tools,
    calls,
    chunks: [
      ask({ index: 0, id: "c", type: "function", function: { name: "look_up", arguments: null } }),
      ask({ index: 0, id: null, function: { name: null, arguments: ARGUMENTS } }),
      ...CALLED,
    ],
  },
  {
    id: "two calls side by side",
    tools,
    calls: both,
    chunks: [
      ask(named("look_up", { index: 0 })),
      ask(named("add", { index: 1 })),
      ask({ index: 1, function: { arguments: '{"n":1}' } }),
      ask({ index: 0, function: { arguments: ARGUMENTS } }),
      ...CALLED,
    ],
  },
  {
    id: "two calls in one chunk",
    tools,
    calls: both,
    chunks: [ask(named("look_up", { index: 0 }, ARGUMENTS), named("add", { index: 1 }, '{"n":1}')), ...CALLED],
  },
  {
    id: "two calls under one index",
    tools,
    calls: both,
    chunks: [ask(named("look_up", { index: 0 }, ARGUMENTS)), ask(named("add", { index: 0 }, '{"n":1}')), ...CALLED],
  },
  {
    id: "two calls without index or id",
    tools,
    calls: both,
    chunks: [
      ask({ function: { name: "look_up", arguments: ARGUMENTS } }, { function: { name: "add", arguments: '{"n":1}' } }),
      ...CALLED,
    ],
  },
  {
    id: "two calls of one tool",
    tools,
    calls: [...calls, ...calls],
    chunks: [
      ask(named("look_up", { index: 0 }, ARGUMENTS)),
      ask(named("look_up", { id: "c2", index: 1 }, ARGUMENTS)),
      ...CALLED,
    ],
  },
  {
    id: "an index that begins at one",
    tools,
    calls,
    chunks: [ask(named("look_up", { index: 1 }, ARGUMENTS)), ...CALLED],
  },
  {
    id: "function_call, as it was once",
    tools,
    calls,
    chunks: [
      data(choice({ function_call: { name: "look_up", arguments: "" } })),
      data(choice({ function_call: { arguments: ARGUMENTS } })),
      finish("function_call"),
      DONE,
    ],
  },
  {
    id: "the reason stop after a call",
    tools,
    calls,
    chunks: [ask(named("look_up", { index: 0 }, ARGUMENTS)), ...END],
  },
  {
    id: "words before a call",
    tools,
    calls,
    chunks: [say("One moment. "), ask(named("look_up", { index: 0 }, ARGUMENTS)), ...CALLED],
    text: "One moment. ",
  },
  {
    id: "a thought before a call",
    tools,
    calls,
    chunks: [say("<think>Hm.</think>"), ask(named("look_up", { index: 0 }, ARGUMENTS)), ...CALLED],
  },
  {
    id: "a call in a whole completion",
    tools,
    calls,
    contentType: "application/json",
    chunks: [
      JSON.stringify(completion({ content: null, tool_calls: [named("look_up", {}, ARGUMENTS)] }, "tool_calls")),
    ],
  },
  {
    id: "a call with functions before its name",
    tools,
    calls,
    chunks: [ask(named("functions.look_up", { index: 0 }, ARGUMENTS)), ...CALLED],
  },
  {
    id: "arguments that are no JSON",
    tools,
    calls: [{ name: "look_up", arguments: "{q: a" }],
    chunks: [ask(named("look_up", { index: 0 }, "{q: a")), ...CALLED],
  },
  {
    id: "an empty list of calls",
    tools,
    chunks: [data(choice({ content: "Hello.", tool_calls: [] })), data(choice({ tool_calls: null })), ...END],
    text: "Hello.",
  },
  {
    id: "a call that reaches the limit",
    tools,
    chunks: [ask(named("look_up", { index: 0 }, '{"q":')), finish("length"), DONE],
    code: "llm-interrupted",
  },
  {
    id: "a call that breaks off",
    tools,
    chunks: [ask(named("look_up", { index: 0 }, '{"q":'))],
    code: "llm-interrupted",
  },
  {
    id: "a call that nobody asked for",
    chunks: [ask(named("look_up", { index: 0 }, ARGUMENTS)), ...CALLED],
    code: "llm-failed",
    message: "look_up",
  },
  {
    id: "a call of another tool",
    tools,
    chunks: [ask(named("delete_all", { index: 0 }, "{}")), ...CALLED],
    code: "llm-failed",
    message: "delete_all",
  },
  {
    id: "a call of another tool beside a good one",
    tools,
    calls,
    chunks: [ask(named("delete_all", { index: 0 }, "{}"), named("look_up", { index: 1 }, ARGUMENTS)), ...CALLED],
  },
  {
    id: "a call that nobody asked for, and words",
    chunks: [...says("Hello.").slice(0, 1), ask(named("look_up", { index: 0 }, ARGUMENTS)), ...CALLED],
    text: "Hello.",
  },
  {
    id: "the reason tool_calls without a call",
    tools,
    chunks: [...CALLED],
    code: "llm-failed",
    message: "did not name",
  },
];
