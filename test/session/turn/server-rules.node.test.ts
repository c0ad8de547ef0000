/** What servers refuse, in their own words, and how they are asked once more. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LiveAvatarError } from "../../../src/core/errors.js";
import { type Asked, NO_RULES, rulesAfter, type ServerRules } from "../../../src/session/turn/server-rules.js";

const asked: Asked = {
  ...{ chars: 1000, isShortest: false, wasCut: false },
  ...{ hasSystem: true, hasToolMessages: false, offersTools: true },
};
const refused = (message: string, status = 400): LiveAvatarError =>
  new LiveAvatarError("llm-refused", `The language model answered ${String(status)}: ${message}`, { status });

describe("a refusal", () => {
  const cases: readonly (readonly [said: string, change: Partial<ServerRules>, asked?: Partial<Asked>])[] = [
    ["System role not supported", { systemRole: "user" }],
    ["Developer instruction is not enabled for models/gemma-3-27b-it", { systemRole: "user" }],
    [
      "Invalid value: 'system'. Supported values for messages[0].role are: 'user' and 'assistant'.",
      { systemRole: "user" },
    ],
    ["Conversation roles must alternate user/assistant/user/assistant/...", { systemRole: "user" }],
    [
      'Error rendering prompt with jinja template: "Only user and assistant roles are supported!"',
      { systemRole: "user" },
    ],
    [
      "Conversation roles must alternate user/assistant/user/assistant/...",
      { toolRole: "user" },
      { hasToolMessages: true },
    ],
    ["Unexpected role 'tool' after role 'assistant'", { toolRole: "user" }, { hasToolMessages: true }],
    ["Not the same number of function calls and responses", { toolRole: "user" }, { hasToolMessages: true }],
    ["registry.ollama.ai/library/gemma2:latest does not support tools", { takesTools: false, toolRole: "user" }],
    ["tool_choice is not enabled for this model", { takesTools: false, toolRole: "user" }],
    ["This model's maximum context length is 8192 tokens.", { maxChars: 500 }],
    ["This model's maximum context length is 8192 tokens.", { maxChars: 0 }, { wasCut: true }],
    ["The model server refused the request with status 400.", { systemRole: "user" }],
    ["The model server refused the request with status 400.", { maxChars: 500 }, { hasSystem: false }],
  ];
  for (const [said, change, more = {}] of cases) {
    it(`changes ${Object.keys(change).join(" and ")}: ${said}`, () => {
      assert.deepEqual(rulesAfter(refused(said), NO_RULES, { ...asked, ...more }), { ...NO_RULES, ...change });
    });
  }

  it("may be what the library of a page's own model throws, or its cause", () => {
    const template = new Error("System role not supported");
    for (const error of [template, new Error("The model failed.", { cause: template }), "System role not supported"]) {
      assert.equal(rulesAfter(error, NO_RULES, asked)?.systemRole, "user");
    }
  });

  it("is final where another form would not help, or was tried", () => {
    const all: ServerRules = { maxChars: 0, systemRole: "user", toolRole: "user", takesTools: false };
    for (const [said] of cases) {
      const shortest = { ...asked, isShortest: true, offersTools: false, hasToolMessages: true };
      assert.equal(rulesAfter(refused(said), all, shortest), undefined, said);
    }
    for (const said of ["The model is unwell.", "Incorrect API key provided.", "The model `x` does not exist."]) {
      assert.equal(rulesAfter(refused(said), NO_RULES, asked), undefined, said);
    }
    for (const code of ["llm-rate-limited", "llm-timeout", "llm-interrupted", "no-answer"] as const) {
      const error = new LiveAvatarError(code, "System role not supported: too many tokens, roles must alternate.");
      assert.equal(rulesAfter(error, NO_RULES, asked), undefined, code);
    }
    for (const value of [undefined, null, 7, {}, []]) assert.equal(rulesAfter(value, NO_RULES, asked), undefined);
  });
});
