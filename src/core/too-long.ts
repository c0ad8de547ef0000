/** Whether a model server refused a conversation because it is too long: a shorter one may be answered. */
import { isRecord } from "./is-record.js";

/** The codes and types by which servers name it. */
const CODES =
  /^(?:context_length_exceeded|context_window_exceeded|contextwindowsizeexceedederror|exceed_context_size_error|input-too-long|body-too-large|request_too_large|prompt_too_long|tokens_limit_reached|string_above_max_length|array_above_max_length|quotaexceedederror)$/i;

/**
 * The sentences by which servers say it without a code. The names are those of the servers that write them so; others copy them.
 */
const SENTENCES: readonly RegExp[] = [
  // OpenAI, vLLM, SGLang, DeepSeek, OpenRouter, Mistral, Fireworks, xAI
  /\b(?:maximum|max\.?) (?:allowed )?(?:context|prompt|input|model|sequence)[ _]?(?:length|len|size|tokens)\b/i,
  /\bmax(?:imum)? model len(?:gth)?\b|\bmax_model_len\b/i,
  // vLLM, for a prompt that leaves no room for an answer
  /\bmax_(?:completion_)?tokens must be at least 1, got (?:-\d+|0)(?!\.?\d)/i,
  // OpenAI's newer models, Ollama, llama.cpp, LM Studio, WebLLM, Anthropic, MiniMax
  /\b(?:exceed\w*|overflow\w*|longer than|larger than|greater than|too (?:large|long|big) for)\b.{0,60}\bcontext\b/i,
  /\bcontext (?:window|length|size|limit)?\W{0,3}(?:is |was |has been )?(?:exceed|overflow|too small)/i,
  /\bcontext[ _](?:length|window|size) of only\b/i,
  /\bcontext shift is disabled\b/i,
  // Anthropic, Fireworks, Bedrock, Chrome's own model, OpenAI's limits of single fields
  /\b(?:prompt|input|inputs|request|conversation|messages?|history|string|array|text)(?: \w+)? (?:is|are|was|were)? ?too (?:long|large|big)\b/i,
  // Groq, OpenAI, GitHub Models; a limit of tokens a minute that one request alone exceeds
  /\brequest (?:body |entity |payload )?too (?:large|long)\b|\bpayload too large\b/i,
  /\b(?:reduce|shorten) (?:the )?(?:length|size|number) of (?:the |your )?(?:messages?|prompt|input|conversation|either)/i,
  // Mistral, Cohere, Bedrock
  /\btoo many (?:input |prompt )?tokens\b/i,
  // Gemini, OpenAI, Moonshot, Zhipu
  /\b(?:input|prompt)(?: \w+){0,2} (?:tokens?|length)?(?: count)?(?: \([^)]{1,40}\))? ?exceeds?\b/i,
  /\bexceed\w* (?:the )?(?:model(?:'s)? )?token limit\b/i,
  // TGI, Together
  /\binputs`? (?:tokens \+ `?max_new_tokens`? )?must (?:be <=|have less than)/i,
  // DashScope
  /\brange of input length should be\b/i,
  // createModelHandler of a version that had no code of its own in the answer
  /\bwords of one request are limited to\b/i,
];

/** How deep `cause` and `error` are followed. */
const DEPTH = 4;
/** The beginning of a sentence is enough to know it by; a pattern must not run over a whole page. */
const LONGEST_SENTENCE = 2000;

/**
 * True for an error which says that what was asked is too long for its model: a status 413, a code such as
 * `context_length_exceeded`, or the sentence of a known server, in the error itself or in its `cause`. An answer that reached
 * its own limit of tokens is another matter. Any value may be given.
 */
export function isTooLong(error: unknown): boolean {
  return says(error, DEPTH);
}

function says(value: unknown, depth: number): boolean {
  if (typeof value === "string") return isSentence(value);
  if (depth === 0 || !isRecord(value)) return false;
  if (value.status === 413 || value.statusCode === 413) return true;
  for (const name of [value.code, value.type, value.name])
    if (typeof name === "string" && CODES.test(name)) return true;
  if (typeof value.message === "string" && isSentence(value.message)) return true;
  return says(value.error, depth - 1) || says(value.cause, depth - 1);
}

function isSentence(text: string): boolean {
  const beginning = text.slice(0, LONGEST_SENTENCE);
  return SENTENCES.some((sentence) => sentence.test(beginning));
}
