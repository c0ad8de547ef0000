/** The software bill of materials of a release, in CycloneDX: what is installed with the package, and what `dist/cdn/` was bundled from. */
import { join } from "node:path";
import { bundledLicences } from "./bundled-licences.mjs";
import { ROOT } from "./run.mjs";

/** Marks what a page loads from `dist/cdn/` without installing it. */
const BUNDLED = { name: "live-avatar:bundled-in", value: "dist/cdn" };

const purl = (name, version) => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`;

/** @returns a component of CycloneDX */
function bundledComponent({ name, version, licence }) {
  return {
    ...{ "bom-ref": `${name}@${version}`, type: "library", name, version, scope: "required" },
    ...{ purl: purl(name, version), properties: [BUNDLED], licenses: [{ expression: licence }] },
  };
}

/**
 * @param {string} project the words of `npm sbom` in a project in which only our package is installed
 * @param {{ name: string, version: string, integrity: string }} packed what `npm pack` said
 */
export function sbomOf(project, { name, version, integrity }) {
  const bom = JSON.parse(project);
  const ref = `${name}@${version}`;
  const own = bom.components.find((component) => component["bom-ref"] === ref);
  if (!own) throw new Error(`npm sbom does not know ${ref}.`);
  const content = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  // Where the trial had it from is nobody's business.
  const { externalReferences, ...component } = own;
  const components = bom.components.filter((one) => one !== own);
  const dependencies = bom.dependencies.filter((one) => one.ref !== bom.metadata.component["bom-ref"]);

  const direct = dependencies.find((one) => one.ref === ref);
  for (const bundled of bundledLicences(join(ROOT, "dist", "cdn"))) {
    const added = bundledComponent(bundled);
    const known = components.find((one) => one["bom-ref"] === added["bom-ref"]);
    if (known) known.properties = [...(known.properties ?? []), BUNDLED];
    else {
      components.push(added);
      dependencies.push({ ref: added["bom-ref"], dependsOn: [] });
      direct.dependsOn.push(added["bom-ref"]);
    }
  }
  const references = (externalReferences ?? []).filter(({ type }) => type !== "distribution");
  const root = { ...component, hashes: [{ alg: "SHA-512", content }], externalReferences: references };
  return { ...bom, metadata: { ...bom.metadata, component: root }, components, dependencies };
}
