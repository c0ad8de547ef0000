/** What happens to a running conversation: participants leave, the room falls silent, the server dies, the service ends it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { en } from "../../src/element/locales/en.js";
import type { EndReason } from "../../src/core/vocabulary.js";
import { visits } from "../support/breakage.js";
import type { ElementPage } from "../support/breakage.js";
import { startOwnStand, type Stand } from "../support/stand.js";

const stand = visits();

/** A stand whose servers are broken on purpose. */
let breakable: Stand & { readonly end: () => void };
const broken = visits(() => Promise.resolve(breakable));

async function converse(element: ElementPage): Promise<void> {
  await element.press("Start");
  await element.expect({ state: "ready", code: "" });
  await moves(element);
}

/** Resolves when the picture moves. */
async function moves(element: ElementPage): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) if ((await element.framesIn(250)) > 1) return;
  assert.fail("the picture stands still");
}

async function end(element: ElementPage): Promise<void> {
  await element.press("End conversation");
  await element.expect({ state: "idle", text: en.ended.stopped, button: "Start again" });
}

describe("participants who leave", () => {
  for (const [scenario, code] of [
    ["avatar-leaves", "avatar-left"],
    ["agent-leaves", "agent-left"],
  ] as const) {
    it(`${scenario}: ${code} after a while`, () =>
      stand.visit({ scenario, hurry: true }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready" });
        await element.expect({ state: "error", code, text: en.errors[code], button: "Try again" });
      }));
  }

  for (const scenario of ["avatar-returns", "agent-returns"]) {
    it(`${scenario}: the conversation goes on`, () =>
      stand.visit({ scenario }, async (element) => {
        await converse(element);
        // Gone after 2.5 s, back after 5.
        await sleep(6500);
        await element.expect({ state: "ready", code: "" });
        await moves(element);
        const heard = await element.heard();
        assert.deepEqual(
          heard.filter(({ name, code }) => name === "error" && code !== "video-stalled"),
          [],
        );
        await end(element);
      }));
  }
});

/** One for each describe that breaks something. */
function breakServers(): void {
  before(async () => {
    breakable = await startOwnStand();
  });
  after(() => {
    breakable.end();
  });
}

describe("a room that falls silent", () => {
  breakServers();
  for (const seconds of [2, 8, 20]) {
    it(`for ${seconds} s: the visitor is told, and it goes on by itself`, () =>
      broken.visit({}, async (element) => {
        await converse(element);
        process.kill(breakable.livekit.pid, "SIGSTOP");
        try {
          await element.expect({ state: "ready", connection: "poor", code: "video-stalled" }, 6000);
          await element.expect({ text: en.errors["video-stalled"], button: "End conversation" });
          await sleep(seconds * 1000 - 1800);
          const { state } = await element.see();
          assert.equal(state, "ready");
        } finally {
          process.kill(breakable.livekit.pid, "SIGCONT");
        }
        await moves(element);
        await element.expect({ state: "ready", connection: "good", code: "" });
        await end(element);
      }));
  }
});

/** Longer than the patience with an answer. */
const LONG_SILENCE_MS = 17_000;

describe("words that are typed while the room reconnects", () => {
  breakServers();
  it("are answered when it is back, however long that took", () =>
    broken.visit({}, async (element) => {
      await converse(element);
      process.kill(breakable.livekit.pid, "SIGSTOP");
      try {
        await element.expect({ state: "ready", connection: "reconnecting" }, 25_000);
        await element.page.$eval("live-avatar", (avatar) => {
          void (avatar as unknown as { sendMessage(text: string): Promise<void> }).sendMessage("what is your name");
        });
        await element.expect({ state: "thinking" });
        await sleep(LONG_SILENCE_MS);
        await element.expect({ state: "thinking", code: "" });
      } finally {
        process.kill(breakable.livekit.pid, "SIGCONT");
      }
      await element.expect({ text: "My name is Ada" }, 40_000);
      const codes = (await element.heard()).filter(({ name }) => name === "error").map(({ code }) => code);
      assert.ok(!codes.includes("no-answer"), codes.join());
      await end(element);
    }));
});

describe("a server that dies", () => {
  breakServers();
  it("and comes back: the conversation goes on", () =>
    broken.visit({}, async (element) => {
      await converse(element);
      await breakable.stopLiveKit();
      await element.expect({ state: "ready", connection: "reconnecting", text: en.status.reconnecting });
      await breakable.restartLiveKit();
      await moves(element);
      await element.expect({ state: "ready", connection: "good", code: "" }, 40_000);
      await end(element);
    }));
});

describe("a service that ends the conversation", () => {
  const rows: [scenario: string, reason: EndReason][] = [
    ["ends-idle-timeout", "idle-timeout"],
    ["ends-max-duration-reached", "max-duration"],
    ["ends-no-credits", "no-credits"],
    ["ends-agent-hang-up", "agent-hang-up"],
    ["ends-with-end-reason-only", "agent-hang-up"],
    ["ends-with-stop-reason-only", "agent-hang-up"],
    ["ends-without-event", "server-ended"],
  ];
  for (const [scenario, reason] of rows) {
    it(`${scenario}: ended, ${reason}`, () =>
      stand.visit({ scenario }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready" });
        await element.expect({ state: "idle", code: "", text: en.ended[reason], button: "Start again" });
        const ended = (await element.heard()).filter(({ name }) => name === "ended");
        assert.deepEqual(
          ended.map((event) => event.reason),
          [reason],
        );
      }));
  }
});
