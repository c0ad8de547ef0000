/** Errors: as a status with a reason, and in the middle of a stream. */
import { choice, data, DONE, type Quirk, say } from "./quirk.js";

const SAID = "The model is overloaded.";
const JSON_TYPE = "application/json";

/** The shape of an error within a stream, by whose it is. */
const EVENTS: Readonly<Record<string, string>> = {
  "OpenAI's": data({ error: { message: SAID, type: "server_error", param: null, code: null } }),
  "Ollama's": data({ error: SAID }),
  "vLLM's": data({ object: "error", message: SAID, type: "x", code: null }),
  "Anthropic's": `event: error\n${data({ type: "error", error: { type: "overloaded_error", message: SAID } })}`,
  "with a name alone": `event: error\n${data({ message: SAID })}`,
  "plain text with a name": `event: error\n${data(SAID)}`,
  "FastAPI's": data({ detail: SAID }),
  "a bare line of JSON": `${JSON.stringify({ error: { message: SAID } })}\n\n`,
  "OpenRouter's quote": data({ error: { message: "Provider returned error", metadata: { raw: SAID } } }),
  "OpenRouter's, in a choice": data({
    choices: [{ index: 0, delta: { content: "" }, finish_reason: "error", error: { message: SAID } }],
  }),
  "MiniMax's": data({ base_resp: { status_code: 1002, status_msg: SAID } }),
  "with msg": data({ code: "overloaded", msg: SAID, success: false }),
  "a list": data([{ error: { message: SAID } }]),
  "beside empty choices": data({ choices: [], error: { message: SAID } }),
  "after a reason": data(choice({}, "stop")) + data({ error: { message: SAID } }),
};

/** The body of a refusal, by whose it is, and the part of the sentence that tells it. */
const BODIES: Readonly<Record<string, readonly [body: string, message: string, contentType?: string | null]>> = {
  "OpenAI's": [JSON.stringify({ error: { message: "No such model.", code: "model_not_found" } }), "No such model."],
  "Ollama's": [JSON.stringify({ error: "model 'm' not found" }), "model 'm' not found"],
  "vLLM's": [JSON.stringify({ object: "error", message: "No model `m`.", code: 404 }), "No model `m`."],
  "FastAPI's": [JSON.stringify({ detail: "voice not found" }), "voice not found"],
  "FastAPI's validator's": [
    JSON.stringify({ detail: [{ loc: ["body", "messages", 0], msg: "Field required" }] }),
    "body.messages.0: Field required",
  ],
  "problem+json": [
    JSON.stringify({ title: "Bad", detail: "No such voice." }),
    "Bad: No such voice.",
    "application/problem+json",
  ],
  "a list of errors": [JSON.stringify({ errors: [{ code: 1, message: "No route." }] }), "No route."],
  "Gemini's list": [JSON.stringify([{ error: { code: 400, message: "Bad key." } }]), "Bad key."],
  "OpenRouter's quote": [
    JSON.stringify({
      error: {
        message: "Provider returned error",
        metadata: { raw: JSON.stringify({ error: { message: "Bad role." } }) },
      },
    }),
    "Bad role.",
  ],
  "NestJS's": [JSON.stringify({ statusCode: 400, message: ["a is bad", "b too"] }), "a is bad; b too"],
  "with msg": [JSON.stringify({ code: 1113, msg: "No credit." }), "No credit."],
  "plain text": ["model not loaded\n", "model not loaded", "text/plain"],
  "plain text without a type": ["model not loaded", "model not loaded", null],
  "a page": ["<html><head><title>403 &amp; out</title></head></html>", "403 & out", "text/html"],
  XML: ["<Error><Message>Access denied</Message></Error>", "Access denied", "application/xml"],
  "JSON of the wrong type": [JSON.stringify({ error: { message: "No." } }), "No.", "text/html"],
};

const REFUSALS = Object.entries(BODIES).map(([whose, [body, message, contentType = JSON_TYPE]]): Quirk => ({
  id: `400 with ${whose}`,
  ...{ status: 400, contentType, chunks: [body], code: "llm-refused", message },
}));

