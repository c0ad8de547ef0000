/** What the adapters send, and what they make of whole answers. */
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type Clock, systemClock } from "../../src/core/clock.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { OpenAIEmbedder, OpenAILLM, OpenAISTT, OpenAITTS } from "../../src/providers/openai/index.js";
import { ModelWire, type WireRequest } from "../support/model-wire.js";

const HELLO = [{ id: "1", role: "user" as const, content: "Hello", createdAt: 0 }];
const SOUND = new Blob(["sound"], { type: "audio/webm;codecs=opus" });
/** Does not wait between two tries. */
const clock: Clock = { ...systemClock, sleep: () => Promise.resolve() };

let wire: ModelWire;
beforeEach(async () => {
  wire = await ModelWire.start();
});
afterEach(() => wire.close());

const options = <More extends object>(more: More) => ({ model: "m-1", baseURL: wire.baseURL, clock, ...more });

async function read(llm: OpenAILLM, asked: Parameters<OpenAILLM["chat"]>[1] = {}): Promise<string> {
  let text = "";
  for await (const piece of llm.chat(HELLO, asked)) text += piece.text;
  return text;
}

/** Asks all four once; the requests are in the order of their names. */
async function askAll(
  more: Omit<ConstructorParameters<typeof OpenAILLM>[0], "model">,
): Promise<readonly WireRequest[]> {
  wire.plan(
    (request) => request.reply("Hi."),
    (request) => request.answer(200, "sound", { "Content-Type": "audio/mpeg" }),
    (request) => request.answer(200, { text: "hello" }),
    (request) => request.answer(200, { data: [{ index: 0, embedding: [1] }] }),
  );
  await read(new OpenAILLM(options(more)));
  await new OpenAITTS(options(more)).synthesize("Hello.");
  await new OpenAISTT(options(more)).transcribe(SOUND);
  await new OpenAIEmbedder(options(more)).embed(["Hello"]);
  return wire.requests;
}

describe("a request", () => {
  it("carries nothing of the client's own, so that pages need no server's consent for it", async () => {
    for (const { headers, path } of await askAll({ apiKey: "key-1" })) {
      const own = Object.keys(headers).filter((name) => /^(?:x-|openai)/.test(name));
      assert.deepEqual(own, [], path);
      assert.doesNotMatch(headers["user-agent"] ?? "", /openai/i, path);
      assert.equal(headers.authorization, "Bearer key-1");
    }
  });

  it("has no key where none is given, whatever the environment holds", async () => {
    const env = { ...process.env };
    Object.assign(process.env, {
      OPENAI_API_KEY: "sk-of-the-environment",
      OPENAI_ORG_ID: "org-of-the-environment",
      OPENAI_PROJECT_ID: "project-of-the-environment",
      OPENAI_CUSTOM_HEADERS: "X-Custom: of-the-environment",
      OPENAI_BASE_URL: "http://of-the-environment.invalid/v1",
    });
    try {
      const requests = await askAll({});
      assert.equal(requests.length, 4);
      for (const { headers } of requests) {
        assert.equal(headers.authorization, undefined);
        assert.doesNotMatch(JSON.stringify(headers), /environment/);
      }
    } finally {
      process.env = env;
    }
  });

  it("goes to the four addresses, with the model and what the site adds", async () => {
    const query = { baseURL: `${wire.baseURL}/?api-version=2&x=a%20b#top`, headers: { "X-Site": "shop" } };
    const requests = await askAll({ ...query, parameters: { temperature: 0.4, model: "other", stream: false } });
    assert.deepEqual(
      requests.map(({ path }) => path.split("?")),
      ["chat/completions", "audio/speech", "audio/transcriptions", "embeddings"].map((path) => [
        `/v1/${path}`,
        "api-version=2&x=a%20b",
      ]),
    );
    const [chat, speech, transcription, embeddings] = requests;
    const common = { temperature: 0.4, model: "m-1" };
    assert.deepEqual(chat?.json(), { ...common, stream: true, messages: [{ role: "user", content: "Hello" }] });
    assert.deepEqual(speech?.json(), { ...common, stream: false, input: "Hello.", response_format: "mp3" });
    const form = [...(await transcription!.form()).entries()].filter(([name]) => name !== "file");
    const fields = { ...common, temperature: "0.4", stream: "false", response_format: "json" };
    assert.deepEqual(Object.fromEntries(form), fields);
    assert.deepEqual(embeddings?.json(), { ...common, stream: false, input: ["Hello"] });
    for (const { headers } of requests) assert.equal(headers["x-site"], "shop");
  });

  it("names recordings so that servers know their format", async () => {
    const names = {
      "audio/webm;codecs=opus": "webm",
      "audio/mp4": "m4a",
      "audio/ogg": "ogg",
      "audio/wav": "wav",
      "": "wav",
    };
    for (const [type, extension] of Object.entries(names)) {
      wire.plan((request) => request.answer(200, { text: " hi\n" }));
      assert.equal(await new OpenAISTT(options({})).transcribe(new Blob(["x"], { type }), { language: "pt-BR" }), "hi");
      const form = await wire.requests.at(-1)!.form();
      assert.equal((form.get("file") as File).name, `speech.${extension}`);
      assert.equal(form.get("language"), "pt");
    }
  });

  it("is not made for a recording without a byte", async () => {
    assert.equal(await new OpenAISTT(options({})).transcribe(new Blob([])), "");
    assert.equal(wire.requests.length, 0);
  });

  it("asks for the voice and the format that were chosen", async () => {
    const tts = new OpenAITTS(options({ voice: "ada", format: "wav" as const }));
    for (const voiceId of [undefined, "noah"]) {
      wire.plan((request) => request.answer(200, "RIFF", { "Content-Type": "application/octet-stream" }));
      const sound = await tts.synthesize("Hello.", { voiceId });
      assert.equal(sound.type, "audio/wav");
      const { voice, response_format } = wire.requests.at(-1)!.json();
      assert.deepEqual({ voice, response_format }, { voice: voiceId ?? "ada", response_format: "wav" });
    }
  });
});

