/** `npm run release -- --dry-run`: what it leaves is the package that was tried out, with a bill of all that is in it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { ROOT } from "../support/documents.js";

interface Result {
  readonly code: number;
  readonly output: string;
}
interface Component {
  readonly "bom-ref": string;
  readonly purl: string;
  readonly licenses: readonly unknown[];
  readonly properties?: readonly { readonly name: string }[];
  readonly hashes?: readonly { readonly content: string }[];
}
interface Bom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly integrity: string;
}
/** A script of the project, which has no declarations. */
const script = async (name: string): Promise<unknown> =>
  import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);
const { run } = (await script("run")) as {
  readonly run: (program: string, args: readonly string[], options: object) => Promise<Result>;
};
const { sbomOf } = (await script("sbom")) as { readonly sbomOf: (project: string, packed: Packed) => Bom };

const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), "utf8"));
/** As on a person's machine: in CI the script would believe that it may publish. */
const onOwnMachine = (...args: string[]): Promise<Result> =>
  run(process.execPath, ["scripts/release.mjs", ...args], { env: { ...process.env, CI: "" } });

describe("a dry run of a release", () => {
  let result: Result;
  before(async () => {
    result = await onOwnMachine("--dry-run", "--fast");
  });

  it("ends well, and says what a release would run", () => {
    assert.equal(result.code, 0, result.output);
    assert.match(result.output, /would run, in CI: npm publish live-avatar-\S+\.tgz --provenance --access public/);
    assert.match(result.output, /\d+ files, [\d.]+ kB, [\d.]+ kB unpacked/);
  });

  it("leaves the file whose hash it tells", () => {
    const { filename, integrity } = read("artifacts/release/release.json") as Packed;
    const archive = readFileSync(join(ROOT, "artifacts/release", filename));
    assert.equal(`sha512-${createHash("sha512").update(archive).digest("base64")}`, integrity);
  });

  it("leaves an SBOM of what is installed and of what is bundled", () => {
    const { dependencies } = read("package.json") as { readonly dependencies: Readonly<Record<string, string>> };
    const packed = read("artifacts/release/release.json") as Packed;
    const bom = read("artifacts/release/sbom.cdx.json") as Bom;
    assert.equal(bom.bomFormat, "CycloneDX");
    const own = bom.metadata.component;
    assert.equal(own["bom-ref"], `live-avatar@${packed.version}`);
    assert.deepEqual(
      own.hashes?.map(({ content }) => Buffer.from(content, "hex").toString("base64")),
      [packed.integrity.replace("sha512-", "")],
    );
    const refs = bom.components.map((component) => component["bom-ref"]);
    const names = refs.map((ref) => ref.slice(0, ref.lastIndexOf("@")));
    for (const name of Object.keys(dependencies)) assert.ok(names.includes(name), name);
    const bundled = [
      ...readFileSync(join(ROOT, "dist/cdn/LICENSES.txt"), "utf8").matchAll(/^={80}\n\n(\S+) (\S+) \(/gm),
    ].map(([, name = "", version = ""]) => `${name}@${version}`);
    assert.ok(bundled.length > 15, String(bundled));
    const marked = bom.components.filter(({ properties }) =>
      properties?.some(({ name }) => name === "live-avatar:bundled-in"),
    );
    assert.deepEqual(marked.map((component) => component["bom-ref"]).sort(), bundled.sort());
    for (const { licenses, "bom-ref": ref } of bom.components) assert.equal(licenses.length, 1, ref);
    const known = new Set([...refs, own["bom-ref"]]);
    for (const { ref, dependsOn } of bom.dependencies) {
      for (const one of [ref, ...dependsOn]) assert.ok(known.has(one), one);
    }
  });

  it("is not published from a person's machine", async () => {
    const { code, output } = await onOwnMachine("artifacts/release");
    assert.equal(code, 1);
    assert.match(output, /published by CI alone/);
  });

  it("knows no other options", async () => {
    const { code, output } = await onOwnMachine("--dryrun");
    assert.equal(code, 1);
    assert.match(output, /There is no --dryrun/);
  });
});

describe("the SBOM", () => {
  it("has a version that is bundled and not installed as a component of its own, and nothing of the trial", () => {
    const component = (name: string, version: string): object => ({
      ...{ "bom-ref": `${name}@${version}`, name, version, type: "library", properties: [] },
      ...{ licenses: [{}], externalReferences: [{ type: "distribution", url: "file:///somewhere/live-avatar.tgz" }] },
    });
    const bom = sbomOf(
      JSON.stringify({
        metadata: { component: component("trial", "1.0.0") },
        components: [component("live-avatar", "9.9.9"), component("lit-html", "0.0.1")],
        dependencies: [
          { ref: "trial@1.0.0", dependsOn: ["live-avatar@9.9.9"] },
          { ref: "live-avatar@9.9.9", dependsOn: ["lit-html@0.0.1"] },
          { ref: "lit-html@0.0.1", dependsOn: [] },
        ],
      }),
      { name: "live-avatar", version: "9.9.9", filename: "", integrity: "sha512-AAEC" },
    );
    const litHtml = bom.components.map((one) => one["bom-ref"]).filter((ref) => ref.startsWith("lit-html@"));
    assert.equal(litHtml.length, 2, String(litHtml));
    assert.ok(bom.dependencies.find(({ ref }) => ref === "live-avatar@9.9.9")?.dependsOn.includes(litHtml[1] ?? ""));
    assert.deepEqual(bom.metadata.component.hashes?.[0]?.content, "000102");
    assert.doesNotMatch(JSON.stringify([bom.metadata, bom.dependencies]), /trial|somewhere/);
  });
});
