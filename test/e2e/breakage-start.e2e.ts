/** Starts that fail or take their time: each ends in its documented state, says something useful, and shows a way on. */
import { describe, it } from "node:test";
import { en } from "../../src/element/locales/en.js";
import type { ErrorCode } from "../../src/core/errors.js";
import { visits } from "../support/breakage.js";
import type { PageOptions } from "../support/breakage.js";

const stand = visits();

interface Row {
  readonly name: string;
  readonly page: PageOptions;
  readonly code: ErrorCode;
  /** Beside the sentence of the code. */
  readonly text?: RegExp;
}

const FAILING: readonly Row[] = [
  { name: "token endpoint 401", page: { endpoint: "401" }, code: "token-refused" },
  { name: "token endpoint 403", page: { endpoint: "403" }, code: "token-refused" },
  { name: "token endpoint 422", page: { endpoint: "422" }, code: "token-refused" },
  { name: "token endpoint 429", page: { endpoint: "429" }, code: "token-rate-limited", text: /7 seconds/ },
  { name: "token endpoint 500", page: { endpoint: "500" }, code: "token-unreachable" },
  { name: "token endpoint answers HTML", page: { endpoint: "html" }, code: "token-invalid" },
  { name: "token endpoint hangs", page: { endpoint: "hang", hurry: true }, code: "token-timeout" },
  { name: "the service refuses the key", page: { scenario: "token-401" }, code: "token-unreachable" },
  { name: "the service refuses the configuration", page: { scenario: "token-422" }, code: "token-unreachable" },
  { name: "the service limits tokens", page: { scenario: "token-429" }, code: "token-rate-limited" },
  { name: "start refused with 400", page: { scenario: "start-400" }, code: "start-refused" },
  { name: "start refused with 403", page: { scenario: "start-403" }, code: "start-refused" },
  { name: "start limited", page: { scenario: "start-429" }, code: "start-rate-limited" },
  { name: "start fails with 500", page: { scenario: "start-500" }, code: "start-unreachable" },
  { name: "start answers HTML", page: { scenario: "start-html" }, code: "start-unreachable" },
  { name: "start hangs", page: { scenario: "start-hangs", hurry: true }, code: "start-timeout" },
  { name: "the avatar does not come", page: { scenario: "avatar-missing", hurry: true }, code: "avatar-missing" },
  { name: "the agent does not come", page: { scenario: "agent-missing", hurry: true }, code: "agent-missing" },
  { name: "neither comes", page: { scenario: "both-missing", hurry: true }, code: "avatar-missing" },
];

describe("a start that fails", () => {
  for (const { name, page, code, text } of FAILING) {
    it(`${name}: ${code}`, () =>
      stand.visit(page, async (element) => {
        await element.press("Start");
        await element.expect({ state: "error", code, text: en.errors[code], button: "Try again" });
        if (text) await element.expect({ text });
      }));
  }

  it("goes on when the visitor tries again and the fault is mended", () =>
    stand.visit({ endpoint: "500" }, async (element) => {
      await element.press("Start");
      await element.expect({ state: "error", code: "token-unreachable" });
      await element.page.$eval("live-avatar", (avatar) => {
        avatar.setAttribute("token-endpoint", "/token");
      });
      await element.press("Try again");
      await element.expect({ state: "ready", code: "", button: "End conversation" });
      await element.press("End conversation");
      await element.expect({ state: "idle", text: en.ended.stopped, button: "Start again" });
    }));
});

const SLOW = ["avatar-late", "agent-late", "both-late", "audio-first", "late-tracks", "start-slow", "decoy"];
const NOISY = ["noise-malformed+noise-foreign+noise-unknown"];

describe("a start that takes its time, or meets noise", () => {
  for (const scenario of [...SLOW, ...NOISY]) {
    it(`${scenario}: ready all the same`, () =>
      stand.visit({ scenario }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready", code: "", button: "End conversation" });
        await element.press("End conversation");
        await element.expect({ state: "idle", text: en.ended.stopped, button: "Start again" });
      }));
  }
});
