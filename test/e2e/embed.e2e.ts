/** `embed.js`, the one line: where it puts the element, how it is found and run, what policies ask of it, and what it says. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import type { BrowserContext, Page } from "puppeteer-core";
import { ATTRIBUTES } from "../../src/element/attributes.js";
import { type CdnPage, type CdnSite, policyOf, startCdnSite } from "../support/cdn-site.js";
import {
  assertConverses,
  type CdnVisit,
  converse,
  DATA_MODEL,
  elements,
  htmlOf,
  onSite,
  printedPolicy,
  visitCdn,
} from "../support/cdn-visit.js";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { block, ROOT } from "../support/documents.js";
import { WAIT } from "../support/page-talk.js";
import { sharedStand } from "../support/stand.js";

const OPEN = `${DATA_MODEL} data-open`;
/** What a floating avatar needs to be asked, without a model. */
const ENDPOINT = 'data-token-endpoint="/token"';

let site: CdnSite;
let context: BrowserContext;
let code: string;
before(async () => {
  site = await startCdnSite();
  code = await readFile(resolve(ROOT, "dist/cdn/embed.js"), "utf8");
  site.files.set("/merged.js", `var other = 1;\n${code}`);
});
after(() => {
  site.close();
});
afterEach(() => context.close());

async function visit(page: CdnPage): Promise<CdnVisit> {
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
  return visitCdn(context, site, page);
}

const embed = (attributes: string, src = "/cdn/embed.js"): string => `<script src="${src}" ${attributes}></script>`;

const untilThere = (page: Page) => page.waitForSelector("live-avatar:defined", WAIT);

/** Where the first element is: `h1 + live-avatar` means right after the heading. */
const isAt = (page: Page, selector: string): Promise<boolean> =>
  page.evaluate((where) => document.querySelector("live-avatar")?.matches(where) ?? false, selector);

/** What it said once there is nothing more to come. */
async function said({ page, problems }: CdnVisit): Promise<string[]> {
  await page.waitForNetworkIdle();
  return problems;
}

