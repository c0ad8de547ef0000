/**
 * The built element from a CDN, in Chromium: by its short address, in one file, with hashes, under a strict policy; and what a
 * conversation fetches.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import type { BrowserContext } from "puppeteer-core";
import { type CdnPage, type CdnSite, policyOf, startCdnSite } from "../support/cdn-site.js";
import {
  assertConverses,
  chunksOf,
  type CdnVisit,
  converse,
  htmlOf,
  MODEL,
  onSite,
  printedPolicy,
  visitCdn,
} from "../support/cdn-visit.js";
import { FREE_SOUND_FLAGS } from "../support/chromium.js";
import { block, ROOT } from "../support/documents.js";
import { control, untilState, WAIT } from "../support/page-talk.js";
import { sharedStand } from "../support/stand.js";

const CDN = resolve(ROOT, "dist/cdn");

let site: CdnSite;
let context: BrowserContext;
before(async () => {
  site = await startCdnSite();
});
after(() => {
  site.close();
});

async function visit(page: CdnPage): Promise<CdnVisit> {
  context = await (await sharedStand()).newContext({ flags: FREE_SOUND_FLAGS });
  return visitCdn(context, site, page);
}
afterEach(() => context.close());

const script = (src: string): string => `<script type="module" src="${src}"></script>`;
const tag = (attributes = ""): string => `<live-avatar ${MODEL} ${attributes}></live-avatar>`;
/** A policy that lets in only the site and what else is named. */
const policy = (more = ""): string => policyOf(`'self' ${more}`, "; trusted-types lit-html 'allow-duplicates'");

describe("the short address of a CDN", () => {
  for (const path of ["/npm/live-avatar", "/npm/live-avatar@latest", "/npm/live-avatar@0", "/redirected/live-avatar"]) {
    it(`${path} finds its chunks, of the one version that it was served from`, async () => {
      const made = await visit({ html: htmlOf(script(site.cdn + path), tag()), policy: policy(site.cdn) });
      await assertConverses(made);
      const [first, ...others] = site.scripts.filter((one) => !one.startsWith("/cdn/"));
      assert.equal(first, path);
      const folder = `/${path.split("/")[1] ?? ""}/live-avatar@${site.version}/dist/cdn/`;
      assert.ok(others.length > 2);
      assert.deepEqual(
        others.filter((one) => !one.startsWith(folder)),
        [],
      );
    });
  }

  it("exports what the package does, also at the end of a redirect", async () => {
    const { page } = await visit({ html: htmlOf("") });
    const names = await page.evaluate(async (cdn) => {
      const [short, redirected, whole] = (await Promise.all(
        ["npm/live-avatar", "redirected/live-avatar", "npm/live-avatar@0/dist/cdn/live-avatar.js"].map(
          (path) => import(`${cdn}/${path}`) as Promise<object>,
        ),
      )) as [object, object, object];
      return [short, redirected, whole].map((module) =>
        Object.entries(module).map(([name, one]) => `${name} ${typeof one}`),
      );
    }, site.cdn);
    assert.ok(names[2]?.includes("LiveAvatarElement function"));
    assert.deepEqual(names[0], names[2]);
    assert.deepEqual(names[1], names[2]);
  });
});

describe("the tags of docs/cdn.md", () => {
  for (const [words, text] of [
    ["the tag", block("docs/cdn.md", "live-avatar.js")],
    ["the short address", block("docs/cdn.md", 'live-avatar@1"')],
    ["the one file", block("docs/cdn.md", "live-avatar.js").replace("live-avatar.js", "live-avatar.bundle.js")],
  ] as const) {
    it(`${words}: is a tag that works`, async () => {
      const { page, problems } = await visit({ html: htmlOf("", onSite(text, site)) });
      const tag = await page.waitForSelector("live-avatar:defined", WAIT);
      assert.equal(await tag?.evaluate((avatar) => avatar.getAttribute("token-endpoint")), "/api/live-avatar/token");
      assert.deepEqual(problems, []);
    });
  }

  it("a conversation goes through under the policy that is printed there", async () => {
    const src = onSite("https://cdn.example/npm/live-avatar@1.0.0/dist/cdn/live-avatar.js", site);
    await assertConverses(await visit({ html: htmlOf(script(src), tag()), policy: printedPolicy(site) }));
  });
});

