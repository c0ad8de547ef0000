/** What holds of the WordPress plugin without a WordPress: its version, its texts, and the file that is uploaded. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../support/documents.js";

const PLUGIN = join(ROOT, "integrations/wordpress/live-avatar");
const read = (name: string): string => readFileSync(join(PLUGIN, name), "utf8");
const [header, readme] = [read("live-avatar.php"), read("readme.txt")];

const headerOf = (name: string) => new RegExp(String.raw`^ \* ${name}: +(.*)$`, "m").exec(header)?.[1];
const readmeOf = (name: string) => new RegExp(String.raw`^${name}: (.*)$`, "m").exec(readme)?.[1];

describe("the WordPress plugin", () => {
  it("says the same in its header and in its readme", () => {
    for (const name of ["Requires at least", "Requires PHP", "License", "License URI"]) {
      assert.ok(headerOf(name), name);
      assert.equal(headerOf(name), readmeOf(name), name);
    }
    assert.equal(readmeOf("Stable tag"), "0.0.0", "the ZIP file has the package's version");
    assert.equal(headerOf("Version"), "0.0.0");
    assert.match(header, /LIVE_AVATAR_VERSION', '0\.0\.0'/);
    assert.match(readme, /^=== Live Avatar ===\n/);
    for (const chapter of ["Description", "Installation", "Frequently Asked Questions", "Changelog"]) {
      assert.ok(readme.includes(`\n== ${chapter} ==\n`), chapter);
    }
    const [, short = ""] = /^License URI: .*\n\n(.*)\n/m.exec(readme) ?? [];
    assert.ok(short.length > 20 && short.length <= 150, `the short description has ${short.length} characters`);
  });

  it("has all its texts in the translators' template", async () => {
    const script = (await import(new URL("scripts/lib/wordpress-texts.mjs", `file://${ROOT}/`).href)) as {
      template(): string;
    };
    const template = read("languages/live-avatar.pot");
    assert.equal(script.template(), template, "run node scripts/wordpress.mjs texts");
    for (const text of ["Live Avatar", "Delete the saved key", "Conversation", "block keyword"]) {
      assert.ok(template.includes(`"${text}"`), text);
    }
  });

  it("lets nobody call its files from outside", () => {
    const files = readdirSync(PLUGIN, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".php"));
    assert.ok(files.length > 10);
    for (const name of files)
      assert.match(read(name), /^defined\( '(?:ABSPATH|WP_UNINSTALL_PLUGIN)' \) \|\| exit;$/m, name);
  });
});
