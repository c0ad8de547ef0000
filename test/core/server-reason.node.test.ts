/** The shapes in which servers say why they refuse, and the sentence that is told. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { serverReason } from "../../src/core/server-reason.js";

const SHAPES: Readonly<Record<string, readonly [body: unknown, reason: string | undefined]>> = {
  "OpenAI's": [
    { error: { message: "No such model.", type: "x", param: null, code: "model_not_found" } },
    "No such model.",
  ],
  "Ollama's": [{ error: "model 'm' not found" }, "model 'm' not found"],
  "vLLM's": [{ object: "error", message: "The model `m` does not exist.", code: 404 }, "The model `m` does not exist."],
  "FastAPI's": [{ detail: "voice not found" }, "voice not found"],
  "FastAPI's validator's": [
    {
      detail: [
        { loc: ["body", "messages", 0], msg: "Field required", type: "missing" },
        { loc: ["body"], msg: "Bad" },
      ],
    },
    "body.messages.0: Field required; body: Bad",
  ],
  "a message within a message": [{ message: { detail: [{ loc: ["body"], msg: "Bad" }] } }, "body: Bad"],
  "NestJS's": [{ statusCode: 400, message: ["a must be b", "c must be d"], error: [] }, "a must be b; c must be d"],
  "ASP.NET's": [{ title: "Invalid.", errors: { model: ["is required"] } }, "model: is required"],
  "problem+json": [
    { type: "about:blank", title: "Too many", detail: "Wait a little.", status: 429 },
    "Too many: Wait a little.",
  ],
  "problem+json without a detail": [{ title: "Not found", status: 404 }, "Not found"],
  "OpenRouter's": [
    {
      error: { message: "Provider returned error", code: 400, metadata: { raw: '{"error":{"message":"Bad role."}}' } },
    },
    "Provider returned error: Bad role.",
  ],
  "Gemini's list": [[{ error: { code: 400, message: "API key not valid.", status: "X" } }], "API key not valid."],
  "a list of errors": [{ errors: [{ message: "Bad model" }, "and more"] }, "Bad model; and more"],
  "Cloudflare's": [{ success: false, errors: [{ code: 7003, message: "No route" }], messages: [] }, "No route"],
  "MiniMax's": [{ base_resp: { status_code: 1004, status_msg: "login fail" } }, "login fail"],
  "with msg": [{ code: 1113, msg: "No credit", success: false }, "No credit"],
  "AWS's": [{ Message: "User is not authorized" }, "User is not authorized"],
  "JSON within JSON": [{ error: '{"message": "Deep."}' }, "Deep."],
  "JSON as text": ['{"error": {"message": "No."}}', "No."],
  "a JSON string": ['"No such voice"', "No such voice"],
  "plain text": ["upstream connect error\nor disconnect", "upstream connect error or disconnect"],
  "a page": ["<!doctype html><html><head><title>502 Bad &amp; worse</title></head>", "502 Bad & worse"],
  "a page with a heading alone": ["<html><h1 class='x'>Forbidden</h1></html>", "Forbidden"],
  XML: ['<?xml version="1.0"?><Error><Code>X</Code><Message>Access denied</Message></Error>', "Access denied"],
  "a page that says nothing": ["<html>Bad gateway</html>", undefined],
  "broken JSON": ['{"error": {"mess', undefined],
  nothing: ["", undefined],
  "an empty object": [{}, undefined],
  null: [null, undefined],
  "a tower": [JSON.parse('{"error":'.repeat(50) + "1" + "}".repeat(50)), undefined],
  "a model in angle brackets": [{ error: { message: "no model <m>" } }, "no model ‹m›"],
  "signs that turn a line": [{ error: { message: "a\u202eb\u2028c\u0007d" } }, "ab c d"],
};

describe("serverReason", () => {
  for (const [name, [body, reason]] of Object.entries(SHAPES)) {
    it(`reads ${name}`, () => {
      assert.equal(serverReason(body), reason);
    });
  }

  it("is short, and has no secret", () => {
    const secret = "own-secret-0123456789";
    assert.equal(serverReason({ error: { message: `Key ${secret} is bad.` } }, [secret]), "Key … is bad.");
    assert.equal(serverReason({ detail: "Key sk-proj-0123456789abcdef is bad." }), "Key … is bad.");
    assert.equal(serverReason("x".repeat(100_000))?.length, 301);
    assert.doesNotMatch(serverReason({ error: "👩".repeat(500) }) ?? "", /\p{Cs}/u);
  });
});