describe("the one file", () => {
  it("holds a conversation under a strict policy, and fetches no other", async () => {
    const made = await visit({ html: htmlOf(script("/cdn/live-avatar.bundle.js"), tag()), policy: policy() });
    await assertConverses(made);
    assert.deepEqual(site.scripts, ["/cdn/live-avatar.bundle.js"]);
  });
});

describe("with the hashes of the import map", () => {
  /** The command of docs/cdn.md, in a project that has the package. */
  const map = async (): Promise<string> => {
    const project = await mkdtemp(join(tmpdir(), "live-avatar-cdn-"));
    try {
      await mkdir(join(project, "node_modules"));
      await symlink(ROOT, join(project, "node_modules/live-avatar"));
      const command = block("docs/cdn.md", "importmap.html");
      assert.ok(command.includes("https://www.example.com/live-avatar/"));
      const own = command.replace("https://www.example.com/live-avatar/", `${site.origin}/cdn/`);
      return execFileSync("sh", ["-c", own], { cwd: project, encoding: "utf8" });
    } finally {
      await rm(project, { recursive: true });
    }
  };
  const chunk = async (name: string): Promise<string> => {
    const names = Object.keys(JSON.parse(await readFile(resolve(CDN, "integrity.json"), "utf8")) as object);
    return `/cdn/${names.find((one) => one.startsWith(`chunks/${name}-`) && one.endsWith(".js")) ?? ""}`;
  };
  afterEach(() => {
    site.changed.clear();
  });

  it("files as they were built are let in", async () => {
    await assertConverses(await visit({ html: htmlOf((await map()) + script("/cdn/live-avatar.js"), tag()) }));
  });

  it("a changed chunk is refused, and the element says what happened", async () => {
    site.changed.add(await chunk("portrait"));
    const { page, problems } = await visit({ html: htmlOf((await map()) + script("/cdn/live-avatar.js"), tag()) });
    const errors = await page.evaluateHandle(() => {
      const told: string[] = [];
      document.querySelector("live-avatar")?.addEventListener("avatar-error", ({ detail: { error } }) => {
        told.push(`${error.code}: ${error.help}`);
      });
      return told;
    });
    await (await control(page, "button", "Start")).click();
    await untilState(page, "error");
    assert.match(String(await errors.jsonValue()), /^load-failed: .*integrity/);
    await page.waitForSelector("live-avatar >>> ::-p-text(could not be loaded)", WAIT);
    assert.ok(
      problems.some((text) => text.includes("Failed to find a valid digest") && text.includes("/chunks/portrait-")),
    );
    // The same file, unchanged in the eyes of the server, would have gone through.
    assert.ok(site.scripts.includes(await chunk("portrait")));
  });

  it("a changed shell registers no tag, and the console says so", async () => {
    site.changed.add(await chunk("shell"));
    const { page, problems } = await visit({ html: htmlOf((await map()) + script("/cdn/live-avatar.js"), tag()) });
    assert.equal(await page.evaluate(() => customElements.get("live-avatar") === undefined), true);
    assert.ok(
      problems.some((text) => text.includes("Failed to find a valid digest") && text.includes("/chunks/shell-")),
    );
  });
});

describe("what a conversation with the portrait fetches", () => {
  const chunksWith = async (attributes: string): Promise<string[]> => {
    const { page } = await visit({ html: htmlOf(script("/cdn/live-avatar.js"), tag(attributes)) });
    await converse(page);
    await page.waitForNetworkIdle();
    return chunksOf(site.scripts);
  };

  it("is nothing but the shell before somebody comes near", async () => {
    await visit({ html: htmlOf(script("/cdn/live-avatar.js"), tag()) });
    assert.deepEqual(chunksOf(site.scripts), ["shell"]);
  });

  it("is what it needs, and no character card", async () => {
    assert.deepEqual(await chunksWith(""), [
      ...["intent", "portrait", "providers-openai", "session-turn", "shell"],
      // The browser can hear, and the visitor may want it to.
      "speech-recognition-stt",
      "templates",
    ]);
  });

  it("is the recogniser in real time as well, where the site has one", async () => {
    const chunks = await chunksWith('stt-token-endpoint="/stt" stt-model="m"');
    assert.ok(chunks.includes("realtime-stt") && !chunks.includes("speech-recognition-stt"), chunks.join());
  });
});
