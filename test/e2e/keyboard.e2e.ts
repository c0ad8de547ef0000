/**
 * A whole conversation by keyboard alone, in every layout, beside what a screen reader is told: whatever has the focus has a name,
 * nothing that can have it is without one, and after no key is the focus lost.
 */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { BrowserContext, KeyInput, Page } from "puppeteer-core";
import { accessibilityTree, type TreeNode } from "../support/accessibility-tree.js";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { ASK, type MatrixSite, startMatrixSite } from "../support/matrix-site.js";
import { untilState, WAIT } from "../support/page-talk.js";
import { sharedStand } from "../support/stand.js";

/** More controls than any page of these has. */
const MANY = 40;

let site: MatrixSite;
let context: BrowserContext;
before(async () => {
  site = await startMatrixSite();
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
});
after(async () => {
  await context.close();
  site.close();
});

const said = ({ role, name, text }: Pick<TreeNode, "role" | "name" | "text">): string => `${role} "${name || text}"`;

/** A visitor without a mouse. */
class Visitor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** What has the focus; undefined: nothing has. */
  async focused(): Promise<string | undefined> {
    const nodes = (await this.tree()).filter(({ isFocused, role }) => isFocused && role !== "RootWebArea");
    assert.ok(nodes.length <= 1, nodes.map(said).join());
    return nodes[0] && said(nodes[0]);
  }

  /** The tree, in which everything that can have the focus says what it is. */
  async tree(): Promise<readonly TreeNode[]> {
    const nodes = await accessibilityTree(this.page);
    const nameless = nodes.filter(
      ({ isFocusable, name, role, text }) => isFocusable && role !== "RootWebArea" && !name && !text,
    );
    assert.deepEqual(nameless.map(said), [], "without a name");
    return nodes;
  }

  /** Presses a key; the focus is somewhere afterwards. */
  async press(key: KeyInput): Promise<void> {
    await this.page.keyboard.press(key);
    await this.hasFocus(key);
  }

  async hasFocus(when: string): Promise<void> {
    const isLost = await this.page.evaluate(() => document.activeElement === document.body);
    assert.equal(isLost, false, `the focus is lost: ${when}`);
  }

  /** Goes on by Tab, or goes back, to what is called so. */
  async tabTo(wanted: string, isBackwards = false): Promise<void> {
    const met: (string | undefined)[] = [];
    for (let count = 0; count < MANY; count += 1) {
      const now = await this.focused();
      if (now === wanted) return;
      met.push(now);
      await (isBackwards ? this.back() : this.page.keyboard.press("Tab"));
    }
    assert.fail(`no ${wanted} among ${met.join(", ")}`);
  }

  async back(): Promise<void> {
    await this.page.keyboard.down("Shift");
    await this.page.keyboard.press("Tab");
    await this.page.keyboard.up("Shift");
  }

  /** All that Shift+Tab leads to from here, once round or up to the beginning of the page, in the order of the page. */
  async before(): Promise<string[]> {
    const met: string[] = [];
    for (let count = 0; count < MANY; count += 1) {
      const now = await this.focused();
      if (now === undefined || now === met.at(-1)) return met;
      met.unshift(now);
      await this.back();
    }
    return assert.fail(`Shift+Tab leads nowhere: ${met.join(", ")}`);
  }

  /** The text of the one node of this role and, if there are several, of this name. */
  async told(role: string, name?: string): Promise<string> {
    const nodes = (await this.tree()).filter((node) => node.role === role && (name ?? node.name) === node.name);
    const texts = nodes.map(({ text }) => text).filter((text) => text !== "");
    assert.ok(texts.length === 1, `one ${role}: ${texts.join(" | ")}`);
    return texts[0] ?? "";
  }

  async ask(words: string): Promise<void> {
    await this.tabTo(FIELD);
    await this.page.keyboard.type(words);
    await this.press("Enter");
  }

  async pressOn(wanted: string): Promise<void> {
    await this.tabTo(wanted);
    await this.press("Enter");
  }

  async until(state: string): Promise<void> {
    await untilState(this.page, state);
    await this.page.evaluate(() => document.querySelector("live-avatar")?.updateComplete);
    await this.hasFocus(state);
  }
}

const FIELD = 'textbox "Type a message"';
const INTERRUPT = 'button "Interrupt"';

async function visit(attributes: string): Promise<Visitor> {
  const page = await context.newPage();
  await page.setViewport({ width: 1024, height: 768 });
  await page.goto(site.urlOf({ attributes, direction: "ltr" }));
  await page.waitForSelector("live-avatar[state=idle]", WAIT);
  return new Visitor(page);
}

