/** A WordPress site, and what its administrator and its author do in it with a browser. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ElementHandle, Page } from "puppeteer-core";

const ROOT = new URL("../../", import.meta.url);
const PICTURES = fileURLToPath(new URL("artifacts/wordpress/", ROOT));
const WAIT = { timeout: 30_000 } as const;

export interface WordPress {
  readonly url: string;
  readonly folder: string;
  /** What PHP warned of. */
  log(): string;
  /** Runs code inside WordPress; returns what it prints. */
  php(code: string): Promise<string>;
  stop(): Promise<void>;
}

interface Launcher {
  startWordPress(mustUse?: Readonly<Record<string, string>>): Promise<WordPress>;
}

// The project's own ways to a server and to the plugin are scripts without types.
const script = (name: string): Promise<unknown> => import(new URL(`scripts/lib/${name}.mjs`, ROOT).href);

/** WordPress as it is before anybody has visited it. */
export async function startWordPress(mustUse: Readonly<Record<string, string>> = {}): Promise<WordPress> {
  return ((await script("wordpress-site")) as Launcher).startWordPress(mustUse);
}

/** Makes the file that an administrator uploads. */
export async function writePluginZip(path: string): Promise<void> {
  await ((await script("wordpress-plugin")) as { writeZip(to: string): Promise<void> }).writeZip(path);
}

export interface Account {
  readonly name: string;
  readonly password: string;
  readonly role: "administrator" | "author" | "subscriber";
}

export const ADMINISTRATOR: Account = { name: "boss", password: "correct horse battery", role: "administrator" };
export const AUTHOR: Account = { name: "anna", password: "staple tr0mbone lamp", role: "author" };
export const SUBSCRIBER: Account = { name: "sam", password: "window seventeen tea", role: "subscriber" };

export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}

async function seen(page: Page, selector: string): Promise<ElementHandle> {
  const handle = await page.waitForSelector(selector, WAIT);
  assert.ok(handle, selector);
  return handle;
}

/** Replaces what stands in a field. Not by keys: scripts of WordPress move the focus while the page loads. */
async function fill(page: Page, selector: string, text: string): Promise<void> {
  const field = (await seen(page, selector)) as ElementHandle<HTMLInputElement>;
  await field.evaluate((node, value) => {
    node.value = value;
    for (const type of ["input", "keyup", "change"]) node.dispatchEvent(new Event(type, { bubbles: true }));
  }, text);
}

/** Presses what leads to another page, and waits for that. */
async function follow(page: Page, selector: string): Promise<void> {
  const link = await seen(page, selector);
  await Promise.all([
    page.waitForNavigation({ waitUntil: "load", ...WAIT }),
    link.evaluate((node) => (node as HTMLElement).click()),
  ]);
}

/** The famous five minutes. */
export async function install(page: Page, { url }: WordPress): Promise<void> {
  await page.goto(`${url}/wp-admin/install.php`);
  await fill(page, "#weblog_title", "The Lamp Shop");
  await fill(page, "#user_login", ADMINISTRATOR.name);
  await fill(page, "#pass1", ADMINISTRATOR.password);
  await page.$eval(".pw-weak input", (box) => {
    box.checked = true;
  });
  await fill(page, "#admin_email", "boss@example.com");
  await picture(page, "1-administrator-installs-wordpress");
  await follow(page, "#submit");
  assert.match(await page.$eval("h1", (heading) => heading.textContent), /Success/);
}

export async function logIn(page: Page, { url }: WordPress, { name, password }: Account): Promise<void> {
  await page.goto(`${url}/wp-login.php`);
  await fill(page, "#user_login", name);
  await fill(page, "#user_pass", password);
  await follow(page, "#wp-submit");
  assert.match(page.url(), /wp-admin/, `${name} is in`);
}

export async function addAccount(page: Page, { url }: WordPress, { name, password, role }: Account): Promise<void> {
  await page.goto(`${url}/wp-admin/user-new.php`);
  await fill(page, "#user_login", name);
  await fill(page, "#email", `${name}@example.com`);
  await fill(page, "#pass1", password);
  await page.$eval(".pw-weak input", (box) => {
    box.checked = true;
  });
  await page.select("#role", role);
  await follow(page, "#createusersub");
  await seen(page, "#message.updated, .notice-success");
}

