/** Semantic versioning held against the tables: a name that goes without a word, or comes in a patch, is found. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ROOT } from "../support/documents.js";

type Names = Readonly<Record<string, readonly string[]>>;
interface Changeset {
  readonly bump: string;
  readonly text: string;
}
interface Released {
  readonly version: string;
  readonly names: Names;
}
/** A script of the project, which has no declarations. */
const { missingChangesets, parseChangeset, wrongVersion } = (await import(
  new URL("../../scripts/lib/name-changes.mjs", import.meta.url).href
)) as {
  readonly missingChangesets: (released: Released, now: Names, changesets: readonly Changeset[]) => string[];
  readonly parseChangeset: (file: string) => Changeset | undefined;
  readonly wrongVersion: (released: Released, now: Names, to: string) => string | undefined;
};

const NAMES: Names = { attributes: ["renderer", "theme"], exports: ["live-avatar/room#LiveAvatarApi"] };
const RENAMED: Names = { ...NAMES, attributes: ["renderer", "colour-scheme"] };
const GROWN: Names = { ...NAMES, parts: ["frame"] };
const at = (version: string): Released => ({ version, names: NAMES });
const of = (bump: string, text = "Something."): Changeset => ({ bump, text });

describe("the names of a release", () => {
  it("may stay as they are without a changeset", () => {
    assert.deepEqual(missingChangesets(at("1.2.0"), NAMES, []), []);
  });

  it("do not go without a major changeset that tells of them", () => {
    for (const changesets of [
      [],
      [of("minor", "`theme` is gone.")],
      [of("major")],
      [of("major", "The theme is gone.")],
    ]) {
      const [sentence = "", ...more] = missingChangesets(at("1.2.0"), RENAMED, [...changesets, of("minor")]);
      assert.match(sentence, /^attributes: `theme` was released with 1\.2\.0 .* choose major/);
      assert.deepEqual(more, []);
    }
    const told = of("major", "`theme` is called `colour-scheme`.");
    assert.deepEqual(missingChangesets(at("1.2.0"), RENAMED, [told]), []);
  });

  it("go with a minor changeset before 1.0", () => {
    assert.deepEqual(missingChangesets(at("0.3.1"), RENAMED, [of("minor", "No `theme` any more.")]), []);
    const [sentence = ""] = missingChangesets(at("0.3.1"), RENAMED, [of("patch", "No `theme` any more."), of("minor")]);
    assert.match(sentence, /choose minor/);
  });

  it("are told by what a page writes: an export without its entry, a method with its brackets", () => {
    const text = "`LiveAvatarApi` is private, and `theme()` as well.";
    assert.deepEqual(missingChangesets(at("1.2.0"), { attributes: ["renderer"] }, [of("major", text)]), []);
  });

  it("are added by a minor changeset at least", () => {
    for (const changesets of [[], [of("patch")]]) {
      assert.match(missingChangesets(at("1.2.0"), GROWN, changesets).join("\n"), /^parts: `frame` is new/);
    }
    for (const bump of ["minor", "major"]) assert.deepEqual(missingChangesets(at("0.3.1"), GROWN, [of(bump)]), []);
  });

  it("are not called a version that is too low", () => {
    for (const [from, to, now] of [
      ["1.2.0", "1.3.0", RENAMED],
      ["1.2.0", "1.2.1", GROWN],
      ["0.3.1", "0.3.2", RENAMED],
      ["1.2.0", "1.1.9", NAMES],
    ] as const) {
      assert.match(wrongVersion(at(from), now, to) ?? "", /too little/, `${from} to ${to}`);
    }
    for (const [from, to, now] of [
      ["1.2.0", "2.0.0", RENAMED],
      ["1.2.0", "1.3.0", GROWN],
      ["1.2.0", "1.2.1", NAMES],
      ["0.3.1", "0.4.0", RENAMED],
      ["0.3.1", "1.0.0", RENAMED],
    ] as const) {
      assert.equal(wrongVersion(at(from), now, to), undefined, `${from} to ${to}`);
    }
  });
});

describe("a changeset", () => {
  it("is read as the tool reads it", () => {
    assert.deepEqual(parseChangeset('---\n"live-avatar": minor\n---\n\nOne.\n\nTwo.\n'), of("minor", "One.\n\nTwo."));
    assert.deepEqual(parseChangeset("---\nlive-avatar: patch\n---\nOne.\n"), of("patch", "One."));
    assert.equal(parseChangeset('---\n"another": major\n---\nOne.\n'), undefined);
  });

  it("is each of those that wait", () => {
    const folder = join(ROOT, ".changeset");
    for (const name of readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md")) {
      const changeset = parseChangeset(readFileSync(join(folder, name), "utf8"));
      assert.match(changeset?.bump ?? "", /^(major|minor|patch)$/, name);
      assert.notEqual(changeset?.text, "", name);
    }
  });
});
