/** What `scripts/manifest.mjs` reads from the element's sources to make `custom-elements.json`. */
import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";
import { tsImport } from "tsx/esm/api";
import { eventTypes } from "./scripts/lib/event-types.mjs";
import { rowDocs } from "./scripts/lib/table-docs.mjs";

const { ATTRIBUTES, WRITTEN_ATTRIBUTES, defaultOf } = await tsImport("./src/element/attributes.ts", import.meta.url);
const { AUDIO_STATES, CONNECTION_STATES, MIC_STATES, PICTURE_STATES, SESSION_STATES } = await tsImport(
  "./src/core/vocabulary.ts",
  import.meta.url,
);

const attributeDocs = await rowDocs("src/element/attributes.ts", "ATTRIBUTES");
const scriptDocs = await rowDocs("src/element/properties.ts", "ScriptProperties");

/** Parts and variables are told where they are rendered and used; those of the shell come first. */
const files = (await readdir("src/element", { recursive: true })).filter((file) => file.endsWith(".ts")).sort();
const inShell = (file) => !file.includes("/") || file.startsWith("shell/");
const sources = await Promise.all(
  [...files.filter(inShell), ...files.filter((file) => !inShell(file))].map((file) =>
    readFile(`src/element/${file}`, "utf8"),
  ),
);
const told = (tag) =>
  sources
    .flatMap((source) => [...source.matchAll(new RegExp(`@${tag} (\\S+) - (.*)`, "g"))])
    .map(([, name, description]) => ({ description, name }));

