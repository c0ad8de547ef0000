/** What visitors and their browsers do: no patience, a closed tab, a word in between. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { en } from "../../src/element/locales/en.js";
import { visits } from "../support/breakage.js";
import type { ElementPage, Sight } from "../support/breakage.js";

const stand = visits();

interface Avatar extends Element {
  readonly updateComplete: Promise<boolean>;
  start(): Promise<void>;
  stop(): Promise<void>;
  interrupt(): void;
  sendMessage(text: string): Promise<void>;
  readonly session: {
    readonly state: string;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
  } | null;
}

async function end(element: ElementPage): Promise<void> {
  await element.press("End conversation");
  await element.expect({ state: "idle", text: en.ended.stopped, button: "Start again" });
}

describe("an element that is removed", () => {
  for (const scenario of ["token-slow", "start-slow", "both-missing"]) {
    it(`while connecting (${scenario}): nothing is left`, () =>
      stand.visit({ scenario }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "connecting", button: "Cancel" });
        if (scenario === "both-missing") await stand.untilRunning(1);
        await element.page.$eval("live-avatar", (avatar) => {
          avatar.remove();
        });
        // Nothing in the page may wait for it any more, and nothing of it may complain.
        await stand.untilRunning(0);
      }));
  }

  it("in mid-call: the service is told", () =>
    stand.visit({}, async (element) => {
      await element.press("Start");
      await element.expect({ state: "ready" });
      await element.page.$eval("live-avatar", (avatar) => {
        avatar.remove();
      });
    }));
});

describe("a tab that is closed", () => {
  it("in mid-call: the service is told", () =>
    stand.visit({}, async (element) => {
      await element.press("Start");
      await element.expect({ state: "ready" });
      await stand.untilRunning(1);
      await element.page.close({ runBeforeUnload: true });
      await stand.untilRunning(0);
      assert.equal((await stand.sessions()).at(-1)?.endReason, "USER_CLOSED");
    }));
});

describe("stop() at every step of start", () => {
  const rows: [step: string, scenario: string, reached: (element: ElementPage) => Promise<unknown>][] = [
    ["in the same task", "", async () => undefined],
    [
      "while the token is minted",
      "token-slow",
      (element) => element.page.waitForRequest((request) => request.url().includes("/token")),
    ],
    [
      "while the session starts",
      "start-slow",
      (element) => element.page.waitForRequest((request) => request.url().endsWith("/start")),
    ],
    // The avatar is late, or a quick start would be through before the stop.
    ["as soon as the session runs", "avatar-late", () => stand.untilRunning(1)],
    [
      "while participants are missing",
      "both-missing",
      (element) => element.expect({ state: "connecting" }).then(() => stand.untilRunning(1)),
    ],
  ];
  for (const [step, scenario, reached] of rows) {
    it(`${step}: back to idle, no error, no end`, () =>
      stand.visit({ scenario }, async (element) => {
        const atStep = reached(element);
        const isAtOnce = step === "in the same task";
        await element.page.$eval(
          "live-avatar",
          (node, atOnce) => {
            const avatar = node as Avatar;
            const outcome = avatar.start().then(
              () => "started",
              (error: unknown) => (error as Error).name,
            );
            Object.assign(window, { outcome });
            if (atOnce) void avatar.stop();
          },
          isAtOnce,
        );
        await atStep;
        await element.page.$eval("live-avatar", (avatar) => (avatar as Avatar).stop());
        const outcome = await element.page.evaluate(() => (window as unknown as { outcome: Promise<string> }).outcome);
        assert.equal(outcome, "AbortError");
        await element.expect({ state: "idle", code: "", button: "Start" });
        const heard = await element.heard();
        assert.deepEqual(
          heard.filter(({ name }) => name === "error" || name === "ended"),
          [],
        );
      }));
  }
});

interface Interrupting {
  readonly probe: { see(): Sight };
  interruption: Promise<{ readonly shown: Sight; readonly after: string | undefined }>;
}

/**
 * Interrupts the next speech as soon as the visitor sees that it has begun. The page itself does so: where it was held up, all of a
 * speech is told at once, and whoever looks from outside sees the end only.
 */
async function interruptNextSpeech(element: ElementPage): Promise<void> {
  await element.page.$eval("live-avatar", (node) => {
    const avatar = node as Avatar;
    const page = window as unknown as Interrupting;
    const begun = new Promise((resolve) => {
      avatar.addEventListener("avatar-speech-start", resolve, { once: true });
    });
    page.interruption = begun
      .then(() => avatar.updateComplete)
      .then(() => {
        const shown = page.probe.see();
        avatar.interrupt();
        // The attribute follows with the next microtask; the session's own word is there in this task.
        return { shown, after: avatar.session?.state };
      });
  });
}

describe("a word in between, whatever the service does then", () => {
  for (const scenario of ["default", "interrupt-silent", "interrupt-late", "interrupt-trailing", "interrupt-twice"]) {
    it(`${scenario}: ready at once, and the next reply is the next reply`, () =>
      stand.visit({ scenario }, async (element) => {
        await element.press("Start");
        await element.expect({ state: "ready" });
        const send = (text: string) =>
          element.page.$eval(
            "live-avatar",
            (avatar, words) => {
              void (avatar as Avatar).sendMessage(words).catch(() => undefined);
            },
            text,
          );
        await interruptNextSpeech(element);
        await send("tell me a story");
        await element.hear("the beginning of the story", (all) => all.some(({ name }) => name === "speech-start"));
        const { shown, after } = await element.page.evaluate(() => (window as unknown as Interrupting).interruption);
        assert.equal(shown.state, "speaking");
        assert.ok(shown.buttons.includes("Interrupt"));
        assert.equal(after, "ready");
        await send("what is your name");
        await element.hear("the whole second reply", (all) =>
          all.some(
            ({ name, role, text }) => name === "message" && role === "assistant" && text?.includes("Ada") === true,
          ),
        );
        await element.expect({ state: "ready", code: "" });
        const heard = await element.heard();
        const second = heard.findLast(({ name, role }) => name === "message" && role === "assistant");
        assert.equal(second?.text, "My name is Ada, and I am a demonstration avatar.");
        const speech = heard.filter(({ name }) => name.startsWith("speech-")).map(({ name }) => name);
        assert.deepEqual(speech, ["speech-start", "speech-end", "speech-start", "speech-end"]);
        await end(element);
      }));
  }
});
