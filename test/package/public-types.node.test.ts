/** Whoever writes down a type that a signature of ours has can import it, and no name of ours is in the manifest that cannot be. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import ts from "typescript";
import { PackedPackage } from "../support/packed.js";
import { exportsOf, SignatureWalk } from "../support/public-types.js";

/** Where types are that several entries share, for all entries that begin with the first word. */
const HOMES: readonly (readonly [entry: string, home: string])[] = [
  [".", "."],
  [".", "./session"],
  ["./server", "./server"],
];

/** Every `type: { text }` below a value. */
function typeTextsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    key === "type" ? [(inner as { readonly text: string }).text] : typeTextsIn(inner),
  );
}

describe("the types of the published package", () => {
  let packed: PackedPackage;
  let program: ts.Program;
  let entries: Map<string, string>;

  before(() => {
    packed = new PackedPackage();
    entries = new Map(packed.entries);
    program = ts.createProgram([...entries.values()], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
      strict: true,
      types: [],
    });
  });
  after(() => {
    packed[Symbol.dispose]();
  });

  it("are all exported by the root, as far as its signatures and those of a session use them", () => {
    for (const entry of [".", "./session"]) assert.deepEqual(missingIn(entry, [entry]), [], entry);
  });

  it("are exported by the entry that uses them, or by one that it shares them with", () => {
    for (const entry of entries.keys()) {
      const homes = HOMES.filter(([beginning]) => entry.startsWith(beginning)).map(([, home]) => home);
      assert.deepEqual(missingIn(entry, [entry, ...homes]), [], entry);
    }
  });

  it("add no code to the root", () => {
    const code = readFileSync(join(packed.root, "dist/index.js"), "utf8");
    const imported = [...code.matchAll(/from "([^"]+)"/g)].map(([, path]) => path);
    assert.deepEqual(imported.sort(), [
      "./element/define.js",
      "./element/live-avatar.element.js",
      "./element/locales/languages.js",
    ]);
  });

  it("are what custom-elements.json names, with nothing of ours that cannot be imported", () => {
    const known = new Set([...exportsOf(program, entries.get(".") ?? "")].map(({ name }) => name));
    const platform = new Set(["CustomEvent", "MediaStream", "Promise", "Readonly", "Record"]);
    const texts = typeTextsIn(JSON.parse(readFileSync(join(packed.root, "custom-elements.json"), "utf8")));
    assert.ok(texts.length > 100, "there are types");
    const words = texts.flatMap((text) => text.replaceAll(/"[^"]*"/g, "").match(/\b[A-Z]\w*/g) ?? []);
    assert.deepEqual(
      words.filter((word) => !known.has(word) && !platform.has(word)),
      [],
    );
    assert.deepEqual(
      texts.filter((text) => text === "" || text === "CustomEvent"),
      [],
    );
  });

  function missingIn(entry: string, homes: readonly string[]): string[] {
    const isOurs = (file: string): boolean => file.startsWith(packed.root);
    const walk = new SignatureWalk(program, entries.get(entry) ?? "", isOurs);
    const told = new Set(homes.flatMap((home) => [...exportsOf(program, entries.get(home) ?? "")]));
    return [...walk.met].filter(([symbol]) => !told.has(symbol)).map(([{ name }, place]) => `${name}, at ${place}`);
  }
});
