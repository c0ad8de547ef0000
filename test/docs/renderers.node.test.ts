/** The tables of docs/renderers.md are those of the port and of the portrait. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CHARACTERS } from "../../src/portrait/characters/index.js";
import { PALETTE_NAMES } from "../../src/portrait/palette.js";
import { block, chapter, ROOT, rowsOf, textOf } from "../support/documents.js";
import { checkMarkup } from "../support/markup.js";

const DOCUMENT = "docs/renderers.md";

const codeIn = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** The members of an interface in a source file, required and optional ones. */
function membersOf(file: string, name: string): Map<string, "required" | "optional"> {
  const source = readFileSync(join(ROOT, file), "utf8");
  const [, body = ""] = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)(\??)[:(]/gm)];
  return new Map(members.map(([, member = "", mark]) => [member, mark === "?" ? "optional" : "required"]));
}

describe(DOCUMENT, () => {
  it("has every member of the port, and says which are required", () => {
    const members = membersOf("src/core/ports/avatar-renderer.ts", "AvatarRenderer");
    const said = new Map<string, string>();
    for (const [names, need] of rowsOf(chapter(DOCUMENT, "## Your own"))) {
      // `sound` has its own members behind it.
      const all = codeIn(names).filter((code) => !code.startsWith("{"));
      for (const name of all) said.set(name.replace(/\(.*/, ""), need === "required" ? "required" : "optional");
    }
    assert.deepEqual(Object.fromEntries([...said].sort()), Object.fromEntries([...members].sort()));
  });

  it("has options of the portrait, all its characters and all its colours", () => {
    const options = membersOf("src/portrait/options.ts", "PortraitOptions");
    const text = chapter(DOCUMENT, "## A portrait of your own making");
    const rows = rowsOf(text);
    assert.deepEqual(
      rows.flatMap(([name]) => codeIn(name)).filter((name) => !options.has(name)),
      [],
    );
    const [, byDefault, others] = rows.find(([name]) => name === "`character`") ?? [];
    assert.deepEqual([...codeIn(byDefault), ...codeIn(others)].sort(), Object.keys(CHARACTERS).sort());
    const [, colours = ""] = /one of `([^`]*)`/.exec(text) ?? [];
    assert.deepEqual(colours.split(/\s+/), [...PALETTE_NAMES]);
  });

  it("has a tag with attributes that the element knows", () => {
    assert.equal(checkMarkup(block(DOCUMENT, '<live-avatar id="avatar"')), 1);
  });

  it("points at the tests that it names", () => {
    for (const [, file = ""] of textOf(DOCUMENT).matchAll(/`(test\/[^`]+)`/g)) readFileSync(join(ROOT, file));
  });
});
