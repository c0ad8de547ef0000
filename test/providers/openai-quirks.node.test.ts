/**
 * Every quirk of `test/support/quirks`, and every case of `cases/streams.json`, straight through `OpenAILLM` and through
 * `createModelHandler`: the same comes of it. Many are asked at once, so that those which wait do so together.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Clock, systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { isTooLong } from "../../src/core/too-long.js";
import type { ToolCall } from "../../src/core/ports/tool.js";
import { OpenAILLM } from "../../src/providers/openai/index.js";
import { QUIRKS } from "../support/quirks/index.js";
import type { Quirk } from "../support/quirks/quirk.js";
import { type QuirkServer, startQuirkServer } from "../support/quirks/quirk-server.js";
import { modelHandler } from "../server/model-upstream.js";
import CASES from "./cases/streams.json" with { type: "json" };

interface Case extends Quirk {
  /** The code that would be right as well. */
  readonly or?: string;
}

const HELLO = [{ id: "1", role: "user" as const, content: "Hello", createdAt: 0 }];
/** Does not wait between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };
/** Those of the file have the gaps of the real world; text before a failure is not given there. */
const ALL: readonly Case[] = [...QUIRKS, ...CASES.map((one): Case => ({ ...one, id: `case ${one.id}` }))];

interface Heard {
  text: string;
  calls: ToolCall[];
  isDone: boolean;
  error?: unknown;
}

async function hear(llm: OpenAILLM, quirk: Quirk): Promise<Heard> {
  const heard: Heard = { text: "", calls: [], isDone: false };
  const tools = quirk.tools?.map((name) => ({ name, description: "A tool.", parameters: { type: "object" } }));
  try {
    for await (const { text, toolCalls = [], done } of llm.chat(HELLO, { tools })) {
      heard.text += text;
      heard.calls.push(...toolCalls);
      if (done) heard.isDone = true;
    }
  } catch (error) {
    heard.error = error;
  }
  return heard;
}

const WAYS = {
  straight: (baseURL: string, model: string) => ({ baseURL, model }),
  "through createModelHandler": (baseURL: string, model: string) => {
    const handle = modelHandler({ baseURL }, { maxInputChars: 100_000, models: { chat: [model] } });
    const send: typeof fetch = (input, init) => handle(new Request(input, init));
    return { baseURL: "https://shop.example/api/model", model, fetch: send };
  },
};

describe("a quirk of a server", { concurrency: 24 }, () => {
  let server: QuirkServer;
  before(async () => {
    server = await startQuirkServer(ALL);
  });
  after(() => server.close());

  it("is one of at least 120, none of them twice", () => {
    assert.ok(QUIRKS.length >= 120, String(QUIRKS.length));
    assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  });

  for (const [way, place] of Object.entries(WAYS)) {
    for (const quirk of ALL) {
      it(`${way}: ${quirk.id}`, async () => {
        const { model = "m", timeoutMs, thoughts } = quirk;
        const llm = new OpenAILLM({ ...place(server.urlOf(quirk), model), timeoutMs, thoughts, clock });
        check(await hear(llm, quirk), quirk, way !== "straight");
      });
    }
  }
});

function check({ text, calls, isDone, error }: Heard, quirk: Case, isThrough: boolean): void {
  const { code, or } = quirk;
  if (error === undefined) {
    assert.equal(code, undefined, `it should have failed, and said: ${text}`);
    assert.equal(text, quirk.text ?? "");
    assert.ok(isDone);
    assert.deepEqual(
      calls.map(({ name, arguments: written }) => ({ name, arguments: written })),
      quirk.calls ?? [],
    );
    assert.equal(new Set(calls.map(({ id }) => id)).size, calls.length, "each has an id of its own");
    assert.ok(calls.every(({ id }) => id !== ""));
    return;
  }
  assert.ok(LiveAvatarError.is(error), "every failure is ours");
  const expected = (isThrough ? quirk.throughCode : undefined) ?? code;
  assert.ok([expected, or].includes(error.code), `${error.code}, not ${expected}: ${error.message}`);
  assert.equal(isDone, false);
  assert.match(error.message, /^[A-Z][^\n]{8,400}$/);
  const message = (isThrough ? quirk.throughMessage : undefined) ?? quirk.message ?? "";
  assert.ok(error.message.includes(message), error.message);
  assert.equal(isTooLong(error), quirk.isTooLong ?? false);
  if (QUIRKS.includes(quirk)) assert.equal(text, quirk.text ?? "");
}