/** Sources are what is analysed, but what a user's tool can load is what they become. */
const publishedPath = (path) => path.replace(/^\/?src\//, "dist/").replace(/\.ts$/, ".js");

function publish(node, folder) {
  if (Array.isArray(node)) node.forEach((one) => publish(one, folder));
  else if (node !== null && typeof node === "object") {
    for (const key of ["path", "module"]) {
      if (typeof node[key] !== "string") continue;
      node[key] = publishedPath(node[key].startsWith("./") ? posix.join(folder, node[key]) : node[key]);
    }
    Object.values(node).forEach((one) => publish(one, folder));
  }
}

/** Which classes stand between the element and Lit is a matter of files. */
const oneClass = {
  name: "one-class",
  packageLinkPhase({ customElementsManifest }) {
    const { modules } = customElementsManifest;
    const at = modules.findIndex(({ path }) => path === "src/element/session-element.ts");
    const [{ declarations: bases }] = modules.splice(at, 1);
    for (const declaration of modules.flatMap(({ declarations }) => declarations)) {
      if (!declaration.superclass) continue;
      const own = new Set(declaration.members.map(({ name }) => name));
      const inherited = bases.flatMap(({ members }) => members).filter(({ name }) => !own.has(name));
      declaration.members.push(...inherited);
      for (const member of declaration.members) delete member.inheritedFrom;
      declaration.superclass = { name: "ReactiveElement", package: "@lit/reactive-element" };
    }
  },
};

const publishedPaths = {
  name: "published-paths",
  packageLinkPhase({ customElementsManifest }) {
    for (const module of customElementsManifest.modules) publish(module, posix.dirname(module.path));
  },
};

/** A name that only types have is nothing that a tool could load. */
const typeNames = new Set();
const noTypes = {
  name: "no-types",
  analyzePhase({ ts, node }) {
    if (!ts.isExportDeclaration(node) || !node.isTypeOnly) return;
    const { exportClause } = node;
    if (exportClause && ts.isNamedExports(exportClause))
      exportClause.elements.forEach(({ name }) => typeNames.add(name.text));
  },
  packageLinkPhase({ customElementsManifest }) {
    for (const module of customElementsManifest.modules) {
      module.exports = module.exports.filter(({ name }) => name !== "*" && !typeNames.has(name));
    }
  },
};

/** Shadow markup and what serves it are nobody's contract. */
const publicMembersOnly = {
  name: "public-members-only",
  packageLinkPhase({ customElementsManifest }) {
    for (const module of customElementsManifest.modules) {
      for (const declaration of module.declarations) {
        declaration.members &&= declaration.members.filter(
          ({ name, privacy }) => privacy === undefined && !name.startsWith("#") && !name.endsWith("Callback"),
        );
      }
    }
  },
};

const wordsText = (words) => words.map((word) => JSON.stringify(word)).join(" | ");

/** The types of written attributes; the others are flags. */
const WRITTEN_TYPES = {
  state: wordsText(SESSION_STATES),
  "mic-state": wordsText(MIC_STATES),
  "audio-state": wordsText(AUDIO_STATES),
  "picture-state": wordsText(PICTURE_STATES),
  connection: wordsText(CONNECTION_STATES),
  "error-code": "ErrorCode",
};

const TYPES = { flag: "boolean", text: "string", number: "number" };
const typeOf = ({ kind, words }) => (words ? wordsText(words.filter((word) => word !== undefined)) : TYPES[kind]);

/** What a row says of its attribute and of its property alike. */
function entriesOf({ name, description }) {
  const row = ATTRIBUTES[name];
  const value = defaultOf(row);
  const type = typeOf(row);
  const common = { ...(value !== undefined && value !== "" && { default: JSON.stringify(value) }), description };
  const propertyType = [type, row.object, value === undefined && "undefined"].filter(Boolean).join(" | ");
  return {
    attribute: { name: row.attribute, fieldName: name, type: { text: type }, ...common },
    member: {
      kind: "field",
      name,
      type: { text: propertyType },
      ...common,
      attribute: row.attribute,
      ...(row.reflect && { reflects: true }),
    },
  };
}

/** Words of a written attribute that are custom states too: all but the first, which is the silent one. */
const statesOf = (attribute, prefix, words) =>
  words.slice(1).map((word) => ({ name: `${prefix}-${word}`, description: `\`${attribute}\` is \`${word}\`.` }));

/** Attributes, their properties and most custom states come from their tables, which the analyser cannot follow. */
const wordsFromTheTables = {
  name: "words-from-the-tables",
  packageLinkPhase({ customElementsManifest }) {
    const { modules } = customElementsManifest;
    const element = modules
      .flatMap(({ declarations }) => declarations)
      .find(({ name }) => name === "LiveAvatarElement");
    if (!element) throw new Error("custom-elements.json: LiveAvatarElement was not found");
    element.tagName = "live-avatar";
    element.customElement = true;
    const types = eventTypes();
    const memberOf = (wanted) => element.members.find(({ name }) => name === wanted);
    // The analyser sees the initialiser, which is a name of ours, and the getter that a base class has alone.
    delete Object.assign(memberOf("version"), { type: { text: "string" } }).default;
    delete memberOf("session").readonly;
    const read = attributeDocs.map(entriesOf);
    const written = Object.entries(WRITTEN_ATTRIBUTES).map(([name, description]) => ({
      name,
      description,
      type: { text: WRITTEN_TYPES[name] ?? "boolean" },
      readonly: true,
    }));
    element.attributes = [...read.map(({ attribute }) => attribute), ...written];
    element.members.push(
      ...read.map(({ member }) => member),
      ...scriptDocs.map(({ name, description, type }) => ({ kind: "field", name, type: { text: type }, description })),
    );
    for (const event of element.events) event.type = { text: types.get(event.name) };
    element.cssParts = told("csspart");
    element.cssProperties = told("cssproperty");
    element.cssStates.push(
      ...statesOf("mic-state", "mic", MIC_STATES),
      ...statesOf("audio-state", "audio", AUDIO_STATES),
      ...statesOf("picture-state", "picture", PICTURE_STATES),
      ...statesOf("connection", "connection", CONNECTION_STATES),
    );
    const registering = modules.find(({ path }) => path === "dist/index.js");
    registering.exports.push({
      kind: "custom-element-definition",
      name: element.tagName,
      declaration: { name: element.name, module: "dist/element/live-avatar.element.js" },
    });
  },
};

export default {
  globs: ["src/index.ts", "src/element/live-avatar.element.ts", "src/element/session-element.ts"],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [oneClass, noTypes, publishedPaths, wordsFromTheTables, publicMembersOnly],
};
