import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { ERROR_CODES, ERROR_STAGES } from "../../src/core/errors.js";
import { SESSION_EVENTS } from "../../src/core/session-events.js";
import { SESSION_STATES } from "../../src/core/vocabulary.js";
import { ATTRIBUTES, WRITTEN_ATTRIBUTES } from "../../src/element/attributes.js";

const ROOT = resolve(import.meta.dirname, "../..");

/** Events of the element itself; all others are the session's. */
const OWN_EVENTS = [
  "avatar-before-start",
  "avatar-before-end",
  "avatar-show",
  "avatar-hide",
  "avatar-consent",
  "avatar-rating",
];

interface Named {
  name: string;
  description?: string;
}
interface Declaration extends Named {
  tagName?: string;
  attributes: Named[];
  events: Named[];
  slots: Named[];
  cssParts: Named[];
  cssProperties: Named[];
  cssStates: Named[];
}
interface Manifest {
  modules: { declarations: Declaration[] }[];
}

const manifest = JSON.parse(readFileSync(resolve(ROOT, "custom-elements.json"), "utf8")) as Manifest;
const element = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find((one) => one.tagName === "live-avatar");
assert.ok(element);

const names = (items: Named[]): string[] => items.map(({ name }) => name).sort();

describe("custom-elements.json", () => {
  it("has every event of the tables, and no other", () => {
    const wanted = [...Object.keys(SESSION_EVENTS).map((name) => `avatar-${name}`), ...OWN_EVENTS];
    assert.deepEqual(names(element.events), wanted.sort());
  });

  it("has every attribute of the table and every written one, and no other", () => {
    const wanted = [...Object.values(ATTRIBUTES).map(({ attribute }) => attribute), ...Object.keys(WRITTEN_ATTRIBUTES)];
    assert.deepEqual(names(element.attributes), wanted.sort());
  });

  it("says of every event of the session what its detail holds", () => {
    for (const { name, description = "" } of element.events) {
      const keys: readonly string[] = (SESSION_EVENTS as Record<string, readonly string[]>)[name.slice(7)] ?? [];
      const [, detail = ""] = /`detail \{(.*)\}`$/.exec(description) ?? [];
      for (const key of keys.filter((key) => key !== "..."))
        assert.ok(detail.split(", ").includes(key), `${name}: ${key}`);
      if (keys.length > 0) assert.notEqual(detail, "", name);
    }
  });

  it("says of everything what it is, in a sentence", () => {
    const all = [
      ...[element.attributes, element.events, element.slots],
      ...[element.cssParts, element.cssProperties, element.cssStates],
    ].flat();
    const isSentence = /^(`|[A-Z]).*[.`]$/s;
    assert.deepEqual(names(all.filter(({ description = "" }) => !isSentence.test(description))), []);
  });
});

describe("the tables", () => {
  it("use every state as a custom state, but the one in which there is no element", () => {
    const states = names(element.cssStates);
    for (const state of SESSION_STATES) {
      if (state !== "destroyed") assert.ok(states.includes(state), state);
    }
  });

  it("give every error a known stage and a sentence", () => {
    for (const [code, { stage, help }] of Object.entries(ERROR_CODES)) {
      assert.ok((ERROR_STAGES as readonly string[]).includes(stage), code);
      assert.match(help, /^[A-Z].{20,}\.$/, code);
    }
  });
});

describe("the README", () => {
  const readme = readFileSync(resolve(ROOT, "README.md"), "utf8");

  it("names every attribute, event and error code", () => {
    const words = [...names(element.attributes), ...names(element.events), ...Object.keys(ERROR_CODES)];
    assert.deepEqual(
      words.filter((word) => !readme.includes(`\`${word}\``)),
      [],
    );
  });

  it("names no event that does not exist", () => {
    const said = [...readme.matchAll(/["'`](avatar-[a-z-]+)["'`]/g)].map(([, name]) => name);
    const known = new Set([...names(element.events), ...names(element.attributes), ...Object.keys(ERROR_CODES)]);
    assert.deepEqual(
      said.filter((name) => name !== undefined && !known.has(name)),
      [],
    );
  });
});