describe("embed.js", () => {
  for (const [name, html] of [
    ["async in the head", htmlOf(embed(`async ${OPEN}`))],
    ["before there is a body", htmlOf(embed(OPEN))],
    ["deferred", htmlOf(embed(`defer ${OPEN}`))],
    ["in the body", htmlOf("", embed(OPEN))],
    ["as a module", htmlOf(embed(`type="module" ${OPEN}`))],
  ] as const) {
    it(`${name}: puts a floating avatar at the end of the page, which converses`, async () => {
      const made = await visit({ html });
      await untilThere(made.page);
      assert.ok(await isAt(made.page, "body > [layout=floating]:last-child"));
      await assertConverses(made);
      assert.equal(await made.page.$eval("live-avatar", (avatar) => document.body.lastElementChild === avatar), true);
    });
  }

  it("inserted by a script of the page", async () => {
    site.files.set(
      "/insert.js",
      `var s = document.createElement("script"); s.src = "/cdn/embed.js"; s.dataset.llmBaseUrl = "/model";
       s.dataset.llmModel = "m"; document.head.append(s)`,
    );
    const { page, problems } = await visit({ html: htmlOf("", '<script src="/insert.js"></script>') });
    await untilThere(page);
    assert.equal(await page.$eval("live-avatar", (avatar) => avatar.llmModel), "m");
    assert.deepEqual(problems, []);
  });

  it("puts it into the element that data-target names, as it is there when the page is", async () => {
    const { page, problems } = await visit({
      html: htmlOf(embed(`${ENDPOINT} data-target="#here"`), '<div id="here"></div>'),
    });
    await untilThere(page);
    assert.ok(await isAt(page, "#here > :not([layout])"));
    assert.deepEqual(problems, []);
  });

  it("puts an inline one where its tag stands", async () => {
    const { page } = await visit({ html: htmlOf("", embed(`${ENDPOINT} data-layout="inline"`)) });
    await untilThere(page);
    assert.ok(await isAt(page, "h1 + [layout=inline]"));
  });

  it("puts none but one, however often it runs", async () => {
    const twice = embed(ENDPOINT) + embed(`async ${ENDPOINT}`) + embed("", "/merged.js");
    const made = await visit({ html: htmlOf(twice, embed(ENDPOINT)) });
    await untilThere(made.page);
    assert.deepEqual(await said(made), []);
    assert.equal(await elements(made.page), 1);
    assert.equal(site.scripts.filter((path) => path.endsWith("/live-avatar.js")).length, 1);
  });

  it("puts one into each target, and leaves those of the page alone", async () => {
    const targets = embed(`${ENDPOINT} data-target="#one"`) + embed(`${ENDPOINT} data-target="#two"`) + embed(ENDPOINT);
    const { page } = await visit({
      html: htmlOf(targets, '<div id="one"></div><div id="two"><live-avatar></live-avatar></div>'),
    });
    await untilThere(page);
    assert.equal(await elements(page), 4);
  });

  it("comes again with a page whose body was replaced", async () => {
    const { page } = await visit({ html: htmlOf("", embed(ENDPOINT)) });
    await untilThere(page);
    await page.evaluate(() => {
      const body = document.createElement("body");
      const script = document.createElement("script");
      script.src = "/cdn/embed.js";
      script.dataset["tokenEndpoint"] = "/other";
      document.body.replaceWith(body);
      body.append(script);
    });
    await page.waitForSelector('live-avatar[token-endpoint="/other"]:defined', WAIT);
    assert.equal(await elements(page), 1);
  });

  it("gives the element every attribute that it has, as text", async () => {
    const names = Object.values(ATTRIBUTES).map(({ attribute }) => attribute);
    const values = names.map((name) => `data-${name}="&lt;img src=x>${name}"`).join(" ");
    const { page } = await visit({ html: htmlOf(embed(values)) });
    await untilThere(page);
    const given = await page.$eval("live-avatar", (avatar, all) => all.map((name) => avatar.getAttribute(name)), names);
    // What the element itself writes back is its own affair.
    const kept = names.filter((name, index) => given[index] === `<img src=x>${name}`);
    assert.deepEqual(
      names.filter((name) => !kept.includes(name)),
      [],
    );
    assert.equal(await page.evaluate(() => document.querySelector("img")), null);
  });

  it("gives it nothing that is code", async () => {
    const code =
      'data-onclick="globalThis.ran = 1" data-style="color: red" data-src="/x" data-2="x" data-on-close="end"';
    const { page, problems } = await visit({ html: htmlOf(embed(`${ENDPOINT} ${code}`)) });
    await untilThere(page);
    const names = await page.$eval("live-avatar", (avatar) => avatar.getAttributeNames());
    assert.ok(names.includes("on-close"));
    assert.deepEqual(
      names.filter((name) => ["onclick", "style", "src", "2"].includes(name)),
      [],
    );
    assert.deepEqual(problems, []);
  });

  it("of a range of versions takes the one that it came with", async () => {
    const { page } = await visit({
      html: htmlOf(embed(ENDPOINT, `${site.cdn}/npm/live-avatar@0/dist/cdn/embed.js?ver=6`)),
    });
    await untilThere(page);
    const [own, ...others] = site.scripts;
    assert.equal(own, "/npm/live-avatar@0/dist/cdn/embed.js");
    assert.equal(others[0], `/npm/live-avatar@${site.version}/dist/cdn/live-avatar.js`);
  });

  it("takes the file that data-live-avatar names", async () => {
    const made = await visit({ html: htmlOf(embed(`${OPEN} data-live-avatar="/cdn/live-avatar.bundle.js"`)) });
    await assertConverses(made);
    assert.deepEqual(site.scripts, ["/cdn/embed.js", "/cdn/live-avatar.bundle.js"]);
  });
});

describe("the line of docs/cdn.md", () => {
  it("does what it says under the policy that is printed there", async () => {
    const line = onSite(block("docs/cdn.md", "embed.js"), site);
    const { page, problems } = await visit({ html: htmlOf(line), policy: printedPolicy(site) });
    await untilThere(page);
    assert.ok(await isAt(page, "body > [layout=floating][token-endpoint='/api/live-avatar/token']:last-child"));
    assert.deepEqual(problems, []);
  });
});

