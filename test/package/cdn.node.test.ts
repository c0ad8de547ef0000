/** `dist/cdn/` as it is published: hashes, licences, source maps, and scripts that old browsers pass over. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, it } from "node:test";
import { createContext, runInContext } from "node:vm";
import { transformSync } from "esbuild";
import { ROOT } from "../support/documents.js";

const CDN = resolve(ROOT, "dist/cdn");
const read = (name: string): string => readFileSync(join(CDN, name), "utf8");
const json = (name: string): unknown => JSON.parse(read(name));

const FILES = readdirSync(CDN, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name).slice(CDN.length + 1));
const SCRIPTS = FILES.filter((name) => name.endsWith(".js"));
const PAPERS = ["LICENSES.txt", "importmap.html", "integrity.json"];

interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly (string | null)[];
}
const mapOf = (name: string): SourceMap => json(`${name}.map`) as SourceMap;

describe("the hashes of dist/cdn", () => {
  const hashes = json("integrity.json") as Readonly<Record<string, string>>;

  it("are of every file but what tells of the others", () => {
    assert.deepEqual([...Object.keys(hashes), ...PAPERS].sort(), FILES.sort());
  });

  it("are what a browser computes", () => {
    for (const [name, hash] of Object.entries(hashes)) {
      assert.equal(
        hash,
        `sha384-${createHash("sha384")
          .update(readFileSync(join(CDN, name)))
          .digest("base64")}`,
        name,
      );
    }
  });

  it("stand in an import map for every module, at an address with this very version", () => {
    const { version } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8")) as { version: string };
    const [, text = ""] = /^<script type="importmap">\n(\{[\s\S]*\})\n<\/script>\n$/.exec(read("importmap.html")) ?? [];
    const { integrity } = JSON.parse(text) as { integrity: Readonly<Record<string, string>> };
    const modules = SCRIPTS.filter((name) => name !== "embed.js" && !name.startsWith("worklets/"));
    const base = `https://cdn.jsdelivr.net/npm/live-avatar@${version}/dist/cdn/`;
    assert.deepEqual(integrity, Object.fromEntries(modules.sort().map((name) => [base + name, hashes[name]])));
  });
});

describe("the licences of dist/cdn", () => {
  const text = read("LICENSES.txt");

  it("name every package that is in a bundle, with a text", () => {
    const sources = SCRIPTS.filter((name) => existsSync(join(CDN, `${name}.map`))).flatMap(
      (name) => mapOf(name).sources,
    );
    const inside = new Set(sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []));
    assert.ok(inside.has("livekit-client") && inside.has("openai") && inside.has("lit-html"), [...inside].join());
    const parts = new Map(
      text.split(/\n={80}\n\n/).map((part) => [/^(\S+) \d+\.\d+\.\d+ \(.+\)\n\n/.exec(part)?.[1] ?? "", part]),
    );
    for (const name of inside) assert.ok((parts.get(name)?.length ?? 0) > 300, name);
  });

  it("name what the room's library carries in its own file", () => {
    for (const name of ["@livekit/protocol", "@bufbuild/protobuf", "webrtc-adapter", "sdp", "sdp-transform", "jose"])
      assert.match(text, new RegExp(`\\n${name} \\d`), name);
    // These have none of their own in the file that npm has of them, or one in a folder.
    assert.match(text, /Copyright 2008 Google Inc\./);
    assert.match(text, /Nathan LaFreniere/);
  });
});

describe("the source maps of dist/cdn", () => {
  it("are beside every script, with all sources in them", () => {
    // The worklet is text in a module, which has a map.
    for (const name of SCRIPTS.filter((one) => !one.startsWith("worklets/"))) {
      assert.match(read(name), new RegExp(`//# sourceMappingURL=${name.replace(/.*\//, "")}\\.map\\n?$`), name);
      const { sources, sourcesContent = [] } = mapOf(name);
      assert.ok(sources.length > 0, name);
      assert.deepEqual(
        sources.filter((_, index) => !sourcesContent[index]),
        [],
        name,
      );
    }
  });

  it("of the one file lead to the same sources as those of the chunks", () => {
    const resolved = (name: string) => mapOf(name).sources.map((source) => resolve(CDN, dirname(name), source));
    const chunks = SCRIPTS.filter((name) => name.startsWith("chunks/")).flatMap(resolved);
    const inOneFile = new Set(resolved("live-avatar.bundle.js"));
    const missing = chunks.filter((source) => !inOneFile.has(source));
    assert.deepEqual(missing, []);
  });
});

describe("embed.js", () => {
  const code = read("embed.js");

  it("has the syntax of ECMAScript 5", () => {
    const made = (target: string): string => transformSync(code, { target, minify: false }).code;
    // What is newer would be rewritten, or refused.
    assert.equal(made("es5"), made("esnext"));
  });

  it("does nothing in a browser without modules, and throws nothing", () => {
    const touched: string[] = [];
    const watched = (name: string): unknown =>
      new Proxy({}, { get: (_, key) => void touched.push(`${name}.${String(key)}`) });
    const HTMLScriptElement = (): void => undefined;
    HTMLScriptElement.prototype = {};
    const page = { HTMLScriptElement, document: watched("document"), console: watched("console") };
    runInContext(code, createContext(Object.assign(page, { window: page })));
    assert.deepEqual(touched, []);
  });
});