describe("a whole answer", () => {
  const ask = {
    tts: () => new OpenAITTS(options({})).synthesize("Hello."),
    stt: () => new OpenAISTT(options({})).transcribe(SOUND),
    llm: () => new OpenAIEmbedder(options({})).embed(["one", "two"]),
  };
  const vectors = (...embeddings: unknown[]) => ({
    data: embeddings.map((embedding, index) => ({ index, embedding })),
  });
  const failure = async (stage: keyof typeof ask): Promise<LiveAvatarError> => {
    const error: unknown = await ask[stage]().then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(LiveAvatarError.is(error), `${stage}: ${String(error)}`);
    assert.equal(error.stage, stage);
    return error;
  };

  for (const [stage, status, type, body, says] of [
    ["tts", 200, "application/json", '{"error": {"message": "no"}}', /text instead of sound/],
    ["tts", 200, "text/html", "<!doctype html>", /text instead of sound/],
    ["stt", 200, "text/html", "<!doctype html>", /without a text/],
    ["stt", 200, "application/json", '{"text": 7}', /without a text/],
    ["llm", 200, "application/json", "[]", /without one vector for each of 2 texts/],
    ["llm", 200, "application/json", JSON.stringify(vectors([1])), /without one vector/],
    ["llm", 200, "application/json", JSON.stringify(vectors([1], [1, 2])), /without one vector/],
    ["llm", 200, "application/json", JSON.stringify(vectors([], [])), /without one vector/],
    ["llm", 200, "application/json", JSON.stringify(vectors(["1"], ["2"])), /without one vector/],
    [
      "llm",
      200,
      "application/json",
      '{"data": [{"index": 0, "embedding": [1]}, {"index": 0, "embedding": [1]}]}',
      /without/,
    ],
    ["llm", 200, "text/html", "<!doctype html>", /without one vector/],
  ] as const) {
    it(`that is not one is told in a sentence: ${stage} ${type} ${body}`, async () => {
      wire.plan((request) => request.answer(status, body, { "Content-Type": type }));
      const error = await failure(stage);
      assert.match(error.message, says);
      assert.equal(error.retryable, false);
      assert.equal(wire.requests.length, 1);
    });
  }

  it("of vectors has the length that was asked for, in every batch the same", async () => {
    const answer = (length: number) => (request: WireRequest) => {
      const texts = request.json()["input"] as string[];
      request.answer(200, vectors(...texts.map(() => new Array<number>(length).fill(0.5))));
    };
    wire.plan(answer(3));
    await assert.rejects(new OpenAIEmbedder(options({ dimensions: 2 })).embed(["x"]), {
      message: /vectors of 3, not 2/,
    });
    wire.plan(answer(3), answer(4));
    await assert.rejects(new OpenAIEmbedder(options({})).embed(new Array<string>(257).fill("x")), {
      message: /vectors of 4, not 3/,
    });
  });

  it("that is silence is a failure, and asked for once more", async () => {
    const nothing = (request: WireRequest) => request.answer(200, "", { "Content-Type": "audio/mpeg" });
    wire.plan(nothing, nothing);
    assert.match((await failure("tts")).message, /no sound at all/);
    assert.equal(wire.requests.length, 2);
  });

  for (const stage of ["tts", "stt", "llm"] as const) {
    it(`that breaks off is none, and is asked for once more: ${stage}`, async () => {
      const half = async (request: WireRequest): Promise<void> => {
        const headers = { "Content-Type": stage === "tts" ? "audio/mpeg" : "application/json", "Content-Length": "90" };
        await request.begin(200, headers).write('{"text": "Good mor');
        request.cut();
      };
      wire.plan(half, half);
      assert.equal((await failure(stage)).code, `${stage}-interrupted`);
      assert.equal(wire.requests.length, 2);
    });

    it(`that is larger than any is hung up on: ${stage}`, async () => {
      const piece = Buffer.alloc(1_048_576, " ");
      wire.plan(async (request) => {
        request.begin(200, { "Content-Type": stage === "tts" ? "audio/mpeg" : "application/json" });
        while (request.isOpen) await request.write(piece);
      });
      const error = await failure(stage);
      assert.match(error.message, /more than any answer is long/);
      assert.equal(error.code, `${stage}-failed`);
      await (await wire.arrival(0)).givenUp();
      assert.equal(wire.requests.length, 1);
    });

    it(`that is aborted in its middle is hung up on: ${stage}`, async () => {
      const controller = new AbortController();
      const { signal } = controller;
      wire.plan(async (request) => {
        const type = stage === "tts" ? "audio/mpeg" : "application/json";
        await request.begin(200, { "Content-Type": type }).write('{"text": "Good mor');
        controller.abort();
      });
      const asked = {
        tts: () => new OpenAITTS(options({})).synthesize("Hello.", { signal }),
        stt: () => new OpenAISTT(options({})).transcribe(SOUND, { signal }),
        llm: () => new OpenAIEmbedder(options({})).embed(["x"], { signal }),
      };
      await assert.rejects(asked[stage](), { name: "AbortError" });
      await (await wire.arrival(0)).givenUp();
    });
  }
});

