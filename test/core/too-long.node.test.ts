/** The sentences of real servers, in our numbers: those for a conversation that is too long, and those that only sound so. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../src/core/errors.js";
import { isTooLong } from "../../src/core/too-long.js";

const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  OpenAI: [
    "This model's maximum context length is 4097 tokens. However, your messages resulted in 5012 tokens. Please reduce the length of the messages.",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 280011 tokens.",
    "Invalid 'messages[1].content': string too long. Expected a string with maximum length 1048576, but got a string with length 1200000 instead.",
    "Invalid 'messages': array too long. Expected an array with maximum length 2048, but got an array with length 2100 instead.",
    "Request too large for m-1 in organization o on tokens per min (TPM): Limit 30000, Requested 31000. The input or output tokens must be reduced in order to run successfully.",
  ],
  vLLM: [
    "This model's maximum context length is 2048 tokens. However, you requested 2112 tokens (1600 in the messages, 512 in the completion).",
    "The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.",
    "max_tokens must be at least 1, got -37.",
    "'max_tokens' or 'max_completion_tokens' is too large: 512. This model's maximum context length is 4096 tokens and your request has 4000 input tokens.",
  ],
  SGLang: [
    "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
    "Requested token count exceeds the model's maximum context length of 4096 tokens.",
  ],
  "llama.cpp": [
    "the request exceeds the available context size. try increasing the context size or enable context shift",
    "request (5012 tokens) exceeds the available context size (4096 tokens), try increasing it",
    "input is too large to process. increase the physical batch size",
    "context shift is disabled",
  ],
  Ollama: ["prompt too long; exceeded max context length by 12 tokens", "the input length exceeds the context length"],
  Mistral: [
    "Prompt contains 40012 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
    "Too many tokens in prompt: 40012",
  ],
  Anthropic: [
    "prompt is too long: 210012 tokens > 200000 maximum",
    "input length and `max_tokens` exceed context limit: 190012 + 20000 > 200000",
  ],
  Groq: [
    "Please reduce the length of the messages or completion.",
    "Request too large for model `m-1` in organization `o` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 7012",
  ],
  OpenRouter: [
    "This endpoint's maximum context length is 8192 tokens. However, you requested about 9012 tokens (8500 of text input, 512 in the output).",
  ],
  "LM Studio": [
    "Trying to keep the first 5012 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
    "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input",
    "Reached context length of 4096 tokens with this model, but this model does not currently support mid-generation context overflow.",
  ],
  TGI: [
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5012 `inputs` tokens and 20 `max_new_tokens`",
    "Input validation error: `inputs` must have less than 1024 tokens. Given: 5012",
  ],
  Gemini: ["The input token count (1200012) exceeds the maximum number of tokens allowed (1048575)."],
  Cohere: ["too many tokens: total number of tokens in the prompt cannot exceed 4081"],
  Bedrock: ["Input is too long for requested model."],
  xAI: ["This model's maximum prompt length is 131072 but the request contains 150012 tokens."],
  Fireworks: ["The prompt is too long: 5012, model maximum context length: 4096"],
  Moonshot: ["Invalid request: Your request exceeded model token limit: 8192"],
  Zhipu: ["Prompt exceeds max length"],
  MiniMax: ["invalid params, context window exceeds limit"],
  DashScope: ["Range of input length should be [1, 6000]"],
  "GitHub Models": ["Request body too large for m-1 model. Max size: 8000 tokens."],
  WebLLM: ["Prompt tokens exceed context window size: number of prompt tokens: 5012; context window size: 4096"],
  "Chrome's own": ["The input is too large."],
};

describe("isTooLong", () => {
  for (const [server, sentences] of Object.entries(SENTENCES)) {
    for (const sentence of sentences) {
      it(`knows ${server}'s "${sentence.slice(0, 60)}"`, () => {
        assert.equal(
          isTooLong(new LiveAvatarError("llm-refused", `The language model answered 400: ${sentence}`)),
          true,
        );
        assert.equal(isTooLong(new Error(sentence)), true);
        assert.equal(isTooLong(sentence), true);
      });
    }
  }

  const others: Readonly<Record<string, unknown>> = {
    "a status": new LiveAvatarError("llm-refused", "The language model answered 413.", { status: 413 }),
    "a code in the cause": new LiveAvatarError("llm-refused", "It was refused.", {
      cause: { code: "context_length_exceeded" },
    }),
    "a client's error": Object.assign(new Error("400"), { status: 400, code: "context_length_exceeded" }),
    "a body within a client's error": Object.assign(new Error("400"), { error: { type: "exceed_context_size_error" } }),
    "an error within an error": new Error("failed", {
      cause: new Error("failed", { cause: { code: "input-too-long" } }),
    }),
    "the browser's own model": new DOMException("No room.", "QuotaExceededError"),
  };
  for (const [name, error] of Object.entries(others)) {
    it(`knows ${name}`, () => {
      assert.equal(isTooLong(error), true);
    });
  }

  const unlike: readonly unknown[] = [
    "The answer of the language model reached its limit of tokens before its end.",
    "max_tokens is too large: 100000. This model supports at most 16384 completion tokens.",
    "Rate limit reached for m-1 on tokens per min (TPM): Limit 200000, Used 199000, Requested 1500. Please try again in 150ms.",
    "The model `m` does not exist.",
    "max_tokens must be at least 1, got 0.5",
    "The language model gave no answer in 30 s.",
    "The language model took too long.",
    "You exceeded your current quota, please check your plan and billing details.",
    "The image is too large.",
    "voice not found",
    "",
    undefined,
    null,
    413,
    [],
    {},
    { status: 400 },
    new LiveAvatarError("llm-rate-limited", "The language model answered 429.", { status: 429 }),
  ];
  for (const error of unlike) {
    it(`is not misled by ${error instanceof Error ? error.message : JSON.stringify(error)}`, () => {
      assert.equal(isTooLong(error), false);
    });
  }

  it("ends, whatever it is given", () => {
    const ring: { cause?: unknown } = {};
    ring.cause = ring;
    assert.equal(isTooLong(ring), false);
    const began = process.cpuUsage().user;
    isTooLong(`input ${"exceed ".repeat(100_000)}`);
    assert.ok(process.cpuUsage().user - began < 1_000_000);
  });
});
