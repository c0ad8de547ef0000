import { expect } from "chai";

/** Served by web-test-runner.config.mjs from the tree itself, so the list cannot be behind it. */
const LIST = "/every-browser-module.json";

async function everyBrowserModule(): Promise<string[]> {
  return (await (await fetch(LIST)).json()) as string[];
}

describe("every module of a browser room", () => {
  it("loads", async () => {
    const modules = await everyBrowserModule();
    expect(modules).to.include("/src/core/errors.ts");
    const results = await Promise.allSettled(modules.map((module) => import(module) as Promise<unknown>));
    const broken = modules.filter((_, index) => results[index]?.status === "rejected");
    expect(broken).to.deep.equal([]);
  });
});
