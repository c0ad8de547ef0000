/** Shapes of chunks, of text and of whole answers. */
import { choice, completion, data, DONE, END, finish, type Quirk, say, says, STOP } from "./quirk.js";

const HELLO = "Hello there.";
const JSON_TYPE = "application/json";

export const SHAPES: readonly Quirk[] = [
  {
    id: "parts of text",
    chunks: [
      say([
        { type: "text", text: "Hello " },
        { type: "text", text: "there." },
      ]),
      ...END,
    ],
    text: HELLO,
  },
  { id: "a part without a list", chunks: [say({ type: "text", text: HELLO }), ...END], text: HELLO },
  { id: "parts of plain text", chunks: [say(["Hello ", "there."]), ...END], text: HELLO },
  {
    id: "output_text, as OpenAI's newer interface has it",
    chunks: [say([{ type: "output_text", text: HELLO }]), ...END],
    text: HELLO,
  },
  { id: "a number as content", chunks: [say(4), say(2), say("."), ...END], text: "42." },
  { id: "content null between words", chunks: [say("Hello "), say(null), say("there."), ...END], text: HELLO },
  { id: "content that is missing", chunks: [data(choice({ role: "assistant" })), ...says(HELLO)], text: HELLO },
  {
    id: "the role in every chunk",
    chunks: [
      ..."Hello there."
        .split(" ")
        .map((word, at) => data(choice({ role: "assistant", content: at ? ` ${word}` : word }))),
      ...END,
    ],
    text: HELLO,
  },
  { id: "a delta that is text", chunks: [data(choice(HELLO)), ...END], text: HELLO },
  { id: "a delta that is null", chunks: [say(HELLO), data(choice(null, "stop")), DONE], text: HELLO },
  {
    id: "a choice without a delta",
    chunks: [say(HELLO), data({ choices: [{ index: 0, finish_reason: "stop" }] }), DONE],
    text: HELLO,
  },
  {
    id: "no index, as Ollama once had it",
    chunks: [data({ choices: [{ delta: { content: HELLO }, finish_reason: "stop" }] }), DONE],
    text: HELLO,
  },
  {
    id: "an index that is text",
    chunks: [data({ choices: [{ index: "0", delta: { content: HELLO } }] }), ...END],
    text: HELLO,
  },
  {
    id: "another choice beside the first",
    chunks: [
      data({
        choices: [
          { index: 1, delta: { content: "no" } },
          { index: 0, delta: { content: HELLO } },
        ],
      }),
      ...END,
    ],
    text: HELLO,
  },
  { id: "choices that are null", chunks: [say(HELLO), data({ choices: null, usage: {} }), ...END], text: HELLO },
  {
    id: "filter results first, as Azure has them",
    chunks: [data({ choices: [], prompt_filter_results: [{}] }), ...says(HELLO)],
    text: HELLO,
  },
  {
    id: "costs last",
    chunks: [say(HELLO), STOP, data({ choices: [], usage: { total_tokens: 3 } }), DONE],
    text: HELLO,
  },
  { id: "costs after the mark", chunks: [...says(HELLO), data({ choices: [], usage: {} })], text: HELLO },
  { id: "junk after the mark", chunks: [...says(HELLO), say("Not this."), "data: {broken\n\n"], text: HELLO },
  {
    id: "error: null beside the choices",
    chunks: [data({ ...choice({ content: HELLO }), error: null }), ...END],
    text: HELLO,
  },
  {
    id: "the text of old completions",
    chunks: [
      data({ choices: [{ index: 0, text: "Hello ", finish_reason: null }] }),
      data({ choices: [{ index: 0, text: "there.", finish_reason: "stop" }] }),
      DONE,
    ],
    text: HELLO,
  },
  {
    id: "messages in the place of deltas",
    chunks: [
      data({ choices: [{ index: 0, message: { content: "Hello " } }] }),
      data({ choices: [{ index: 0, message: { content: "there." }, finish_reason: "stop" }] }),
      DONE,
    ],
    text: HELLO,
  },
  {
    id: "messages that grow, as Perplexity has them",
    chunks: [
      data({ choices: [{ index: 0, message: { content: "Hello " } }] }),
      data({ choices: [{ index: 0, message: { content: HELLO }, finish_reason: "stop" }] }),
      DONE,
    ],
    text: HELLO,
  },
  {
    id: "deltas and the growing message beside them",
    chunks: [
      data(choice({ content: "Hello " }, null, { message: { content: "Hello " } })),
      data(choice({ content: "there." }, null, { message: { content: HELLO } })),
      data(choice({ content: "" }, "stop", { message: { content: HELLO } })),
      DONE,
    ],
    text: HELLO,
  },
  {
    id: "a whole completion instead of a stream",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ role: "assistant", content: HELLO }))],
    text: HELLO,
  },
  {
    id: "a whole completion over many lines",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: HELLO }), null, 2)],
    text: HELLO,
  },
  {
    id: "a whole completion with a thought",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: `<think>Hm.</think>${HELLO}` }))],
    text: HELLO,
  },
  { id: "a whole completion as one event", chunks: [data(completion({ content: HELLO })), DONE], text: HELLO },
  {
    id: "a whole completion without a reason",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: HELLO }, null))],
    text: HELLO,
  },
  {
    id: "a whole completion that breaks off",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: HELLO })).slice(0, 60)],
    code: "llm-failed",
    message: "check its baseURL",
  },
  {
    id: "a whole completion up to its limit",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: "Hello the" }, "length"))],
    code: "llm-interrupted",
    text: "Hello the",
  },
  {
    id: "a whole completion without a word",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: null }))],
    code: "llm-failed",
    message: "without a word",
  },
  {
    id: "lines of JSON instead of events",
    contentType: "application/x-ndjson",
    chunks: [
      `${JSON.stringify(choice({ content: "Hello " }))}\n`,
      `${JSON.stringify(choice({ content: "there." }, "stop"))}\n`,
    ],
    text: HELLO,
  },
  {
    id: "a list of chunks, as Gemini's own streams are",
    contentType: JSON_TYPE,
    chunks: [
      `[${JSON.stringify(choice({ content: "Hello " }))},\n`,
      `${JSON.stringify(choice({ content: "there." }, "stop"))}\n]`,
    ],
    text: HELLO,
  },

  {
    id: "a refusal in pieces",
    chunks: [data(choice({ refusal: "I can't " })), data(choice({ refusal: "do that." })), ...END],
    text: "I can't do that.",
  },
  {
    id: "a refusal in a message",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify(completion({ content: null, refusal: "I can't." }))],
    text: "I can't.",
  },
  { id: "a refusal as a part", chunks: [say([{ type: "refusal", refusal: "I can't." }]), ...END], text: "I can't." },
  {
    id: "a refusal and its filter",
    chunks: [data(choice({ refusal: "I can't." })), finish("content_filter"), DONE],
    code: "llm-refused",
    text: "I can't.",
  },

  { id: "no text at all", chunks: [...END], code: "llm-failed", message: "without a word" },
  { id: "the mark alone", chunks: [DONE], code: "llm-failed", message: "without a word" },
  { id: "blank text", chunks: says("\n", " ", "\n\n"), code: "llm-failed", message: "without a word" },
  { id: "empty text", chunks: says("", ""), code: "llm-failed", message: "without a word" },
  {
    id: "choices that are empty",
    chunks: [data({ choices: [] }), DONE],
    code: "llm-failed",
    message: "without a word",
  },
  { id: "content null to the end", chunks: [say(null), ...END], code: "llm-failed", message: "without a word" },

  { id: "a character in two bytes, cut", chunks: [say("sch"), ...cutWithin(say("ön"), 0xc3), ...END], text: "schön" },
  { id: "an emoji, cut", chunks: [...cutWithin(say("Hi 👩🏽‍🚀"), 0xf0), ...END], text: "Hi 👩🏽‍🚀" },
  {
    id: "surrogates, escaped",
    chunks: ['data: {"choices":[{"index":0,"delta":{"content":"\\ud83d\\ude00 \\u00e9"}}]}\n\n', ...END],
    text: "😀 é",
  },
  {
    id: "surrogates, escaped over two chunks",
    chunks: ['data: {"choices":[{"index":0,"delta":{"content":"\\ud83d', '\\ude00"}}]}\n\n', ...END],
    text: "😀",
  },
  { id: "line ends and quotes in text", chunks: says('He said "a\r\nb"\u2028c.'), text: 'He said "a\r\nb"\u2028c.' },
  { id: "text that looks like the mark", chunks: says("data: [DONE]\n\n", "and on."), text: "data: [DONE]\n\nand on." },
];

/** The bytes of a text in two, between the first byte of a character and its next. */
function cutWithin(text: string, first: number): Uint8Array[] {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(first) + 1;
  return [bytes.subarray(0, at), bytes.subarray(at)];
}
