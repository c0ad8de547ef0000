/** The handlers of docs/server.md are made as it says, and answer; the services behind them are played by the test. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, it, mock } from "node:test";
import { createTokenHandler, type TokenHandlerOptions } from "../../src/server/index.js";
import { block } from "../support/documents.js";
import { run } from "../support/snippets.js";

const DOCUMENT = "docs/server.md";
const SITE = "https://www.example.com";
type Handler = (request: Request) => Promise<Response>;

async function handlerOf(
  words: string,
  env: Record<string, string>,
  globals: Record<string, unknown> = {},
): Promise<Handler> {
  const { handler } = await run(`${block(DOCUMENT, words)}\nexport { handler };`, { process: { env }, ...globals });
  return handler as Handler;
}

/** Who is signed in, to the site of the document. */
const accountOf = async (request: Request) => {
  const id = request.headers.get("cookie");
  return id === null ? undefined : { id };
};

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  new Request(`${SITE}${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: SITE, "cf-connecting-ip": "192.0.2.7", ...headers },
    body: JSON.stringify(body),
  });

/** Plays what is on the other side of `fetch`. */
function upstream(answer: unknown): { readonly url: string; readonly key: string | null; readonly body: unknown }[] {
  const asked: { url: string; key: string | null; body: unknown }[] = [];
  mock.method(globalThis, "fetch", async (...args: ConstructorParameters<typeof Request>) => {
    const request = new Request(...args);
    const headers = request.headers;
    asked.push({
      url: request.url,
      key: headers.get("x-api-key") ?? headers.get("authorization"),
      body: await request.json(),
    });
    return Response.json(answer);
  });
  return asked;
}
afterEach(() => {
  mock.restoreAll();
});

describe(DOCUMENT, () => {
  it("mints a token, for this site's pages, as often as it says", async () => {
    const asked = upstream({ code: 1000, data: { session_id: "s-1", session_token: "token-1" } });
    const handler = await handlerOf("createTokenHandler", { LIVEAVATAR_API_KEY: "key-of-the-document" });
    const answer = await handler(post("/api/live-avatar/token", { language: "en" }));
    assert.deepEqual([answer.status, await answer.json()], [200, { session_token: "token-1" }]);
    assert.equal(asked[0]?.key, "key-of-the-document");
    assert.ok(asked[0].url.startsWith("https://api.liveavatar.com/"), asked[0].url);
    assert.equal((await handler(post("/", {}, { Origin: "https://elsewhere.example" }))).status, 403);
    const statuses = [];
    for (let count = 2; count <= 6; count += 1) statuses.push((await handler(post("/", {}))).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 429]);
  });

  it("has a conversation go on for the account that had it, and for nobody who names it", async () => {
    const minted = new Set<string>();
    const sessions = {
      has: async (account: string, session: string) => minted.has(`${account} ${session}`),
      add: async (account: string, session: string) => void minted.add(`${account} ${session}`),
    };
    const { options } = await run(block(DOCUMENT, "// going-on.js"), { accountOf, sessions });
    const asked = upstream({ code: 1000, data: { session_id: "s-1", session_token: "token-1" } });
    const handler = createTokenHandler({
      ...{ apiKey: "key-of-the-document", allowedOrigins: [SITE], rateLimit: false },
      ...(options as Pick<TokenHandlerOptions, "session" | "relayToken">),
    });
    const memoryOf = async (cookie: string | undefined, body: object) => {
      const answer = await handler(post("/", body, cookie === undefined ? {} : { cookie }));
      assert.deepEqual([answer.status, await answer.json()], [200, { session_token: "token-1" }]);
      return (asked.at(-1)?.body as { memory?: unknown }).memory;
    };
    const hints = { thread_id: "t-1", previous_session_id: "s-1" };
    assert.equal(await memoryOf("ada", hints), undefined, "it was not minted yet");
    assert.deepEqual(await memoryOf("ada", hints), { prev_session_id: "s-1" });
    assert.equal(await memoryOf("bob", { previous_session_id: "s-1" }), undefined);
    assert.equal(await memoryOf(undefined, hints), undefined);
    assert.equal(await memoryOf("ada", {}), undefined);
  });

  it("lends a model, with the site's prompt and limits", async () => {
    const asked = upstream({ choices: [{ message: { role: "assistant", content: "Size 39." } }] });
    const env = { OPENAI_API_KEY: "sk-of-the-document-123", CHAT_MODEL: "talker", SPEECH_MODEL: "voice" };
    const handler = await handlerOf("createModelHandler", env);
    const messages = [
      { role: "system", content: "You are a pirate." },
      { role: "user", content: "Which size?" },
    ];
    const body = { model: "talker", messages, max_completion_tokens: 100_000 };
    const answer = await handler(post("/api/model/chat/completions", body));
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal(asked[0]?.url, "https://api.openai.com/v1/chat/completions");
    assert.equal(asked[0].key, "Bearer sk-of-the-document-123");
    const sent = asked[0].body as { messages: { content: string }[]; max_completion_tokens: number };
    assert.deepEqual(
      sent.messages.map(({ content }) => content),
      ["You are Ada, who sells shoes. Answer in two sentences.", "Which size?"],
    );
    assert.equal(sent.max_completion_tokens, 500);
    assert.equal((await handler(post("/api/model/embeddings", { input: "shoe" }))).status, 404);
    const long = { messages: [{ role: "user", content: "x".repeat(20_001) }] };
    assert.equal((await handler(post("/api/model/chat/completions", long))).status, 413);
  });

  it("gives a token for speech recognition, and only that", async () => {
    const asked = upstream({ value: "ek_1", expires_at: 7, session: { type: "transcription" } });
    const env = { OPENAI_API_KEY: "sk-of-the-document-123", TRANSCRIPTION_MODEL: "transcriber" };
    const handler = await handlerOf("createRealtimeTokenHandler", env);
    const answer = await handler(post("/api/speech-token", {}));
    assert.deepEqual(await answer.json(), { client_secret: { value: "ek_1", expires_at: 7 }, model: "transcriber" });
    assert.equal(asked[0]?.url, "https://api.openai.com/v1/realtime/client_secrets");
    assert.equal(asked[0].key, "Bearer sk-of-the-document-123");
    assert.deepEqual(asked[0].body, {
      expires_after: { anchor: "created_at", seconds: 600 },
      session: {
        type: "transcription",
        audio: {
          input: {
            format: { type: "audio/pcm", rate: 24_000 },
            transcription: { model: "transcriber", language: "en" },
            noise_reduction: { type: "near_field" },
          },
        },
      },
    });
  });

  it("keeps threads in a file, each for its owner", async () => {
    const folder = mkdtempSync(join(tmpdir(), "server-docs-"));
    try {
      const env = { THREADS_FILE: join(folder, "threads.db") };
      const ask = async (cookie: string, method: string, path: string, body?: object) => {
        // Made anew each time, as after a restart.
        const handler = await handlerOf("createSqliteThreadStore", env, { accountOf });
        const init = { method, headers: { Origin: SITE, cookie, "Content-Type": "application/json" } };
        return handler(
          new Request(`${SITE}/api/threads${path}`, { ...init, ...(body && { body: JSON.stringify(body) }) }),
        );
      };
      const message = { id: "m-1", role: "user", content: "Which size?", createdAt: 1 };
      assert.equal((await ask("ada", "PUT", "/t-1", { title: "Shoes", createdAt: 1, updatedAt: 1 })).status, 200);
      assert.equal((await ask("ada", "POST", "/t-1/messages", { messages: [message] })).status, 204);
      const kept = await ask("ada", "GET", "/t-1/messages");
      assert.deepEqual(await kept.json(), { messages: [message], more: false });
      assert.equal((await ask("bob", "GET", "/t-1")).status, 404);
      assert.equal((await ask("", "GET", "")).status, 401);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("takes the events of a session, each once, also after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "server-docs-"));
    try {
      const env = { RELAY_FILE: join(folder, "relay.db") };
      const kept: object[] = [];
      const globals = {
        ownerOf: (header: string | null) => (header === "Bearer signed" ? "ada" : null),
        keep: async (one: object) => void kept.push(one),
      };
      const event = { seq: 1, type: "message", at: 1, detail: { text: "Hello" } };
      const body = { version: 1, sessionId: "s-1", batchId: "b-1", events: [event] };
      for (let count = 0; count < 2; count += 1) {
        const handler = await handlerOf("createSqliteRelayStore", env, globals);
        const answer = await handler(post("/api/relay", body, { Authorization: "Bearer signed" }));
        assert.deepEqual(await answer.json(), { received: 1, missing: [] });
        assert.equal((await handler(post("/api/relay", body))).status, 401);
      }
      assert.deepEqual(kept, [{ owner: "ada", sessionId: "s-1", seq: 1, type: "message", detail: { text: "Hello" } }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
