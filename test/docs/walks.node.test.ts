/** The walks of ARCHITECTURE.md name files and calls that exist, and are no longer than they say. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, it } from "node:test";

const ROOT = resolve(import.meta.dirname, "../..");
const text = await readFile(resolve(ROOT, "ARCHITECTURE.md"), "utf8");
const chapter = /## Four walks\n([\s\S]*?)\n## /.exec(text)?.[1] ?? "";

interface Walk {
  readonly title: string;
  readonly most: number;
  readonly calls: readonly (readonly [file: string, name: string])[];
}

const walks = [...chapter.matchAll(/^\*\*(.+?)\*\* \(at most (\d+).*\)\n\n((?:\d+\. .*\n?)+)/gm)].map(
  ([, title = "", most, list = ""]): Walk => ({
    title,
    most: Number(most),
    calls: list
      .trim()
      .split("\n")
      .map((line) => {
        const [, file = "", name = ""] = /^\d+\. `([^`]+)` `([^`]+)`/.exec(line) ?? [];
        return [file, name];
      }),
  }),
);

describe("the walks in ARCHITECTURE.md", () => {
  it("are four", () => {
    assert.equal(walks.length, 4);
  });

  for (const { title, most, calls } of walks) {
    it(`${title}: at most ${most} calls, all of them there`, async () => {
      assert.ok(calls.length > 0 && calls.length <= most, `${calls.length} calls`);
      for (const [file, name] of calls) {
        const source = await readFile(resolve(ROOT, "src", file), "utf8");
        // As a function, a method, a private method or a member of an object.
        const declared = new RegExp(
          `(?:function\\*? |const |async |get |#|^ *)\\*?${name}(?:<[^>]*>)?(?:\\(|:| =)`,
          "m",
        );
        assert.match(source, declared, `${name} in ${file}`);
      }
    });
  }
});
