/** The policies that the README prints are those under which the demo's pages, and with them our end-to-end tests, run. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Demo, startDemo } from "../../demo/server/main.js";
import { block, chapter } from "../support/documents.js";

const DOCUMENT = "README.md";

const directivesOf = (policy: string): Map<string, string> =>
  new Map(
    policy
      .split(";")
      .map((directive) => directive.trim().replaceAll(/\s+/g, " "))
      .filter((directive) => directive !== "")
      .map((directive) => [directive.replace(/ .*/, ""), directive.replace(/^\S+ /, "")]),
  );

describe("the policies of the README", () => {
  let demo: Demo;
  let headers: Headers;
  const said = chapter(DOCUMENT, "## Content-Security-Policy");
  before(async () => {
    demo = await startDemo({ port: 0, livekit: undefined, missing: "There is no LiveKit server.", env: {} });
    headers = (await fetch(`${demo.url}/portrait.html`)).headers;
  });
  after(() => demo.close());

  it("are the demo's, but for the hosts", () => {
    const [, policy = ""] = /```text\n(default-src[^`]*)```/.exec(said) ?? [];
    const [printed, sent] = [directivesOf(policy), directivesOf(headers.get("content-security-policy") ?? "")];
    assert.ok(printed.size >= 7, policy);
    for (const [name, value] of printed) {
      if (name !== "connect-src") assert.equal(value, sent.get(name), name);
    }
    assert.equal(sent.get("connect-src"), "'self'", "enough for the portrait, as the README says");
    const hosts = printed.get("connect-src")?.split(" ") ?? [];
    assert.deepEqual(hosts.slice(0, 2), ["'self'", "https://api.liveavatar.com"]);
    for (const host of hosts.filter((one) => one.startsWith("wss:"))) {
      assert.ok(hosts.includes(host.replace("wss:", "https:")), `${host} over https as well`);
    }
  });

  it("leave the page what the demo leaves it, and pass it on to a frame", () => {
    const [, permissions = ""] = /Permissions-Policy: (.*)/.exec(said) ?? [];
    const sent = headers.get("permissions-policy") ?? "";
    const features = permissions.split(", ");
    assert.ok(features.length >= 2);
    for (const feature of features) assert.ok(sent.includes(feature), feature);
    const [, allow = ""] = /allow="([^"]*)"/.exec(block(DOCUMENT, "<iframe")) ?? [];
    assert.deepEqual(
      allow.split("; "),
      features.map((feature) => feature.replace(/=.*/, "")),
    );
  });
});
