/** What servers and networks do to a streamed answer, and what becomes of it: never half an answer that looks whole. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, it } from "node:test";
import { isAbortError } from "../../src/core/abort.js";
import { type Clock, systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import type { ErrorCode } from "../../src/core/errors.js";
import { OpenAILLM, type OpenAIOptions } from "../../src/providers/openai/index.js";
import { FakeClock } from "../../src/testing/index.js";
import { chunk, ModelWire, type WireRequest } from "../support/model-wire.js";
import { until } from "../contracts/framework.js";

const HELLO = [{ id: "1", role: "user" as const, content: "Hello", createdAt: 0 }];
const FINISH = chunk({}, "stop");

let wire: ModelWire;
beforeEach(async () => {
  wire = await ModelWire.start();
});
afterEach(() => wire.close());

/** Does not wait between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };

const model = (options: Partial<OpenAIOptions> = {}): OpenAILLM =>
  new OpenAILLM({ model: "talker", baseURL: wire.baseURL, clock, ...options });

interface Heard {
  text: string;
  isDone: boolean;
  error?: LiveAvatarError | DOMException;
}

/** All of one answer; an error has to be ours, or an AbortError. */
async function hear(llm = model(), signal?: AbortSignal, heard: Heard = { text: "", isDone: false }): Promise<Heard> {
  try {
    for await (const { text, done } of llm.chat(HELLO, { signal })) {
      heard.text += text;
      if (done) heard.isDone = true;
    }
  } catch (error) {
    assert.ok(LiveAvatarError.is(error) || isAbortError(error), String(error));
    heard.error = error as LiveAvatarError;
  }
  return heard;
}

const codeOf = ({ error }: Heard): string | undefined => (LiveAvatarError.is(error) ? error.code : error?.name);

async function fails(code: ErrorCode, text = "", llm = model()): Promise<LiveAvatarError> {
  const heard = await hear(llm);
  assert.equal(heard.text, text);
  assert.equal(heard.isDone, false);
  assert.ok(LiveAvatarError.is(heard.error), "it should have failed");
  assert.equal(heard.error.code, code, heard.error.message);
  return heard.error;
}

const twice = (plan: (request: WireRequest) => unknown): void => wire.plan(plan, plan);
const raw = (bytes: string | Uint8Array) => async (request: WireRequest) => {
  await request.begin().write(bytes);
  request.end();
};
describe("an answer that breaks off", () => {
  const said = `data: ${JSON.stringify(chunk({ content: "It was a " }))}\n\n`;
  const next = Buffer.from(`data: ${JSON.stringify(chunk({ content: "schöne 👩🏽‍🚀 night" }))}\n\n`);
  const at = {
    "between two events": Buffer.alloc(0),
    "within an event": next.subarray(0, 30),
    "within a letter": next.subarray(0, next.indexOf(0xc3) + 1),
    "within a family of emoji": next.subarray(0, next.indexOf(0xf0) + 2),
    "before the event's empty line": next.subarray(0, next.length - 2),
    "after its first line feed": next.subarray(0, next.length - 1),
  };
  for (const [where, half] of Object.entries(at)) {
    it(`by a cut ${where}`, async () => {
      const heard: Heard = { text: "", isDone: false };
      wire.plan(async (request) => {
        await request.begin().write(Buffer.concat([Buffer.from(said), half]));
        // What is cut before it is read takes the bytes with it.
        await until(() => heard.text !== "");
        request.cut();
      });
      await hear(model(), undefined, heard);
      assert.equal(codeOf(heard), "llm-interrupted");
      assert.equal(heard.text, "It was a ");
      assert.equal(heard.isDone, false);
      assert.equal(wire.requests.length, 1);
    });
    it(`by an end ${where} that looks like any other`, async () => {
      wire.plan(raw(Buffer.concat([Buffer.from(said), half])));
      const heard = await hear();
      assert.equal(codeOf(heard), "llm-interrupted");
      assert.equal(heard.isDone, false);
      assert.doesNotMatch(heard.text, /\uFFFD/);
      assert.equal(wire.requests.length, 1);
    });
  }

  it("before the first word is asked for once more, and no more", async () => {
    wire.plan(
      (request) => request.begin().cut(),
      (request) => request.reply("Here I am."),
    );
    assert.deepEqual(await hear(), { text: "Here I am.", isDone: true });
    twice((request) => request.begin().cut());
    await fails("llm-interrupted");
    assert.equal(wire.requests.length, 4);
  });

  for (const [reason, code] of [
    ["length", "llm-interrupted"],
    ["model_length", "llm-interrupted"],
    ["content_filter", "llm-refused"],
    ["error", "llm-failed"],
  ] as const) {
    it(`by its server's will: ${reason}`, async () => {
      wire.plan((request) => {
        void request.say("Once upon a");
        request.finish(reason);
      });
      const error = await fails(code, "Once upon a");
      assert.equal(error.retryable, code === "llm-failed");
      assert.equal(wire.requests.length, 1);
    });
  }

  it("for a reason that may pass, before the first word, is asked for once more", async () => {
    for (const reason of ["error", "insufficient_system_resource"]) {
      wire.plan(
        (request) => request.finish(reason),
        (request) => request.reply("Here I am."),
      );
      assert.deepEqual(await hear(), { text: "Here I am.", isDone: true });
    }
  });

  it("by a limit that thinking used up, which is no empty answer", async () => {
    wire.plan((request) => {
      void request.event(chunk({ reasoning_content: "Hm, let me see" }));
      request.finish("length");
    });
    await fails("llm-interrupted");
    assert.equal(wire.requests.length, 1);
  });
});

