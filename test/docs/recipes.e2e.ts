/** The token endpoints of docs/recipes.md, each in its own language, against the emulator, and against a service that fails. */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { block } from "../support/documents.js";
import { AVATAR_ID } from "../support/emulator-client.js";
import { startSessionService } from "../support/session-service.js";
import { sharedStand } from "../support/stand.js";

const DOCUMENT = "docs/recipes.md";
const SITE = "https://www.example.com";
const KEY = "sk-recipe-0123456789abcdef";
const READY_WITHIN_MS = 15_000;

interface Languages {
  readonly php: string;
  readonly python: string;
  readonly go: string;
  readonly puma: string;
}
interface Running {
  log(): string;
  stop(): Promise<void>;
}

// The project's own ways to programs are scripts without types.
const script = (name: string): Promise<unknown> =>
  import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);

/** How each is run: the file's name, its words, and the command for a port. */
const ENDPOINTS: Readonly<Record<string, readonly [string, string, (all: Languages, port: string) => string[]]>> = {
  PHP: ["token.php", "// token.php", ({ php }, port) => [php, "-S", `127.0.0.1:${port}`, "token.php"]],
  Python: ["token_endpoint.py", "# token_endpoint.py", ({ python }, port) => [python, "token_endpoint.py", port]],
  Go: ["token.go", "// token.go", (_, port) => ["./token", port]],
  Ruby: ["config.ru", "# config.ru", ({ puma }, port) => [puma, "-b", `tcp://127.0.0.1:${port}`, "config.ru"]],
};

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return String(port);
}

const ask = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: SITE, ...headers },
    body: JSON.stringify({ language: "en", avatar_id: "mine" }),
  });

describe("a token endpoint", () => {
  let languages: Languages;
  let folder: string;
  let emulator: string;
  let supervised: { startSupervised(program: string, args: readonly string[]): Promise<Running> };

  before(async () => {
    languages = await ((await script("languages")) as { ensureLanguages(): Promise<Languages> }).ensureLanguages();
    supervised = (await script("supervised")) as typeof supervised;
    emulator = (await sharedStand()).emulator.url;
    folder = await mkdtemp(join(tmpdir(), "token-endpoints-"));
    for (const [file, words] of Object.values(ENDPOINTS)) {
      await writeFile(join(folder, file), block(DOCUMENT, words));
    }
    const runner = (await script("run")) as {
      run(program: string, args: readonly string[], options: object): Promise<{ code: number; output: string }>;
    };
    const built = await runner.run(languages.go, ["build", "-o", "token", "token.go"], { cwd: folder });
    assert.equal(built.code, 0, built.output);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Runs one, asking this service for sessions. */
  async function withEndpoint(name: string, service: string, work: (url: string) => Promise<void>): Promise<void> {
    const port = await freePort();
    const [, , command] = ENDPOINTS[name]!;
    const env = {
      SITE_ORIGIN: SITE,
      AVATAR_ID,
      CONTEXT_ID: "shoes",
      LIVEAVATAR_API_KEY: KEY,
      LIVEAVATAR_API_URL: service,
    };
    const settings = Object.entries(env).map(([variable, value]) => `${variable}=${value}`);
    const server = await supervised.startSupervised("env", ["-C", folder, ...settings, ...command(languages, port)]);
    const url = `http://127.0.0.1:${port}`;
    try {
      const end = Date.now() + READY_WITHIN_MS;
      while (!(await fetch(url).catch(() => undefined))) {
        if (Date.now() > end) assert.fail(`${name} did not come up:\n${server.log()}`);
        await later(50);
      }
      await work(url);
    } finally {
      await server.stop();
    }
  }

  for (const name of Object.keys(ENDPOINTS)) {
    it(`in ${name} gives a page of the site a session, and nobody else`, async () => {
      await withEndpoint(name, emulator, async (url) => {
        const response = await ask(url);
        const { session_token: token } = (await response.json()) as { readonly session_token: string };
        assert.equal(response.status, 200);
        assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
        assert.equal(response.headers.get("cache-control"), "no-store");
        for (const headers of [{ Origin: "https://evil.example" }, { Origin: "" }, { "Content-Type": "text/plain" }]) {
          const refused = await ask(url, headers);
          assert.equal(refused.status, 403, JSON.stringify(headers));
          const { error } = (await refused.json()) as { readonly error: { readonly code: string } };
          assert.equal(error.code, "origin-not-allowed");
        }
        const got = await fetch(`${url}/token`);
        assert.ok([403, 501].includes(got.status), `GET is ${got.status}`);
      });
    });

    it(`in ${name} asks for its own session with the key, and tells nobody of it`, async () => {
      const [service, elsewhere] = await Promise.all([startSessionService(), startSessionService()]);
      await withEndpoint(name, service.url, async (url) => {
        assert.deepEqual(await (await ask(url)).json(), { session_token: "a.b.c" });
        const { headers, body } = service.asked[0]!;
        assert.equal(headers["x-api-key"], KEY);
        assert.deepEqual(body, {
          ...{ mode: "FULL", avatar_id: AVATAR_ID, avatar_persona: { context_id: "shoes" } },
          max_session_duration: 600,
        });
        const failures = [
          { status: 401, body: { code: 4001, data: null, message: `wrong: ${KEY}` } },
          { status: 302, headers: { Location: `${elsewhere.url}/v1/sessions/token` }, body: {} },
          { status: 307, headers: { Location: `${elsewhere.url}/v1/sessions/token` }, body: {} },
          { status: 200, body: "<html>" },
        ];
        for (const failure of failures) {
          service.answer = failure;
          const refused = await ask(url);
          const text = await refused.text();
          assert.equal(refused.status, 502, text);
          assert.equal((JSON.parse(text) as { error: { code: string } }).error.code, "upstream-rejected");
          assert.ok(!text.includes(KEY));
        }
        assert.deepEqual(elsewhere.asked, [], "no redirect is followed");
      });
      await Promise.all([service.stop(), elsewhere.stop()]);
    });
  }
});
