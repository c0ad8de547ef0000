/** What docs/element.md says of the tag is what the tables say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ERROR_CODES } from "../../src/core/errors.js";
import { SESSION_EVENTS } from "../../src/core/session-events.js";
import { SCENARIOS } from "../../src/emulator/index.js";
import { type Attribute, ATTRIBUTES } from "../../src/element/attributes.js";
import { block, chapter, DOCUMENTS, ROOT, rowsOf, textOf } from "../support/documents.js";
import { ACTIONS, checkMarkup, element, names } from "../support/markup.js";

const DOCUMENT = "docs/element.md";

const COLUMNS: Readonly<Record<string, readonly string[] | undefined>> = SESSION_EVENTS;

/** Look like an event or an attribute and are none: codes of errors and of the handlers, scenarios of the emulator. */
const OTHER_WORDS = [
  // The shortcode of the WordPress plugin.
  ...["avatar-id", "context-id", "voice-id"],
  ...Object.keys(ERROR_CODES),
  "upstream-timeout",
  ...Object.keys(SCENARIOS),
];

const codeIn = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

/** What the document has to say of an attribute's values; undefined: any description. */
function valuesOf(attribute: Attribute): string[] | undefined {
  if (attribute.kind === "word") return attribute.words.filter((word) => word !== undefined);
  if (attribute.kind === "number") return attribute.value === undefined ? [] : [String(attribute.value)];
  return attribute.kind === "flag" ? [] : undefined;
}

describe(DOCUMENT, () => {
  for (const words of ["<script type", "system-prompt", 'layout="floating"', 'memory="local"']) {
    it(`has a tag with what the element knows: ${words}`, () => {
      assert.equal(checkMarkup(block(DOCUMENT, words)), 1);
    });
  }

  it("has a tag that hears, in the document of voice input", () => {
    assert.equal(checkMarkup(block("docs/voice-input.md", "stt-base-url")), 1);
  });

  it("has a tag that is held to talk, in the document of devices", () => {
    assert.equal(checkMarkup(block("docs/devices.md", "talk-key")), 1);
  });

  it("has a tag without a wall, in the document of the chroma key", () => {
    assert.equal(checkMarkup(block("docs/chroma-key.md", "chroma-key")), 1);
  });

  it("has every attribute, its words, and when it is read", () => {
    const rows = rowsOf(chapter(DOCUMENT, "## Attributes"));
    assert.deepEqual(
      rows.map(([name = ""]) => codeIn(name)[0]),
      Object.values(ATTRIBUTES).map(({ attribute }) => attribute),
    );
    for (const [index, attribute] of (Object.values(ATTRIBUTES) as Attribute[]).entries()) {
      const [name, values, read] = rows[index] ?? [];
      const wanted = valuesOf(attribute);
      if (wanted) assert.deepEqual(codeIn(values), wanted, name);
      if (attribute.kind === "flag") assert.equal(values, "boolean", name);
      assert.equal(read, attribute.read, name);
    }
  });

  it("has every property that is no attribute", () => {
    const rows = rowsOf(chapter(DOCUMENT, "## Properties without attribute"));
    const said = rows.flatMap(([name]) => codeIn(name)).filter((name) => !(name in ATTRIBUTES));
    const fields = (element.members ?? []).filter(
      ({ kind, attribute, static: own }) => kind === "field" && !attribute && !own,
    );
    assert.deepEqual(said.sort(), names(fields).sort());
  });

  it("has every kind of request that fetchOptions is asked for", () => {
    const [, line = ""] = /The `kind`s of `fetchOptions` are (.*)\./.exec(textOf(DOCUMENT)) ?? [];
    const source = (file: string, type: string): string[] => {
      const [, union = ""] = new RegExp(`type ${type} =([^;]*);`).exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
      return [...union.matchAll(/"([^"]+)"/g)].map(([, kind = ""]) => kind);
    };
    const kinds = [
      ...source("src/backend/site-request.ts", "SiteRequestKind"),
      ...source("src/backend/site-request.ts", "SiteEndpoint"),
    ];
    assert.ok(kinds.length >= 6);
    assert.deepEqual(codeIn(line), kinds);
  });

  it("has every method", () => {
    const [first = ""] = chapter(DOCUMENT, "## Methods").split("\n\n").slice(1);
    const methods = (element.members ?? []).filter(({ kind }) => kind === "method");
    assert.deepEqual(
      codeIn(first)
        .map((call) => call.replace(/\(.*/, ""))
        .sort(),
      [...names(methods)].sort(),
    );
  });

  it("has every event, with what it tells", () => {
    const rows = rowsOf(chapter(DOCUMENT, "## Events"));
    assert.deepEqual(rows.flatMap(([name]) => codeIn(name)).sort(), [...names(element.events)].sort());
    for (const [name, detail = ""] of rows) {
      for (const event of codeIn(name)) {
        const keys = COLUMNS[event.replace(/^avatar-/, "")] ?? [];
        for (const key of keys) {
          if (key !== "...") assert.match(detail, new RegExp(`^\`\\{[^\`]*\\b${key}\\b`), `${event}: ${key}`);
        }
      }
    }
  });

  it("has every slot and action", () => {
    // The slot of consent has a document of its own.
    const source = block(DOCUMENT, 'layout="floating"');
    const elsewhere = ["consent"];
    const slots = [...source.matchAll(/slot="([^"]+)"/g)].map(([, name = ""]) => name);
    assert.deepEqual([...slots, ...elsewhere].sort(), [...names(element.slots)].sort());
    assert.deepEqual(codeIn(/The actions are (.*)\. Parts/s.exec(textOf(DOCUMENT))?.[1])[0], ACTIONS.join(" "));
  });
});

describe("every document", () => {
  it("names no attribute that there is not", () => {
    const known = names(element.attributes);
    for (const document of DOCUMENTS) {
      const prose = textOf(document).replaceAll(/^```[\s\S]*?^```/gm, "");
      const said = codeIn(prose).filter((code) =>
        /^[a-z]+(-[a-z]+)*-(url|endpoint|model|voice|timeout|card|prompt|effort|id)(=.*)?$/.test(code),
      );
      const unknown = said
        .map((code) => code.replace(/=.*/, ""))
        .filter((name) => !known.includes(name) && !OTHER_WORDS.includes(name));
      assert.deepEqual(unknown, [], document);
    }
  });

  it("names no event of the element that there is not", () => {
    for (const document of DOCUMENTS) {
      const said = [...textOf(document).matchAll(/(?<![\w-])avatar-[a-z]+(?:-[a-z]+)*(?![\w-]|\.)/g)].map(
        ([name]) => name,
      );
      const known = [...names(element.events), ...names(element.attributes), ...OTHER_WORDS];
      const strangers = said.filter((name) => !known.includes(name));
      assert.deepEqual(strangers, [], document);
    }
  });
});