const statusOf = (status: number, message = "No."): Pick<Quirk, "status" | "contentType" | "chunks"> => ({
  ...{ status, contentType: JSON_TYPE, chunks: [JSON.stringify({ error: { message } })] },
});

export const ERRORS: readonly Quirk[] = [
  ...Object.entries(EVENTS).map(([whose, event]): Quirk => ({
    id: `an error first: ${whose}`,
    chunks: [event, DONE],
    code: "llm-failed",
    message: SAID,
  })),
  ...Object.entries(EVENTS).map(([whose, event]): Quirk => ({
    id: `an error in mid-stream: ${whose}`,
    chunks: [say("Well, "), event, DONE],
    code: "llm-failed",
    message: SAID,
    text: "Well, ",
  })),
  {
    id: "an error of the service behind a router",
    chunks: [data({ error: { message: "Slow down.", code: 429 } })],
    code: "llm-rate-limited",
    message: "Slow down.",
  },
  {
    id: "its status as text",
    chunks: [data({ error: { message: "Slow down.", code: "429" } })],
    code: "llm-rate-limited",
  },
  {
    id: "an error as whole JSON with a good status",
    contentType: JSON_TYPE,
    chunks: [JSON.stringify({ error: { message: SAID } })],
    code: "llm-failed",
    message: SAID,
  },
  {
    id: "an error that says too long, in the stream",
    chunks: [data({ error: { message: "maximum context length is 4096 tokens" } })],
    code: "llm-refused",
    isTooLong: true,
  },
  ...REFUSALS,
  {
    id: "404",
    ...statusOf(404, "The model `m` does not exist."),
    code: "llm-refused",
    message: "The model `m` does not exist.",
  },
  { id: "422", ...statusOf(422, "Bad role."), code: "llm-refused", message: "Bad role." },
  { id: "400 without a word", status: 400, contentType: null, chunks: [], code: "llm-refused", message: "400" },
  // The handler says nothing of the site's key.
  {
    id: "401",
    ...statusOf(401),
    code: "llm-refused",
    throughCode: "llm-failed",
    throughMessage: "this site's API key",
  },
  {
    id: "403",
    ...statusOf(403),
    code: "llm-refused",
    throughCode: "llm-failed",
    throughMessage: "this site's API key",
  },
  { id: "402", ...statusOf(402, "Insufficient Balance"), code: "llm-refused", message: "Insufficient Balance" },
  { id: "408", ...statusOf(408), code: "llm-timeout" },
  { id: "504", ...statusOf(504), code: "llm-timeout" },
  { id: "429", ...statusOf(429), code: "llm-rate-limited" },
  { id: "500", ...statusOf(500), code: "llm-failed" },
  { id: "503 with a time", ...statusOf(503), headers: { "Retry-After": "7" }, code: "llm-failed" },
  { id: "529 of Anthropic", ...statusOf(529), code: "llm-failed" },
  {
    id: "413",
    status: 413,
    contentType: "text/html",
    chunks: ["<html><title>413 Request Entity Too Large</title>"],
    code: "llm-refused",
    isTooLong: true,
  },
  {
    id: "400 that says too long, as OpenAI does",
    ...statusOf(400, "This model's maximum context length is 4097 tokens."),
    code: "llm-refused",
    isTooLong: true,
  },
  {
    id: "400 that says too long, as llama.cpp does",
    ...statusOf(400, "the request exceeds the available context size"),
    code: "llm-refused",
    isTooLong: true,
  },
  {
    id: "500 that says too long, as Ollama does",
    ...statusOf(500, "the input length exceeds the context length"),
    code: "llm-refused",
    isTooLong: true,
  },
  {
    id: "422 that says too long, as TGI does",
    ...statusOf(422, "`inputs` must have less than 1024 tokens. Given: 5000"),
    code: "llm-refused",
    isTooLong: true,
  },
];
