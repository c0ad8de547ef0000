/** The element as its manifest says it is, and what mark-up in a document may name of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ROOT } from "./documents.js";

interface Named {
  readonly name: string;
}
interface Declaration {
  readonly tagName?: string;
  readonly attributes?: readonly Named[];
  readonly cssParts?: readonly Named[];
  readonly cssProperties?: readonly Named[];
  readonly cssStates?: readonly Named[];
  readonly events?: readonly Named[];
  readonly slots?: readonly Named[];
  readonly members?: readonly (Named & {
    readonly kind: string;
    readonly attribute?: string;
    readonly static?: boolean;
  })[];
}

const { modules } = JSON.parse(readFileSync(resolve(ROOT, "custom-elements.json"), "utf8")) as {
  readonly modules: readonly { readonly declarations: readonly Declaration[] }[];
};
const found = modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === "live-avatar");
assert.ok(found);
export const element: Declaration = found;

export const names = (items: readonly Named[] = []): string[] => items.map(({ name }) => name);

/** Attributes that every element has. */
const GLOBAL = ["id", "class", "hidden", "slot"];
export const ACTIONS = ["start", "stop", "open", "close", "ask", "write", "consent", "decline"];

/** Holds the avatars in plain mark-up against the manifest; says how many there are. */
export function checkMarkup(source: string): number {
  const tags = [...source.matchAll(/<live-avatar((?:\s+[^\s=>/]+(?:="[^"]*")?)*)\s*>/g)];
  assert.equal(tags.length, [...source.matchAll(/<live-avatar[\s>]/g)].length, "every tag can be read");
  for (const [, attributes = ""] of tags) {
    for (const [, name = ""] of attributes.matchAll(/([\w-]+)(?:="[^"]*")?/g))
      assert.ok([...names(element.attributes), ...GLOBAL].includes(name), `the attribute ${name}`);
  }
  for (const [, name = ""] of source.matchAll(/slot="([^"]*)"/g))
    assert.ok(names(element.slots).includes(name), `the slot ${name}`);
  for (const [, name = ""] of source.matchAll(/data-avatar-action="([^"]*)"/g))
    assert.ok(ACTIONS.includes(name), `the action ${name}`);
  return tags.length;
}