describe("embed.js behind an optimiser that", () => {
  const HIDDEN = "Object.defineProperty(document, 'currentScript', { value: null })";

  for (const [name, head] of [
    ["hides currentScript", `<script>${HIDDEN}</script>${embed(ENDPOINT)}`],
    [
      "runs it from another tag, and keeps ours with its address elsewhere",
      `<script type="text/delayed" data-rocket-src="/cdn/embed.js" ${ENDPOINT}></script>${embed("", "/merged.js")}`,
    ],
    [
      "merges it, and keeps our tag without an address",
      `<script type="text/plain" data-live-avatar="/cdn/live-avatar.js" ${ENDPOINT}></script>${embed("async", "/merged.js")}`,
    ],
    [
      "hides its own address in a Blob",
      `<script type="text/delayed" data-src="/cdn/embed.js" ${ENDPOINT}></script>
       <script>fetch("/cdn/embed.js").then((r) => r.blob()).then((b) => { const s = document.createElement("script");
       s.src = URL.createObjectURL(b); document.head.append(s) })</script>`,
    ],
  ] as const) {
    it(name, async () => {
      const made = await visit({ html: htmlOf(head) });
      await untilThere(made.page);
      assert.deepEqual(await said(made), []);
      assert.equal(await made.page.$eval("live-avatar", (avatar) => avatar.tokenEndpoint), "/token");
      assert.equal(await elements(made.page), 1);
    });
  }

  it("is no way in for somebody who may write data attributes, or names", async () => {
    const planted = `<div data-live-avatar="/evil.js" ${ENDPOINT}></div><img name="currentScript" data-live-avatar="/evil.js" data-src="/embed.js">`;
    const made = await visit({ html: htmlOf("", planted + embed("", "/merged.js")) });
    assert.match((await said(made)).join(), /could not find its own <script>/);
    assert.equal(await elements(made.page), 0);
    assert.ok(!site.scripts.includes("/evil.js"));
  });
});

describe("embed.js under a policy", () => {
  const names = (list: string): string => `; trusted-types ${list} 'allow-duplicates'`;

  for (const [name, policy] of [
    ["of one host and trusted types", () => policyOf(site.cdn)],
    ["that names the trusted types", () => policyOf(site.cdn, names("lit-html live-avatar"))],
    ["of nonces alone", () => policyOf("'nonce-abc'", names("lit-html live-avatar"))],
    ["of nonces and strict-dynamic", () => policyOf("'nonce-abc' 'strict-dynamic'", names("lit-html live-avatar"))],
  ] as const) {
    it(`${name}: a conversation violates nothing`, async () => {
      const made = await visit({
        html: htmlOf(embed(`nonce="abc" async ${OPEN}`, `${site.cdn}/npm/live-avatar@0/dist/cdn/embed.js`)),
        policy: policy(),
      });
      await assertConverses(made);
    });
  }

  it("that does not name its trusted type says which word is missing", async () => {
    const made = await visit({ html: htmlOf(embed(OPEN)), policy: policyOf("'self'", names("lit-html")) });
    assert.match(
      (await said(made)).join("\n"),
      /\[live-avatar\] embed\.js: Trusted Types refuse .*: add live-avatar to the trusted-types/,
    );
  });

  it("with a default policy of the page's goes through that", async () => {
    site.files.set("/policy.js", "trustedTypes.createPolicy('default', { createScriptURL: (url) => url })");
    const html = htmlOf('<script src="/policy.js"></script>' + embed(OPEN));
    const { page } = await visit({ html, policy: policyOf("'self'", names("default lit-html")) });
    await converse(page);
  });
});

describe("embed.js says in a sentence that", () => {
  const table: readonly (readonly [string, () => string, RegExp])[] = [
    ["there is no endpoint", () => embed(""), /Start stays disabled: there is no data-token-endpoint/],
    [
      "there is no such target",
      () => embed(`${ENDPOINT} data-target="#gone"`),
      /there is no element for data-target="#gone"/,
    ],
    ["a target is no selector", () => embed(`${ENDPOINT} data-target="#"`), /there is no element for data-target="#"/],
    ["it has no tag", () => embed("", "/merged.js"), /could not find its own <script>/],
    [
      "it has no address",
      () => `<script data-live-avatar ${ENDPOINT}>${code}</script>`,
      /could not find its own address/,
    ],
    [
      "the element is not there",
      () => embed(`${ENDPOINT} data-live-avatar="/none/live-avatar.js"`),
      /could not load http:\S+\/none\/live-avatar\.js: is all of dist\/cdn there/,
    ],
  ];
  for (const [name, tag, sentence] of table) {
    it(name, async () => {
      const made = await visit({ html: htmlOf(tag()) });
      const own = (await said(made)).filter((text) => text.startsWith("[live-avatar] embed.js:"));
      assert.equal(own.length, 1, own.join("\n"));
      assert.match(own[0] ?? "", sentence);
    });
  }
});
