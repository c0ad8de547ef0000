/** The OpenAI adapters in a real page, at a server of another origin that allows the two headers that it must. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BrowserContext, Page } from "puppeteer-core";
import type * as adapters from "../../src/providers/openai/index.js";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "../support/chromium.js";
import { ModelWire } from "../support/model-wire.js";
import { spokenWav } from "../support/spoken-wav.js";
import { sharedStand } from "../support/stand.js";

declare const openai: typeof adapters;

const HELLO = [{ id: "1", role: "user" as const, content: "Hello", createdAt: 0 }];

let context: BrowserContext;
let site: { readonly origin: string; close(): void };
let page: Page;
let wire: ModelWire;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../src/providers/openai/index.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "openai",
    target: "es2022",
    logLevel: "error",
  });
  const script = outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(isScript ? script : '<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
});
after(() => site.close());
beforeEach(async () => {
  wire = await ModelWire.start();
  wire.headers = {
    "Access-Control-Allow-Origin": site.origin,
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type, authorization",
  };
  context = await (await sharedStand()).newContext({ flags: [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS] });
  page = await context.newPage();
  await page.goto(`${site.origin}/`);
});
afterEach(async () => {
  await context.close();
  await wire.close();
});

/** What the browser asked leave for, each name once. */
const wishes = (): string[] => {
  const asked = wire.requests.filter(({ method }) => method === "OPTIONS");
  const names = asked.flatMap(({ headers }) => (headers["access-control-request-headers"] ?? "").split(","));
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))].sort();
};

/** A pre-flight takes no plan: these are for what follows it. */
const options = () => ({ baseURL: wire.baseURL, model: "m-1", apiKey: "token-of-the-site" });

describe("a page of another origin", () => {
  it("streams, speaks, hears and measures with content-type and authorization alone", async () => {
    const wav = await spokenWav(["Hello there."]);
    wire.plan(
      (request) => request.reply("Good ", "morning, 👩🏽‍🚀."),
      (request) => request.answer(200, new Uint8Array(wav), { "Content-Type": "audio/wav" }),
      (request) => request.answer(200, { text: "hello" }),
      (request) => request.answer(200, { data: [{ index: 0, embedding: [1, 2] }] }),
    );
    const got = await page.evaluate(
      async (options, messages) => {
        const pieces: string[] = [];
        for await (const { text } of new openai.OpenAILLM(options).chat(messages)) if (text !== "") pieces.push(text);
        const sound = await new openai.OpenAITTS(options).synthesize("Hello there.");
        const { duration } = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(await sound.arrayBuffer());
        return {
          pieces,
          duration,
          words: await new openai.OpenAISTT(options).transcribe(new Blob(["sound"], { type: "audio/webm" })),
          vectors: await new openai.OpenAIEmbedder(options).embed(["hello"]),
        };
      },
      options(),
      HELLO,
    );
    const { duration, ...rest } = got;
    assert.deepEqual(rest, { pieces: ["Good ", "morning, 👩🏽‍🚀."], words: "hello", vectors: [[1, 2]] });
    assert.ok(duration > 0.3 && duration < 5, `${duration} s`);
    assert.deepEqual(wishes(), ["authorization", "content-type"]);
  });

  it("asks leave for content-type alone where there is no key", async () => {
    wire.plan((request) => request.reply("Hi."));
    const text = await page.evaluate(
      async (baseURL, messages) => {
        let said = "";
        for await (const { text } of new openai.OpenAILLM({ baseURL, model: "m-1" }).chat(messages)) said += text;
        return said;
      },
      wire.baseURL,
      HELLO,
    );
    assert.equal(text, "Hi.");
    assert.deepEqual(wishes(), ["content-type"]);
  });

  it("hangs up when it aborts, and takes half an answer for what it is", async () => {
    const ask = (abortAt: string) =>
      page.evaluate(
        async (options, messages, abortAt) => {
          const controller = new AbortController();
          let said = "";
          try {
            for await (const { text } of new openai.OpenAILLM(options).chat(messages, { signal: controller.signal })) {
              said += text;
              document.title = said;
              if (said === abortAt) controller.abort();
            }
            return { said, error: undefined };
          } catch (error) {
            const { name, code } = error as { name: string; code?: string };
            return { said, error: name === "AbortError" ? name : code };
          }
        },
        options(),
        HELLO,
        abortAt,
      );
    wire.plan((request) => request.say("One, "));
    assert.deepEqual(await ask("One, "), { said: "One, ", error: "AbortError" });
    await wire.requests.at(-1)?.givenUp();

    wire.plan((request) => request.say("Two, "));
    const half = ask("never");
    await page.waitForFunction(() => document.title === "Two,");
    wire.requests.at(-1)?.cut();
    assert.deepEqual(await half, { said: "Two, ", error: "llm-interrupted" });
  });

  it("does not send a key to OpenAI's own address because somebody put it there", async () => {
    const code = await page.evaluate(() => {
      try {
        new openai.OpenAILLM({ model: "m-1", apiKey: "sk-somebody" });
        return "made";
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    assert.equal(code, "config-missing");
  });

  it("finds the backend of its own site by a relative address", async () => {
    const [request] = await Promise.all([
      page.waitForRequest((request) => request.method() === "POST"),
      page.evaluate(async (messages) => {
        const answer = new openai.OpenAILLM({ model: "m-1", baseURL: "/api/model" }).chat(messages);
        const first = answer[Symbol.asyncIterator]().next();
        await first.catch(() => undefined);
      }, HELLO),
    ]);
    assert.equal(request.url(), `${site.origin}/api/model/chat/completions`);
  });
});
