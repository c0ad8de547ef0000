/** The backend of the demo's page of memory: whose threads are whose, what is kept, and what a page is shown of its events. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";

let folder: string;
const demos: Demo[] = [];

before(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-memory-"));
});
afterEach(async () => {
  for (const demo of demos.splice(0)) await demo.close();
});
after(() => rmSync(folder, { recursive: true }));

async function start(threadsFile?: string): Promise<Demo> {
  const demo = await startDemo({ port: 0, livekit: undefined, missing: "There is none.", env: {}, threadsFile });
  demos.push(demo);
  return demo;
}

/** The cookie that a first visit gives, as later requests send it. */
async function visit({ url }: Demo, page = "memory.html"): Promise<string> {
  const cookie = (await fetch(`${url}/${page}`)).headers.get("set-cookie") ?? "";
  return cookie.replace(/;.*/, "");
}

const ask = ({ url }: Demo, cookie: string, method: string, path: string, body?: object, origin = url) =>
  fetch(`${url}/api/memory${path}`, {
    method,
    headers: { Cookie: cookie, Origin: origin, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });

const idsOf = async (response: Response): Promise<string[]> => {
  const { threads } = (await response.json()) as { threads: { id: string }[] };
  return threads.map(({ id }) => id);
};

const THREAD = { title: "Shoes", createdAt: 1, updatedAt: 1 };
const message = (seq: number, content: string) => ({
  ...{ seq, type: "message", at: 1, detail: { message: { id: `m-${seq}`, role: "user", content } } },
});

describe("the demo's memory", () => {
  it("gives a visitor of its page one cookie, which scripts cannot read and other sites' requests do not send", async () => {
    const demo = await start();
    const first = await fetch(`${demo.url}/memory.html`);
    assert.match(
      first.headers.get("set-cookie") ?? "",
      /^live-avatar-visitor=[0-9a-f]{32}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    const cookie = await visit(demo);
    assert.notEqual(cookie, await visit(demo), "each visitor has another one");
    const again = await fetch(`${demo.url}/memory.html`, { headers: { Cookie: `a=b; ${cookie}` } });
    assert.equal(again.headers.get("set-cookie"), null);
    assert.equal(await visit(demo, "portrait.html"), "", "a page that needs none");
    const forged = await fetch(`${demo.url}/memory.html`, { headers: { Cookie: "live-avatar-visitor=admin" } });
    assert.ok(forged.headers.get("set-cookie"));
  });

  it("keeps the threads of each visitor apart, and nothing for anybody else", async () => {
    const demo = await start();
    const [ann, bob] = [await visit(demo), await visit(demo)];
    assert.equal((await ask(demo, ann, "PUT", "/threads/t-1", THREAD)).status, 200);
    assert.deepEqual(await idsOf(await ask(demo, ann, "GET", "/threads")), ["t-1"]);
    assert.deepEqual(await idsOf(await ask(demo, bob, "GET", "/threads")), []);
    assert.equal((await ask(demo, bob, "GET", "/threads/t-1")).status, 404);
    for (const cookie of ["", "live-avatar-visitor=", "live-avatar-visitor=ann"]) {
      assert.equal((await ask(demo, cookie, "GET", "/threads")).status, 401, cookie);
      assert.equal((await ask(demo, cookie, "GET", "/events")).status, 401, cookie);
    }
    assert.equal((await ask(demo, ann, "GET", "/threads", undefined, "https://evil.example")).status, 403);
  });

  it("has a file that outlives it, where one is named", async () => {
    const file = join(folder, "threads.db");
    const first = await start(file);
    const cookie = await visit(first);
    await ask(first, cookie, "PUT", "/threads/t-1", THREAD);
    await first.close();
    demos.splice(0);
    const next = await start(file);
    assert.deepEqual(next.notices, []);
    assert.deepEqual(await idsOf(await ask(next, cookie, "GET", "/threads")), ["t-1"]);
  });

  it("says so where the file is of no use, and keeps the threads as long as it runs", async () => {
    const file = join(folder, "no-database.txt");
    writeFileSync(file, "This is a text, and no database. ".repeat(50));
    const demo = await start(file);
    assert.match(demo.notices.join(), /^The conversations of \/memory\.html are forgotten with this demo: .*database/);
    const cookie = await visit(demo);
    assert.equal((await ask(demo, cookie, "PUT", "/threads/t-1", THREAD)).status, 200);
  });

  it("shows a visitor the events of that visitor: those so far, and then each as it comes", async () => {
    const demo = await start();
    const [ann, bob] = [await visit(demo), await visit(demo)];
    const tell = (cookie: string, ...events: object[]) =>
      ask(demo, cookie, "POST", "/relay", { version: 1, sessionId: `s-${cookie}`, batchId: "b", events });
    assert.equal((await tell(bob, message(1, "Bob was here"))).status, 200);
    assert.equal((await tell(ann, message(1, "Good morning"))).status, 200);
    const stream = await ask(demo, ann, "GET", "/events");
    assert.equal(stream.headers.get("content-type"), "text/event-stream");
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (words: string): Promise<void> => {
      while (!text.includes(words)) text += (await reader.read()).value ?? assert.fail(`ended before "${words}"`);
    };
    await until("Good morning");
    assert.equal((await tell(ann, message(2, "And a line\n\ndata: forged"))).status, 200);
    await until("forged");
    assert.ok(!text.includes("Bob"));
    const events = text.split("\n\n").flatMap((one) => (one.startsWith("data: ") ? [one.slice(6)] : []));
    assert.deepEqual(
      events.map((one) => (JSON.parse(one) as { text: string }).text),
      ['user: "Good morning"', 'user: "And a line\\n\\ndata: forged"'],
    );
    await reader.cancel();
  });
});