interface Layout {
  readonly attributes: string;
  /** What opens it first. */
  readonly opener?: string;
  /** The role of all of it. */
  readonly box: string;
}

const LAYOUTS: Readonly<Record<string, Layout>> = {
  inline: { attributes: "", box: "region" },
  floating: { attributes: 'layout="floating"', opener: 'button "Talk to the avatar"', box: "region" },
  fullscreen: { attributes: 'layout="fullscreen" open', box: "dialog" },
};

/** What is in reach of a running conversation, besides what a layout adds. */
const CONTROLS = [
  ...['button "Stop the moving picture"', 'button "Show in a small window"', 'button "Turn on microphone"'],
  ...['button "Microphone, speaker and volume"', INTERRUPT, 'button "Turn sound off"', 'button "End conversation"'],
  FIELD,
];

describe("a conversation by keyboard", () => {
  for (const [layout, { attributes, opener, box }] of Object.entries(LAYOUTS)) {
    it(`${layout}: is begun, held, interrupted and ended, and a screen reader is told of it`, async () => {
      const visitor = await visit(attributes);
      const { page } = visitor;
      if (opener) await visitor.pressOn(opener);
      await visitor.pressOn('button "Start"');
      await visitor.until("connecting");
      assert.equal(await visitor.focused(), 'status "Connecting…"');
      await site.letStart(true);
      await visitor.until("ready");
      assert.equal(await visitor.focused(), FIELD);
      const boxes = (await visitor.tree()).filter(({ name }) => name === "Conversation with an avatar");
      assert.deepEqual(
        boxes.map(({ role }) => role),
        [box],
      );
      const controls = await visitor.before();
      assert.equal(new Set(controls).size, controls.length, `each has a name of its own: ${controls.join(", ")}`);
      assert.deepEqual(
        CONTROLS.filter((name) => !controls.includes(name)),
        [],
        controls.join(", "),
      );

      await visitor.ask(ASK.answer);
      await page.waitForFunction(() => document.querySelector("live-avatar")?.messages.length === 2, WAIT);
      await visitor.until("ready");
      assert.equal(await visitor.focused(), FIELD, "who writes goes on writing");
      assert.match(await visitor.told("log", "Transcript"), /^You What is the weather like\? Avatar It depends /);
      assert.equal(await visitor.told("status"), "Ready");

      await visitor.ask(ASK.think);
      await visitor.until("thinking");
      assert.match(await visitor.told("status"), /thinking/i);
      await visitor.pressOn(INTERRUPT);
      await visitor.until("ready");
      assert.equal(await visitor.focused(), INTERRUPT);
      await visitor.ask(ASK.talk);
      await visitor.until("speaking");
      await visitor.pressOn(INTERRUPT);
      await visitor.until("ready");
      assert.match(await visitor.told("log", "Transcript"), /A long one: .* Interrupted$/);

      await visitor.ask(ASK.fail);
      await page.waitForSelector("live-avatar >>> .notice", WAIT);
      await visitor.until("ready");
      const told = (await visitor.tree()).filter(({ role }) => role === "status" || role === "alert");
      assert.ok(told.some(({ text }) => text.startsWith("The avatar cannot be reached right now.")));
      await visitor.pressOn('button "Dismiss"');
      await page.waitForSelector("live-avatar >>> .notice", { ...WAIT, hidden: true });
      await visitor.hasFocus("the notice is gone");

      await visitor.pressOn('button "End conversation"');
      await visitor.until("idle");
      assert.equal(await visitor.focused(), 'button "Start again"');
      await page.close();
    });
  }

  it("opens and closes the menu of devices, and fills the window and goes back, with the focus where it was", async () => {
    const visitor = await visit("");
    await visitor.pressOn('button "Start"');
    await site.letStart(true);
    await visitor.until("ready");
    const devices = 'button "Microphone, speaker and volume"';
    await visitor.tabTo(FIELD);
    await visitor.tabTo(devices, true);
    await visitor.press("Enter");
    await visitor.page.waitForSelector("live-avatar >>> .devices", WAIT);
    await visitor.press("Tab");
    await visitor.tree();
    await visitor.press("Escape");
    assert.equal(await visitor.focused(), devices);
    const [expand, shrink] = ['button "Fill the window"', 'button "Back to the page"'];
    await visitor.tabTo(expand, true);
    await visitor.press("Enter");
    await visitor.page.waitForSelector("live-avatar[layout=fullscreen]", WAIT);
    assert.equal(await visitor.focused(), shrink);
    await visitor.press("Escape");
    await visitor.page.waitForSelector("live-avatar:not([layout=fullscreen])", WAIT);
    assert.equal(await visitor.focused(), expand);
    await visitor.page.close();
  });
});
