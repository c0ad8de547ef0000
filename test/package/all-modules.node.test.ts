import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { modulesOf } from "./every-module.js";

/** The command runs when it is loaded; the end-to-end tests load it. */
const COMMANDS = ["src/emulator/bin.ts"];

describe("every module of a room that is counted in Node", () => {
  for (const module of modulesOf(["src/server", "src/emulator", "src/providers"])) {
    if (COMMANDS.includes(module)) continue;
    it(`${module} loads`, async () => {
      const loaded: unknown = await import(pathToFileURL(module).href);
      assert.equal(typeof loaded, "object");
    });
  }
});