describe("an answer that is complete", () => {
  it("if the mark is missing but the reason is there, and the other way round", async () => {
    wire.plan(raw(`data: ${JSON.stringify(chunk({ content: "Hi." }))}\n\ndata: ${JSON.stringify(FINISH)}\n\n`));
    assert.deepEqual(await hear(), { text: "Hi.", isDone: true });
    wire.plan(raw(`data: ${JSON.stringify(chunk({ content: "Hi." }))}\n\ndata: [DONE]\n\n`));
    assert.deepEqual(await hear(), { text: "Hi.", isDone: true });
    wire.plan(raw(`data: ${JSON.stringify(chunk({ content: "Hi." }))}\n\ndata: [DONE]`));
    assert.deepEqual(await hear(), { text: "Hi.", isDone: true });
  });

  it("though the connection breaks after its reason", async () => {
    wire.plan(async (request) => {
      await request.say("Hi.");
      await request.event(FINISH);
      await until(() => heard.text !== "");
      request.cut();
    });
    const heard: Heard = { text: "", isDone: false };
    assert.deepEqual(await hear(model(), undefined, heard), { text: "Hi.", isDone: true });
  });

  it("though the server never hangs up, and its connection is not kept", async () => {
    const clock = new FakeClock();
    wire.plan(async (request) => {
      await request.say("Hi.");
      await request.event(FINISH);
    });
    const heard: Heard = { text: "", isDone: false };
    const over = hear(model({ clock }), undefined, heard);
    await until(() => clock.pending === 1 && heard.text !== "");
    await clock.advance(5000);
    await over;
    assert.deepEqual(heard, { text: "Hi.", isDone: true });
    await (await wire.arrival(0)).givenUp();
    assert.equal(clock.pending, 0);
  });

  it("but not for one who has gone before its very end", async () => {
    const controller = new AbortController();
    const pieces = [chunk({ content: "Hi." }), FINISH].map((it) => Buffer.from(`data: ${JSON.stringify(it)}\n\n`));
    const body = new ReadableStream<Uint8Array>(
      {
        pull(stream) {
          const piece = pieces.shift();
          if (piece) stream.enqueue(piece);
          // The reason has been read, and the mark is waited for.
          else controller.abort();
        },
      },
      { highWaterMark: 0 },
    );
    const unended: typeof fetch = () =>
      Promise.resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
    const heard = await hear(model({ fetch: unended }), controller.signal);
    assert.equal(codeOf(heard), "AbortError");
    assert.equal(heard.isDone, false);
  });

  it("and its connection is used again", async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      wire.plan((request) => request.reply("Hi."));
      await hear();
    }
    // The first one may still be at its last bytes when the second is asked.
    assert.ok(wire.connections <= 2, `${wire.connections} connections`);
  });

  it("with a chunk for each sign of life, also where a model only thinks", async () => {
    const events = [
      chunk({ reasoning_content: "hm" }),
      chunk({ reasoning_content: "well" }),
      chunk({ content: "Yes." }),
      FINISH,
    ];
    const lines = [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`);
    const thinking: typeof fetch = () =>
      Promise.resolve(new Response(lines.join(""), { headers: { "Content-Type": "text/event-stream" } }));
    const texts: string[] = [];
    for await (const { text } of model({ fetch: thinking }).chat(HELLO)) texts.push(text);
    assert.deepEqual(texts, ["", "", "Yes.", ""]);
  });

  it("whatever its lines, comments, costs, empty chunks and cuts are", async () => {
    const events = [
      ": keep-alive",
      "event: message",
      `data:${JSON.stringify(chunk({ role: "assistant", content: null }))}`,
      "",
      'data: {"choices": []}',
      "",
      "data: null",
      "",
      `data: ${JSON.stringify({ choices: [{ index: 1, delta: { content: "not this one" } }] })}`,
      "",
      `data: ${JSON.stringify(chunk({ reasoning_content: "hm" }))}`,
      "",
      `data: ${JSON.stringify(chunk({ content: "Schöne 👩🏽‍🚀\r\n" }))}`,
      "",
      `data: ${JSON.stringify(chunk({ content: "data: [DONE]" }))}`,
      "",
      `data: ${JSON.stringify(FINISH)}`,
      "",
      'data: {"choices": [], "usage": {"total_tokens": 3}}',
      "",
      "data: [DONE]",
      "",
      "",
    ];
    for (const lineEnd of ["\n", "\r\n", "\r"]) {
      const bytes = Buffer.from(events.join(lineEnd));
      for (const size of [1, 7, bytes.length]) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        // Without sockets between, which would join what was cut.
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const piece of pieces) controller.enqueue(piece);
            controller.close();
          },
        });
        const inPieces: typeof fetch = () =>
          Promise.resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
        const heard = await hear(model({ fetch: inPieces }));
        assert.deepEqual(heard, { text: "Schöne 👩🏽‍🚀\r\ndata: [DONE]", isDone: true }, JSON.stringify([lineEnd, size]));
      }
    }
  });
});

describe("an answer that never was one", () => {
  it("is a page", async () => {
    wire.plan((request) => request.answer(200, "<!doctype html><title>Login</title>", { "Content-Type": "text/html" }));
    const error = await fails("llm-failed");
    assert.match(error.message, /a page: check its baseURL/);
    assert.equal(error.retryable, false);
    assert.equal(wire.requests.length, 1);
  });

  it("is a page without end, which nobody waits for", async () => {
    wire.plan((request) => request.begin(200, { "Content-Type": "text/html" }).write("<!doctype html>"));
    await fails("llm-failed");
    await (await wire.arrival(0)).givenUp();
  });

  it("is JSON that is no answer", async () => {
    for (const body of ["{", '{"choices": [{"mess', '{"object": "list", "data": []}']) {
      wire.plan((request) => request.answer(200, body));
      const error = await fails("llm-failed");
      assert.equal(error.retryable, body.includes("list"), error.message);
    }
    assert.equal(wire.requests.length, 3);
  });

  it("is no event, is nonsense, is an event that is none", async () => {
    const errors: unknown[][] = [];
    const log = console.error;
    console.error = (...args) => errors.push(args);
    try {
      for (const bytes of [
        "",
        "{malformed json: <<<chaos>>>",
        "data: {malformed\n\n",
        "data: 17\n\n",
        "\u0000\uFFFF\n\n",
      ]) {
        twice(raw(bytes));
        await fails("llm-interrupted");
      }
      wire.plan(raw(`data: ${JSON.stringify(chunk({ content: "Well, " }))}\n\ndata: {"choices": [{"del\n\n`));
      await fails("llm-interrupted", "Well, ");
    } finally {
      console.error = log;
    }
    assert.deepEqual(errors, [], "what a server sends is not for the console");
  });

  for (const event of [
    'data: {"error": {"message": "The model is overloaded."}}',
    'event: error\ndata: {"error": {"message": "The model is overloaded."}}',
    'event: error\ndata: {"message": "The model is overloaded."}',
    'data: {"object": "error", "message": "The model is overloaded."}',
    'data: {"error": "The model is overloaded."}',
  ]) {
    it(`is an error: ${event.replace("\n", " ")}`, async () => {
      twice(raw(`${event}\n\ndata: [DONE]\n\n`));
      assert.match(
        (await fails("llm-failed")).message,
        /^The language model reported an error: The model is overloaded\.$/,
      );
      assert.equal(wire.requests.length, 2);
      wire.plan(raw(`data: ${JSON.stringify(chunk({ content: "Well, " }))}\n\n${event}\n\ndata: [DONE]\n\n`));
      await fails("llm-failed", "Well, ");
      assert.equal(wire.requests.length, 3);
    });
  }

  it("is an error with the status of the service behind a router", async () => {
    wire.plan(raw('data: {"error": {"message": "Slow down.", "code": 429}}\n\n'));
    assert.equal((await fails("llm-rate-limited")).status, 429);
  });
});

describe("a refusal", () => {
  for (const [status, code, requests] of [
    [400, "llm-refused", 1],
    [401, "llm-refused", 1],
    [403, "llm-refused", 1],
    [404, "llm-refused", 1],
    [413, "llm-refused", 1],
    [408, "llm-timeout", 1],
    [429, "llm-rate-limited", 1],
    [500, "llm-failed", 2],
    [502, "llm-failed", 2],
    [503, "llm-failed", 2],
  ] as const) {
    it(`with ${status} is ${code}, asked ${requests === 1 ? "once" : "twice"}`, async () => {
      twice((request) => request.answer(status, { error: { message: "No such model." } }));
      const error = await fails(code);
      assert.equal(error.status, status);
      assert.equal(error.message, `The language model answered ${status}: No such model.`);
      assert.equal(wire.requests.length, requests);
    });
  }

  it("says when to come back, in seconds or as a date, and is not pressed before", async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1, 12));
    const later = { "30": 30, "Thu, 01 Jan 2026 12:00:10 GMT": 10, soon: undefined };
    for (const [header, seconds] of Object.entries(later)) {
      wire.plan((request) => request.answer(429, {}, { "Retry-After": header }));
      assert.equal((await fails("llm-rate-limited", "", model({ clock }))).retryAfter, seconds);
    }
    wire.plan((request) => request.answer(503, {}, { "Retry-After": "7" }));
    assert.equal((await fails("llm-failed", "", model({ clock }))).retryAfter, 7);
    assert.equal(wire.requests.length, 4);
  });

  it("may be a page, a text, nothing, or larger than anything", async () => {
    for (const body of ["<html>Bad gateway</html>", "", "{", " \n"]) {
      wire.plan((request) => request.answer(400, body, { "Content-Type": "text/html" }));
      const error = await fails("llm-refused");
      assert.equal(error.message, "The language model answered 400.");
    }
    wire.plan((request) => request.answer(400, "oops"));
    assert.equal((await fails("llm-refused")).message, "The language model answered 400: oops");
    wire.plan((request) => request.answer(400, "x".repeat(3_000_000)));
    assert.ok((await fails("llm-refused")).message.length < 350);
  });

  it("whose reason never ends is told without it", async () => {
    const clock = new FakeClock();
    wire.plan((request) => request.begin(400).write('{"error": "'));
    const over = hear(model({ clock }));
    await until(() => clock.pending === 1 && wire.requests.length === 1);
    let isOver = false;
    void over.finally(() => (isOver = true));
    await until(() => {
      void clock.advance(1000);
      return isOver;
    });
    assert.equal(codeOf(await over), "llm-refused");
  });

  it("never carries the key, nor any other secret", async () => {
    const apiKey = "sk-proj-0123456789abcdef";
    const headers = { "X-Site": "Token 8f4e2b90aa11" };
    wire.plan((request) => {
      const said = `Key ${apiKey} (${request.headers.authorization}), or 8f4e2b90aa11 of ${String(request.headers["x-site"])}, is bad.`;
      request.answer(401, { error: { message: said } });
    });
    const error = await fails("llm-refused", "", model({ apiKey, headers }));
    assert.match(error.message, /^The language model answered 401: Key … .*is bad\.$/);
    for (const secret of [apiKey, "8f4e2b90aa11"])
      assert.ok(!JSON.stringify([error, error.message, error.stack, String(error.cause)]).includes(secret));
    for (const written of [encodeURIComponent("Token 8f4e2b90aa11"), btoa("8f4e2b90aa11")]) {
      wire.plan((request) => request.answer(400, { detail: `Bad: ${written}.` }));
      assert.match((await fails("llm-refused", "", model({ apiKey, headers }))).message, /Bad: …/);
    }
  });
});

