/**
 * Pages with the element on the site of a stand (stand.ts). A row breaks one part, looks at what the visitor sees, and
 * leaves no session running.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Frame, Page } from "puppeteer-core";
import { FREE_SOUND_FLAGS, MICROPHONE_FLAGS } from "./chromium.js";
import { sharedStand, type Stand, type StandSession } from "./stand.js";

const PROBE = readFileSync(new URL("element-probe.js", import.meta.url), "utf8");
const PATIENCE_MS = 20_000;
const STEP_MS = 50;
const SESSION_PATIENCE_MS = 8_000;

/** What a visitor sees. */
export interface Sight {
  readonly state: string;
  readonly code: string;
  readonly mic: string;
  readonly connection: string;
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What a sight has to have; only what is named is looked at. */
export interface Expected {
  readonly state?: string;
  readonly code?: string;
  readonly mic?: string;
  readonly connection?: string;
  readonly text?: string | RegExp;
  readonly button?: string;
}

/** What the element's events said; only the fields of the event are there. */
export interface Heard {
  readonly name: string;
  /** Milliseconds since the page began. */
  readonly at: number;
  readonly state?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly text?: string;
  readonly role?: string;
  readonly turnId?: string;
}

interface Probe {
  readonly heard: Heard[];
  see(): Sight;
  press(name: string): void;
  framesIn(ms: number): Promise<number>;
}
type Probed = Window & { readonly probe: Probe };

function matches(sight: Sight, expected: Expected): boolean {
  const { text, button, ...words } = expected;
  const isText = text === undefined || (typeof text === "string" ? sight.text.includes(text) : text.test(sight.text));
  const isButton = button === undefined || sight.buttons.includes(button);
  return isText && isButton && Object.entries(words).every(([name, value]) => sight[name as keyof Sight] === value);
}

/** A page with the element, as seen from outside. */
export class ElementPage {
  readonly page: Page;
  /** Console errors and exceptions of the page. */
  readonly complaints: string[] = [];
  /** Where the element is. */
  readonly frame: Frame;

  constructor(page: Page, frame: Frame = page.mainFrame()) {
    this.page = page;
    this.frame = frame;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  see(): Promise<Sight> {
    return this.frame.evaluate(() => (window as unknown as Probed).probe.see());
  }

  heard(): Promise<Heard[]> {
    return this.frame.evaluate(() => (window as unknown as Probed).probe.heard);
  }

  framesIn(ms: number): Promise<number> {
    return this.frame.evaluate((time) => (window as unknown as Probed).probe.framesIn(time), ms);
  }

  /** Presses the button of that name, as soon as it is there. */
  async press(button: string): Promise<void> {
    await this.expect({ button });
    await this.frame.evaluate((name) => (window as unknown as Probed).probe.press(name), button);
  }

  /** Resolves when the visitor sees this. @param withinMs default 20 s */
  async expect(expected: Expected, withinMs = PATIENCE_MS): Promise<Sight> {
    const began = Date.now();
    let looks = 0;
    for (;;) {
      const sight = await this.see();
      if (matches(sight, expected)) return sight;
      looks += 1;
      if (Date.now() - began > withinMs) {
        // How often is said because a page that was held up is looked at rarely, and what passes is then not seen.
        const what = `not seen in ${withinMs} ms and ${looks} looks: ${JSON.stringify(expected, stringOf)}`;
        assert.fail(`${what}\nbut ${JSON.stringify(sight, null, 1)}\nheard:\n${await this.#history()}`);
      }
      await sleep(STEP_MS);
    }
  }

  /** Resolves when the condition holds of what was heard. */
  async hear(what: string, condition: (heard: Heard[]) => boolean, withinMs = PATIENCE_MS): Promise<Heard[]> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const heard = await this.heard();
      if (condition(heard)) return heard;
      if (Date.now() > deadline) assert.fail(`not heard in ${withinMs} ms: ${what}\nbut:\n${await this.#history()}`);
      await sleep(STEP_MS);
    }
  }

  /** What was heard, a line for each event, and the time of the page. */
  async #history(): Promise<string> {
    const now = await this.frame.evaluate(() => Math.round(performance.now()));
    const lines = (await this.heard()).map(({ at, name, ...said }) => `${at} ms ${name} ${JSON.stringify(said)}`);
    return [...lines, `${now} ms: now`].join("\n");
  }
}

const stringOf = (_key: string, value: unknown) => (value instanceof RegExp ? String(value) : value);

export interface PageOptions {
  /** A scenario of the emulator. */
  readonly scenario?: string;
  /** How the token endpoint is broken: a status, `hang`, `html`. */
  readonly endpoint?: string;
  /** Long waits take a fifth of the time. */
  readonly hurry?: boolean;
  readonly attributes?: string;
}

export interface Visits {
  /**
   * Opens a page with a microphone that beeps, lets the row do its part, and sees that no session runs then and that the page
   * never complained.
   */
  visit(options: PageOptions, row: (element: ElementPage) => Promise<void>): Promise<void>;
  /** Resolves when so many sessions of this visit run. */
  untilRunning(count: number): Promise<void>;
  /** The sessions of this visit, newest last. */
  sessions(): Promise<readonly StandSession[]>;
}

/** @param of Default: the shared stand */
export function visits(of: () => Promise<Stand> = sharedStand): Visits {
  // A row that failed may have left one running: that is its own failure, not the next one's.
  let visit = "";
  const self: Visits = {
    async visit(options, row) {
      const stand = await of();
      const context = await stand.newContext({ flags: [...FREE_SOUND_FLAGS, ...MICROPHONE_FLAGS] });
      visit = randomUUID();
      try {
        const origin = `http://127.0.0.1:${stand.site.port}`;
        const page = await context.newPage();
        await page.evaluateOnNewDocument(`{${PROBE}}`);
        await page.goto(`${origin}/?${new URLSearchParams({ visit, ...queryOf(options) }).toString()}`);
        const element = new ElementPage(page);
        await row(element);
        await self.untilRunning(0);
        assert.deepEqual(element.complaints, []);
      } finally {
        await context.close();
      }
    },
    async untilRunning(count) {
      const deadline = Date.now() + SESSION_PATIENCE_MS;
      for (;;) {
        const running = (await self.sessions()).filter(({ state }) => state === "running").length;
        if (running === count) return;
        assert.ok(Date.now() < deadline, `${running} sessions run in the emulator instead of ${count}`);
        await sleep(STEP_MS);
      }
    },
    sessions: async () => (await of()).sessions(visit),
  };
  return self;
}

const queryOf = ({ scenario, endpoint, hurry, attributes }: PageOptions): Record<string, string> => ({
  ...(scenario !== undefined && { scenario }),
  ...(endpoint !== undefined && { endpoint }),
  ...(attributes !== undefined && { attributes }),
  ...(hurry === true && { hurry: "" }),
});
