/** A conversation with LiveAvatar that is kept, in a real room: the service's agent has a context of its own, which only the token can continue. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, before, describe, it } from "node:test";
import type { Page } from "puppeteer-core";
import { openBrowser, type VisitorBrowser } from "../support/browser.js";
import { control, untilSaid, untilState } from "../support/page-talk.js";
import { askedOf, messagesOf, openKept, say, start, threadOf } from "../support/remembering.js";
import { sharedStand, type Stand } from "../support/stand.js";

let stand: Stand;
let visitor: VisitorBrowser;

before(async () => {
  stand = await sharedStand();
});
afterEach(() => visitor.close());

/** One visit of the site. */
async function open(page: Page): Promise<string> {
  const visit = randomUUID();
  const query = new URLSearchParams({ visit, attributes: 'microphone="off" memory="local" resume' });
  await openKept(page, `http://127.0.0.1:${stand.site.port}`, {}, `?${query.toString()}`);
  await start(page);
  return visit;
}

const end = async (page: Page): Promise<void> => {
  await (await control(page, "button", "End conversation")).click();
  await untilState(page, "idle");
};

describe("a conversation with LiveAvatar that is kept", () => {
  it("has the service's id in its thread, and the next token request tells of both", async () => {
    visitor = await openBrowser();
    let page = await visitor.newPage();
    const first = await open(page);
    await say(page, "What is your name?", "name");
    const said = await messagesOf(page);
    assert.ok(said.includes("user: What is your name?"), said.join("\n"));
    const thread = await threadOf(page);
    assert.equal(thread?.title, "What is your name?");
    const [session] = await stand.sessions(first);
    assert.equal(thread.metadata?.["sessionId"], session?.id);
    assert.deepEqual(await askedOf(page, "/token"), [{ language: "en", interaction: "conversational" }]);
    await end(page);

    page = await visitor.newPage();
    const second = await open(page);
    const hints = { thread_id: thread.id, previous_session_id: session?.id };
    assert.deepEqual(await askedOf(page, "/token"), [{ language: "en", interaction: "conversational", ...hints }]);
    assert.deepEqual((await messagesOf(page)).slice(0, said.length), said, "what was said is there again");
    await say(page, "How does this work?", "comes back the same way");
    const next = await threadOf(page);
    assert.equal(next?.id, thread.id);
    const [other] = await stand.sessions(second);
    assert.notEqual(other?.id, session?.id);
    assert.equal(next.metadata?.["sessionId"], other?.id, "the one that goes on from here");
    await untilSaid(page, "user", "what is your name?");
    await end(page);
    assert.deepEqual(visitor.problems, []);
  });
});
