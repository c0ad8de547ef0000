import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { reasonOf } from "./peer-pages.js";
import { pathOf, PEERS } from "./peers.js";

interface Wishes {
  readonly dependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version: string; readonly integrity?: string; resolved?: string }>
  >;
}

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`peers/${name}`, import.meta.url), "utf8"));

describe("the peers", () => {
  it("are asked for in one exact version, which the lock file has with its hash and without an address", async () => {
    const { dependencies } = (await read("package.json")) as Wishes;
    const { packages } = (await read("package-lock.json")) as Lock;
    for (const { package: name } of PEERS) assert.equal(packages[`node_modules/${name}`]?.version, dependencies[name]);
    for (const [path, { integrity, resolved }] of Object.entries(packages)) {
      if (path === "") continue;
      assert.match(integrity ?? "", /^sha512-/, path);
      assert.equal(resolved, undefined, path);
    }
  });

  it("have a path each that the server knows as one", () => {
    const paths = PEERS.map(pathOf);
    assert.equal(new Set(paths).size, paths.length);
    for (const path of paths) assert.match(path, /^[\w-]+$/);
  });

  it("that a bundler cannot take are told in its words, without the place of this machine", () => {
    const error = new Error(
      "Build failed with 1 error:\n../a/node_modules/x/index.js:4:23: ERROR: Cannot read file: /home/a/node_modules/x/Client.js\nmore",
    );
    assert.equal(reasonOf(error), "Cannot read file: x/Client.js");
    assert.equal(reasonOf(new Error("ENOENT")), "Error: ENOENT");
  });
});