describe("a server that keeps one waiting", () => {
  const waits = async (plan: (request: WireRequest) => unknown, text: string): Promise<LiveAvatarError> => {
    const clock = new FakeClock();
    wire.plan(plan);
    const heard: Heard = { text: "", isDone: false };
    const over = hear(model({ clock, timeoutMs: 5000 }), undefined, heard);
    const request = await wire.arrival(0);
    await until(() => heard.text === text && clock.pending === 1);
    await clock.advance(4999);
    assert.equal(heard.error, undefined);
    await clock.advance(1);
    await over;
    await request.givenUp();
    assert.equal(clock.pending, 0);
    assert.equal(heard.isDone, false);
    assert.equal(wire.requests.length, 1);
    assert.equal(codeOf(heard), "llm-timeout");
    return heard.error as unknown as LiveAvatarError;
  };

  it("before its headers", async () => {
    assert.match((await waits(() => undefined, "")).message, /gave no answer in 5 s/);
  });

  it("after its headers", async () => {
    const clock = new FakeClock();
    wire.plan((request) => request.begin());
    const over = hear(model({ clock, timeoutMs: 5000 }));
    await wire.arrival(0);
    // Two waits, one after the other: for the headers, and for what follows.
    let isOver = false;
    void over.finally(() => (isOver = true));
    await until(() => {
      void clock.advance(1000);
      return isOver;
    });
    assert.equal(codeOf(await over), "llm-timeout");
  });

  it("after the first word", async () => {
    assert.match((await waits((request) => request.say("Well, "), "Well, ")).message, /said nothing more for 5 s/);
  });

  it("but not while the listener takes its time", async () => {
    const clock = new FakeClock();
    wire.plan((request) => request.reply("One ", "two ", "three."));
    let text = "";
    for await (const piece of model({ clock, timeoutMs: 1000 }).chat(HELLO)) {
      text += piece.text;
      await clock.advance(60_000);
    }
    assert.equal(text, "One two three.");
  });
});

