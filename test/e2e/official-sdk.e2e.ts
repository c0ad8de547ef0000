/**
 * The emulator's fidelity, judged by a client that nobody here wrote: LiveAvatar's own web SDK, in a real browser,
 * converses with it as with the service.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BrowserContext, Page } from "puppeteer-core";
import type { FullSessionConfig } from "../../src/backend/rest-protocol.js";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "../support/chromium.js";
import { mint } from "../support/emulator-client.js";
import { assertHeard, spokenWav, WITHOUT_RECOGNISER } from "../support/spoken-wav.js";
import { sharedStand, type Stand } from "../support/stand.js";

const FLAGS = [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS];

let stand: Stand;
let pages: { readonly url: string; close(): void };
let context: BrowserContext;
let page: Page;
/** Of all sessions that were started here. */
const started: string[] = [];

async function servePage(): Promise<typeof pages> {
  const bundle = await build({
    entryPoints: [fileURLToPath(new URL("official-sdk.client.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  });
  const script = bundle.outputFiles[0]?.text ?? "";
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    response.end(
      isScript
        ? script
        : `<!doctype html><title>sdk</title><link rel="icon" href="data:,"><video playsinline autoplay></video><script type="module" src="/page.js"></script>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function openPage(from: BrowserContext): Promise<Page> {
  const opened = await from.newPage();
  await opened.goto(pages.url);
  await opened.waitForFunction(() => "sdk" in window);
  return opened;
}

/** Mints as a site's backend does, starts as a site's page does. */
async function start(config: Partial<FullSessionConfig> = {}, voice?: "CONVERSATIONAL" | "PUSH_TO_TALK") {
  const { session_id: id, session_token: token } = await mint(stand.emulator.url, config);
  started.push(id);
  await page.evaluate((token, options) => window.sdk.start(token, options), token, {
    apiUrl: stand.emulator.url,
    voice,
  });
  return id;
}

/** Waits for an event of the type (and, where given, the text or detail, by its words) after `from` entries of the log. */
const noted = (type: string, content?: string, from = 0) =>
  page.waitForFunction(
    // A function with a name of its own would not come through to the page: tsx adds a helper that is not there.
    (type, content, from) =>
      window.sdk.log.slice(from).some((entry) => {
        const said = String(entry.text ?? entry.detail);
        return (
          entry.type === type && (content === undefined || said.toLowerCase().replaceAll(/[^\w ]/g, "") === content)
        );
      }),
    { timeout: 20_000, polling: 20 },
    type,
    content?.toLowerCase().replaceAll(/[^\w ]/g, ""),
    from,
  );

/** The SDK does not wait for the service's answer: a page that is closed at once takes its farewell along. */
async function stop(): Promise<void> {
  await page.evaluate(() => window.sdk.session().stop());
  await page.waitForNetworkIdle();
}

const log = () => page.evaluate(() => window.sdk.log);
const typesOf = async () => (await log()).map(({ type }) => type);
const textsOf = async (type: string) =>
  (await log()).filter((entry) => entry.type === type).map(({ text }) => text ?? "");
const sessionOf = async (id: string) => (await stand.sessions()).find((session) => session.id === id);
const stateOf = async (id: string) => (await sessionOf(id))?.state;

before(async () => {
  stand = await sharedStand();
  pages = await servePage();
});
after(() => pages.close());
beforeEach(async () => {
  context = await stand.newContext({ flags: FLAGS });
  page = await openPage(context);
});
afterEach(() => context.close());

describe("the official SDK", () => {
  it("starts, sees and hears the avatar, converses by text, and stops", async () => {
    const id = await start();
    assert.equal(await stateOf(id), "running");
    await noted("stream-ready");
    assert.equal(await page.evaluate(() => window.sdk.nextFrame()), 640);

    await page.evaluate(() => window.sdk.session().message("What is your name?"));
    await noted("avatar.speak_started");
    assert.ok((await page.evaluate(() => window.sdk.loudness(600))) > 0.02, "the voice is heard");
    await noted("avatar.speak_ended");
    const [answer] = await textsOf("avatar.transcription");
    assert.match(answer ?? "", /my name is ada/i);
    assert.equal((await textsOf("avatar.transcription.chunk")).join(""), answer, "the chunks add up to the answer");

    await page.evaluate(() => window.sdk.session().stop());
    await noted("disconnected", "CLIENT_INITIATED");
    await page.waitForNetworkIdle();
    assert.equal(await stateOf(id), "ended");
    assert.equal((await sessionOf(id))?.endReason, "USER_CLOSED");
  });

  it("interrupts what is said and all that waits behind it, and can go on", async () => {
    await start();
    await noted("stream-ready");
    await page.evaluate(() => {
      for (const text of ["one", "two", "three"]) {
        window.sdk.session().repeat(`This is sentence number ${text}, and it is a rather long one to listen to.`);
      }
    });
    await noted("avatar.speak_started");
    await page.evaluate(() => window.sdk.session().interrupt());
    await noted("avatar.speak_ended");
    await page.evaluate(() => window.sdk.loudness(300)); // what is under way in jitter buffer and analyser
    assert.ok((await page.evaluate(() => window.sdk.loudness(1500))) < 0.01, "silence, though two more were waiting");
    assert.equal((await typesOf()).filter((type) => type === "avatar.speak_started").length, 1);

    await page.evaluate(() => window.sdk.session().repeat("Afterwards."));
    await noted("avatar.transcription", "Afterwards.");
    await page.waitForFunction(() => window.sdk.log.filter(({ type }) => type === "avatar.speak_ended").length === 2);
    await stop();
  });

  it(
    "hears two spoken questions, each with its own words, and answers each in its own way",
    { skip: WITHOUT_RECOGNISER },
    async () => {
      const says = [2, "what is your name", 9, "tell me about the ocean"];
      const silent = page;
      const speaking = await stand.newContext({ flags: FLAGS, says });
      try {
        page = await openPage(speaking);
        await start({}, "CONVERSATIONAL");
        await page.waitForFunction(
          () => window.sdk.log.filter(({ type }) => type === "avatar.transcription").length === 2,
        );
        assertHeard(await textsOf("user.transcription"), ["name", "ocean"]);
        assertHeard(await textsOf("avatar.transcription"), ["name", "ocean"]);
        const types = await typesOf();
        const turn = ["user.speak_started", "user.speak_ended", "user.transcription", "avatar.speak_started"];
        assert.deepEqual(
          turn.map((type) => types.indexOf(type)).toSorted((a, b) => a - b),
          turn.map((type) => types.indexOf(type)),
          "a turn in its plausible order",
        );
        await stop();
      } finally {
        page = silent;
        await speaking.close();
      }
    },
  );

  it("pushes to talk: only what is said in the window counts", { skip: WITHOUT_RECOGNISER }, async () => {
    const [outside, inside] = await Promise.all(
      [[0.3, "what is your name", 1.2] as const, [0.3, "tell me about the ocean", 0.3] as const].map(async (parts) =>
        Buffer.from(await spokenWav(parts)).toString("base64"),
      ),
    );
    assert.ok(outside !== undefined && inside !== undefined);
    await page.evaluate(() => window.sdk.takeMicrophone());
    const id = await start({ interactivity_type: "PUSH_TO_TALK" }, "PUSH_TO_TALK");
    await page.evaluate((wav) => window.sdk.say(wav), outside);
    await page.evaluate(() => window.sdk.session().voiceChat.startPushToTalk());
    await page.evaluate((wav) => window.sdk.say(wav), inside);
    await page.evaluate(() => window.sdk.session().voiceChat.stopPushToTalk());
    await noted("avatar.speak_ended");
    assertHeard(await textsOf("user.transcription"), ["ocean"]);
    const transcript = (await sessionOf(id))?.transcript ?? [];
    assert.deepEqual(
      transcript.map(({ role }) => role),
      ["user", "avatar"],
    );
    await stop();
  });

  it("learns of a refused push to talk", async () => {
    await page.evaluate(() => window.sdk.takeMicrophone());
    const variables = { dynamic_variables: { scenario: "push-to-talk-refused" } };
    await start({ interactivity_type: "PUSH_TO_TALK", ...variables }, "PUSH_TO_TALK");
    const outcome = await page.evaluate(() =>
      window.sdk
        .session()
        .voiceChat.startPushToTalk()
        .then(
          () => "open",
          () => "refused",
        ),
    );
    assert.equal(outcome, "refused");
    await stop();
  });

  it("meets the maximum duration", async () => {
    const id = await start({ max_session_duration: 3 });
    assert.equal(await page.evaluate(() => window.sdk.session().maxSessionDuration), 3);
    await noted("session.stopped", "MAX_DURATION_REACHED");
    await noted("disconnected", "SERVER_INITIATED");
    assert.equal(await stateOf(id), "ended");
  });

  it("leaves no session running", async () => {
    const sessions = (await stand.sessions()).filter(({ id }) => started.includes(id));
    assert.deepEqual(
      sessions.filter(({ state }) => state === "running"),
      [],
    );
  });
});