/** Uploads the plugin's file and activates it. */
export async function installPlugin(page: Page, { url }: WordPress, zip: string): Promise<void> {
  await page.goto(`${url}/wp-admin/plugin-install.php?tab=upload`);
  const field = (await seen(page, "#pluginzip")) as ElementHandle<HTMLInputElement>;
  await field.uploadFile(zip);
  await picture(page, "2-administrator-uploads-the-plugin");
  await follow(page, "#install-plugin-submit");
  await follow(page, "a.button-primary[href*='action=activate']");
  await seen(page, "tr[data-slug='live-avatar'].active");
  await picture(page, "3-administrator-has-activated-it");
}

/** Deactivates the plugin and deletes it. */
export async function removePlugin(page: Page, { url }: WordPress): Promise<void> {
  await page.goto(`${url}/wp-admin/plugins.php`);
  await follow(page, "#deactivate-live-avatar");
  page.once("dialog", (dialog) => void dialog.accept());
  await (await seen(page, "#delete-live-avatar")).click();
  await page.waitForSelector("tr[data-slug='live-avatar'].plugin-deleted-tr", WAIT);
}

export const settingsUrl = ({ url }: WordPress) => `${url}/wp-admin/options-general.php?page=live-avatar`;

export async function saveSettings(
  page: Page,
  site: WordPress,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  await page.goto(settingsUrl(site));
  for (const [name, value] of Object.entries(values)) await fill(page, `#live-avatar-${name}`, value);
  await follow(page, "#submit");
}

/** A new post in the block editor, with a title. */
async function newPost(page: Page, { url }: WordPress, title: string): Promise<void> {
  await page.goto(`${url}/wp-admin/post-new.php`);
  await seen(page, ".editor-post-title__input");
  // The guide for who is here for the first time covers the page.
  await page.evaluate(
    "wp.data.dispatch('core/edit-post').isFeatureActive; wp.data.select('core/edit-post').isFeatureActive('welcomeGuide') && wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')",
  );
  await page.waitForFunction("!document.querySelector('.components-modal__frame')", WAIT);
  await (await seen(page, ".editor-post-title__input")).click();
  await page.keyboard.type(title);
  await page.keyboard.press("Enter");
}

/** Types a slash and the name of a block, and takes what the editor offers. */
async function insertBlock(page: Page, name: string): Promise<void> {
  await page.keyboard.type(`/${name}`);
  await page.waitForFunction(
    (wanted) => document.querySelector(".components-autocomplete__result")?.textContent.toLowerCase().includes(wanted),
    WAIT,
    name,
  );
  await page.keyboard.press("Enter");
}

/** @returns the address of the post */
async function publish(page: Page): Promise<string> {
  await (await seen(page, ".editor-post-publish-panel__toggle")).click();
  await (
    await seen(page, ".editor-post-publish-panel .editor-post-publish-button:not([aria-disabled='true'])")
  ).click();
  const link = await seen(page, ".post-publish-panel__postpublish-header a");
  return link.evaluate((node) => (node as HTMLAnchorElement).href);
}

/** A field of the side bar. The name that Chromium tells has the capitals of the style sheet. */
async function labelled(page: Page, text: string): Promise<ElementHandle> {
  const found = await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll<HTMLLabelElement>(".block-editor-block-inspector label")].find(
        (label) => label.textContent === wanted,
      )?.control,
    WAIT,
    text,
  );
  const field = found.asElement();
  assert.ok(field, text);
  return field as ElementHandle;
}

/** @returns the address of a post with the block, whose settings were set in the side bar */
export async function writeBlockPost(
  page: Page,
  site: WordPress,
  title: string,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  await newPost(page, site, title);
  await insertBlock(page, "live avatar");
  await seen(page, ".wp-block-live-avatar-avatar .components-placeholder");
  // The side bar turns to the block that is selected.
  await seen(page, ".block-editor-block-inspector .components-panel__body-toggle");
  await picture(page, "5-author-has-put-the-block-in");
  for (const panel of await page.$$(
    ".block-editor-block-inspector .components-panel__body-toggle[aria-expanded='false']",
  )) {
    await panel.click();
  }
  for (const [label, value] of Object.entries(settings)) {
    const field = await labelled(page, label);
    const tag = await field.evaluate((node) => node.tagName);
    if (tag === "SELECT") await (field as ElementHandle<HTMLSelectElement>).select(value);
    else await field.type(value);
  }
  await picture(page, "6-author-sets-the-block");
  return publish(page);
}

/** @returns the address of a post with the shortcode */
export async function writeShortcodePost(
  page: Page,
  site: WordPress,
  title: string,
  shortcode: string,
): Promise<string> {
  await newPost(page, site, title);
  await insertBlock(page, "shortcode");
  const field = await seen(page, ".wp-block-shortcode textarea");
  await field.type(shortcode);
  await picture(page, "7-author-writes-a-shortcode");
  return publish(page);
}