describe("a server that does not stop", () => {
  it("is heard for as long as somebody listens, and then hung up on", async () => {
    wire.plan(async (request) => {
      while (request.isOpen) await request.say("blah ").catch(() => undefined);
    });
    const controller = new AbortController();
    let count = 0;
    await assert.rejects(async () => {
      for await (const piece of model().chat(HELLO, { signal: controller.signal })) {
        count += piece.text.length;
        if (count > 5000) controller.abort();
      }
    }, isAbortError);
    await (await wire.arrival(0)).givenUp();
  });

  it("is hung up on within a line, whatever type it claims", async () => {
    for (const type of ["text/event-stream", "text/plain", "application/octet-stream"]) {
      const index = wire.requests.length;
      wire.plan((request) => request.begin(200, { "Content-Type": type }).write(Buffer.alloc(2_000_000, "x")));
      const error = await fails("llm-failed");
      assert.match(error.message, /a line without end/);
      await (await wire.arrival(index)).givenUp();
    }
    assert.equal(wire.requests.length, 3);
  });

  it("is hung up on after more than any answer is long", async () => {
    const comments = Buffer.from(`: ${"x".repeat(65_000)}\n\n`.repeat(16));
    wire.plan(async (request) => {
      while (request.isOpen) await request.begin().write(comments);
    });
    assert.match((await fails("llm-failed")).message, /more than any answer is long/);
    await (await wire.arrival(0)).givenUp();
  });

  it("after the end of its answer is not waited for", async () => {
    wire.plan(async (request) => {
      await request.say("Hi.");
      // The listener in the same process gets its turn between two of them.
      while (request.isOpen) await request.event("[DONE]").then(() => setImmediate());
    });
    assert.deepEqual(await hear(), { text: "Hi.", isDone: true });
    await (await wire.arrival(0)).givenUp();
  });

  it("is let go even if the site's own fetch knows no signals", async () => {
    let cancelled: () => void;
    const letGo = new Promise<void>((resolve) => (cancelled = resolve));
    const deaf: typeof fetch = () => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(Buffer.from(`data: ${JSON.stringify(chunk({ content: "Hi" }))}\n\n`));
        },
        cancel: () => {
          cancelled();
        },
      });
      return Promise.resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
    };
    const controller = new AbortController();
    const heard: Heard = { text: "", isDone: false };
    const over = hear(model({ fetch: deaf }), controller.signal, heard);
    await until(() => heard.text === "Hi");
    controller.abort();
    await over;
    assert.ok(isAbortError(heard.error));
    await letGo;
  });
});

describe("no server", () => {
  it("is a failure with its cause, tried twice", async () => {
    let count = 0;
    const counting: typeof fetch = (...request) => {
      count += 1;
      return fetch(...request);
    };
    const baseURL = wire.baseURL;
    const closed = await ModelWire.start();
    const nowhere = closed.baseURL;
    await closed.close();
    assert.notEqual(nowhere, baseURL);
    const error = await fails("llm-failed", "", model({ baseURL: nowhere, fetch: counting }));
    assert.equal(error.message, "The language model could not be reached.");
    assert.equal(error.retryable, true);
    assert.ok(error.cause instanceof TypeError);
    assert.equal(count, 2);
  });

  it("is not asked again by one who has gone", async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    wire.plan((request) => request.cut());
    const over = hear(model({ clock }), controller.signal);
    await until(() => wire.requests.length === 1 && clock.pending === 1);
    controller.abort();
    assert.ok(isAbortError((await over).error));
    assert.equal(clock.pending, 0);
    assert.equal(wire.requests.length, 1);
  });
});
