/** Thoughts in the text of an answer. */
import { choice, data, DONE, END, finish, type Quirk, say, says, STOP } from "./quirk.js";

const HELLO = "Hello there.";

export const THOUGHTS: readonly Quirk[] = [
  // DeepSeek-R1, Qwen and most that learned from them
  { id: "think in one piece", chunks: says(`<think>Hm.</think>${HELLO}`), text: HELLO },
  { id: "think with lines around", chunks: says("<think>\n", "Hm.\n", "</think>\n", "\n", HELLO), text: HELLO },
  { id: "think a letter at a time", chunks: says(..."<think>a < b</think>\n\nHello there.".split("")), text: HELLO },
  {
    id: "think empty, as Qwen writes it when told not to think",
    chunks: says("<think>\n\n</think>\n\n", HELLO),
    text: HELLO,
  },
  { id: "think in capitals", chunks: says("<THINK>Hm.</THINK>", HELLO), text: HELLO },
  { id: "think after white space", chunks: says("\n", " ", "<think>Hm.</think>", HELLO), text: HELLO },
  { id: "think twice", chunks: says("<think>Hm.</think><think>Well.</think>", HELLO), text: HELLO },
  { id: "think in a think", chunks: says("<think>a\n<think>b</think>\nc</think>", HELLO), text: HELLO },
  { id: "think in the middle", chunks: says("Hello ", "<think>Hm.</think>", "there."), text: HELLO },
  {
    id: "think never closed, cut off by its limit",
    chunks: [say("<think>Hm, let me"), finish("length"), DONE],
    code: "llm-interrupted",
    message: "all its tokens",
  },
  {
    id: "think closed, and nothing after it",
    chunks: says("<think>Hm.</think>\n\n"),
    code: "llm-failed",
    message: "thought, but said nothing",
  },
  {
    id: "think and a reasoning field beside it",
    chunks: [data(choice({ reasoning_content: "Hm." })), ...says("<think></think>", HELLO)],
    text: HELLO,
  },
  {
    id: "think that is kept on purpose",
    thoughts: "keep",
    chunks: says("<think>Hm.</think>", HELLO),
    text: `<think>Hm.</think>${HELLO}`,
  },
  {
    id: "think spoken about",
    chunks: says("Use `<think>` and `</thi", "nk>` for it."),
    text: "Use `<think>` and `</think>` for it.",
  },
  {
    id: "think in a block of code",
    chunks: says("So:\n```xml\n<think>\n", "</think>\n```\n"),
    text: "So:\n```xml\n<think>\n</think>\n```\n",
  },
  { id: "think half a mark, then broken off", chunks: [say("Hello. <thi")], code: "llm-interrupted", text: "Hello. " },
  // Claude behind a router, and models that imitate it
  { id: "thinking", chunks: says("<thinking>Hm.</thinking>\n\n", HELLO), text: HELLO },
  { id: "antml:thinking", chunks: says("<thinking>Hm.</thinking>", HELLO), text: HELLO },
  { id: "scratchpad", chunks: says("<scratchpad>Hm.</scratchpad>", HELLO), text: HELLO },
  // EXAONE
  { id: "thought", chunks: says("<thought>\nHm.\n</thought>\n", HELLO), text: HELLO },
  // Reflection
  {
    id: "reflection and a frame",
    chunks: says("<thinking>a<reflection>b</reflection></thinking>\n<output>\n", HELLO, "</output>"),
    text: HELLO,
  },
  { id: "reasoning", chunks: says("<reasoning>Hm.</reasoning>", HELLO), text: HELLO },
  // Seed, MiniMax, Magistral, Kimi, OpenThinker, Command A, Gemma, MedGemma, Granite, Hunyuan, Open WebUI
  { id: "seed", chunks: says("<seed:think>Hm.</seed:think>", HELLO), text: HELLO },
  { id: "minimax", chunks: says("<mm:think>Hm.</mm:think>", HELLO), text: HELLO },
  { id: "magistral", chunks: says("[THI", "NK]Hm.[/THINK]", HELLO), text: HELLO },
  { id: "kimi", chunks: says("◁think", "▷Hm.◁/think▷", HELLO), text: HELLO },
  {
    id: "openthinker",
    chunks: says("<|begin_of_thought|>Hm.<|end_of_thought|>\n<|begin_of_solution|>", HELLO, "<|end_of_solution|>"),
    text: HELLO,
  },
  {
    id: "command a",
    chunks: says("<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>", HELLO, "<|END_RESPONSE|>"),
    text: HELLO,
  },
  { id: "gemma", chunks: says("<|channel>thought\nHm.\n<channel|>", HELLO), text: HELLO },
  { id: "medgemma", chunks: says("<unused94>thought\nHm.<unused95>", HELLO), text: HELLO },
  {
    id: "granite",
    chunks: says("Here is my thought process:\n\nHm.\n\nHere is my ", "response:\n\n", HELLO),
    text: HELLO,
  },
  { id: "hunyuan", chunks: says("<think>Hm.</think>\n<answer>\n", HELLO, "</answer>"), text: HELLO },
  {
    id: "open webui",
    chunks: says('<details type="reasoning" done="true">\n<summary>Hm</summary>\n</details>\n', HELLO),
    text: HELLO,
  },
  { id: "marks escaped by a proxy", chunks: says("&lt;think&gt;Hm.&lt;/think&gt;", HELLO), text: HELLO },
  // gpt-oss
  {
    id: "gpt-oss",
    chunks: says(
      "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>",
      "final<|message|>",
      HELLO,
      "<|return|>",
    ),
    text: HELLO,
  },
  {
    id: "gpt-oss, analysis alone",
    chunks: says("<|channel|>analysis<|message|>Hm."),
    code: "llm-failed",
    message: "thought, but said nothing",
  },
  {
    id: "gpt-oss without its marks",
    chunks: says("analysis", "We should greet.", "assistantfinal", HELLO),
    text: HELLO,
  },
  // Templates that begin the thought themselves
  {
    id: "never opened, in English",
    chunks: says("The visitor greets me. ", "I should be brief.\n", "</think>", "\n\n", HELLO),
    text: HELLO,
  },
  {
    id: "never opened, after a hm",
    chunks: says("Hmm", ", the user wants a greeting.", "</think>", HELLO),
    text: HELLO,
  },
  {
    id: "never opened, of a model known for it",
    model: "vendor/deepseek-r1-distill",
    chunks: says("Elle dit bonjour.", "</think>", HELLO),
    text: HELLO,
  },
  {
    id: "never opened and never closed, of a model known for it",
    model: "qwq:32b",
    chunks: says("Hello ", "there."),
    text: HELLO,
  },
  {
    id: "never opened, cut off by its limit",
    chunks: [say("Okay, the user asks for"), finish("length"), DONE],
    code: "llm-interrupted",
  },
  // Fields of their own
  {
    id: "reasoning_content, as DeepSeek has it",
    chunks: [data(choice({ reasoning_content: "Hm.", content: null })), ...says(HELLO)],
    text: HELLO,
  },
  {
    id: "reasoning, as OpenRouter has it",
    chunks: [
      data(choice({ content: "", reasoning: "Hm.", reasoning_details: [{ type: "reasoning.text", text: "Hm." }] })),
      ...says(HELLO),
    ],
    text: HELLO,
  },
  {
    id: "reasoning alone, as OpenRouter has it",
    chunks: [data(choice({ content: "", reasoning: "Hm." })), ...END],
    code: "llm-failed",
    message: "thought, but said nothing",
  },
  {
    id: "reasoning up to the limit",
    chunks: [data(choice({ reasoning: "Hm." })), finish("length"), DONE],
    code: "llm-interrupted",
    message: "all its tokens",
  },
  {
    id: "parts of thinking alone, as Mistral has them",
    chunks: [say([{ type: "thinking", thinking: [{ type: "text", text: "Hm" }] }]), ...END],
    code: "llm-failed",
    message: "thought, but said nothing",
  },
  {
    id: "thinking and text in one list",
    chunks: [
      say([
        { type: "thinking", thinking: "Hm" },
        { type: "text", text: HELLO },
      ]),
      STOP,
      DONE,
    ],
    text: HELLO,
  },
];
