/** Links between our documents lead to files, and to headings, that are there: on GitHub, on npm and on the documentation site. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { blocksIn, DOCUMENTS, ROOT, textOf } from "../support/documents.js";

// The project's own scripts are scripts without types.
const { anchorOf } = (await import(new URL("../../scripts/lib/anchors.mjs", import.meta.url).href)) as {
  readonly anchorOf: (heading: string) => string;
};

const { repository, homepage, bugs } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly repository: { readonly url: string };
  readonly homepage: string;
  readonly bugs: string;
};
const ADDRESS = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");

/** What is in the repository: what the sites of others show is no file that only this machine has. */
const FILES = new Set(
  spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  }).stdout.split("\n"),
);

const proseOf = (text: string): string => blocksIn(text).reduce((rest, { source }) => rest.replace(source, ""), text);

const anchorsIn = (text: string): string[] =>
  [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** Every way in which Markdown writes a link or a picture: in a line, as a definition, between angle brackets, as HTML. */
function linksIn(text: string): string[] {
  const prose = proseOf(text).replaceAll(/`[^`\n]*`/g, "``");
  const patterns = [/\]\(([^)\s]+)\)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /<(https?:[^>\s]+)>/g, /(?:href|src)="([^"]+)"/g];
  return patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map(([, target = ""]) => target));
}

describe("the links", () => {
  it("are found in every form", () => {
    const text =
      '[a](b.md) ![c](d.webp)\n[e]: f.md\n<https://g.example/> <a href="h.md">`[i](j)`\n```md\n[k](l)\n```\n';
    assert.deepEqual(linksIn(text), ["b.md", "d.webp", "f.md", "https://g.example/", "h.md"]);
  });

  for (const document of DOCUMENTS) {
    it(`of ${document} lead somewhere`, () => {
      for (const target of linksIn(textOf(document))) {
        const where = `${target} of ${document}`;
        if (/^[a-z]+:/.test(target)) {
          const { protocol, hostname, href } = new URL(target);
          assert.equal(protocol, "https:", where);
          assert.ok(hostname.includes("."), where);
          // The address may change, and a version's documents should lead to those of that version.
          assert.ok(
            !href.startsWith(ADDRESS),
            `${where} is a file of this repository: a relative link leads there everywhere`,
          );
          continue;
        }
        // npm and the site have no root of ours, and npm makes no address of a link that leaves the repository.
        assert.doesNotMatch(target, /^\//, where);
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? document : join(dirname(document), path);
        assert.ok(FILES.has(file), where);
        if (anchor !== undefined) assert.ok(anchorsIn(textOf(file)).includes(anchor), where);
      }
    });
  }

  it("lead from the README to every document", () => {
    const readme = textOf("README.md");
    const missing = DOCUMENTS.filter((name) => name !== "README.md" && !readme.includes(`](${name}`));
    assert.deepEqual(missing, []);
  });

  it("of the README can be made addresses by npm, which takes `repository` for it", () => {
    assert.match(repository.url, /^git\+https:\/\/github\.com\/[\w-]+\/[\w-]+\.git$/);
    assert.equal(homepage, `${ADDRESS}#readme`);
    assert.equal(bugs, `${ADDRESS}/issues`);
  });
});