describe("an option", () => {
  type Options = ConstructorParameters<typeof OpenAILLM>[0];
  const MAKERS = { OpenAILLM, OpenAITTS, OpenAISTT, OpenAIEmbedder };
  const rejects = (given: Partial<Options>, code: string, says: RegExp): void => {
    for (const [name, Maker] of Object.entries(MAKERS)) {
      assert.throws(
        () => new Maker(given as Options),
        (error) =>
          LiveAvatarError.is(error) &&
          error.code === code &&
          error.message.startsWith(name) &&
          says.test(error.message),
      );
    }
  };

  it("is missing", () => {
    rejects({ baseURL: "https://models.example/v1" }, "config-missing", /needs a model/);
    rejects({ model: " ", apiKey: "sk-1" }, "config-missing", /needs a model/);
    rejects({ model: "m-1" }, "config-missing", /needs a baseURL/);
    rejects({ model: "m-1", apiKey: " " }, "config-missing", /needs a baseURL/);
  });

  it("is no time, no header", () => {
    const baseURL = "https://models.example/v1";
    for (const timeoutMs of [0, -1, NaN]) rejects({ model: "m", baseURL, timeoutMs }, "config-invalid", /timeoutMs/);
    for (const given of [
      { apiKey: "sk-кey-0123" },
      { apiKey: "a\nb" },
      { headers: { "X y": "1" } },
      { headers: { X: "ы" } },
    ]) {
      rejects({ model: "m", baseURL, ...given }, "config-invalid", /apiKey or headers/);
      try {
        new OpenAILLM({ model: "m", baseURL, ...given });
      } catch (error) {
        assert.doesNotMatch(`${String(error)}${String((error as Error).cause)}`, /0123|ы/, "its value is not repeated");
      }
    }
  });

  it("is no place to go, which is found out at the first request", async () => {
    for (const [baseURL, says] of [
      ["/api/model", /no URL, and without a document it must be absolute/],
      ["ftp://models.example", /http or https/],
      ["https://ann:secret@models.example/v1", /must not hold a name or a password/],
    ] as const) {
      await assert.rejects(read(new OpenAILLM({ model: "m", baseURL })), (error) => {
        assert.ok(LiveAvatarError.is(error) && error.code === "config-invalid");
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    }
  });

  it("waits for ever, in so far as timers can", async () => {
    wire.plan((request) => request.reply("Hi."));
    assert.equal(await read(new OpenAILLM(options({ timeoutMs: Infinity }))), "Hi.");
  });

  it("is trimmed where a file or a form has left a line feed", async () => {
    wire.plan((request) => request.reply("Hi."));
    await read(new OpenAILLM(options({ apiKey: " key-1\n", model: "m-1\n" })), { model: "" });
    assert.equal(wire.requests[0]?.headers.authorization, "Bearer key-1");
    assert.equal(wire.requests[0].json()["model"], "m-1");
  });
});
