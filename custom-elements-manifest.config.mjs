/** What `scripts/manifest.mjs` reads from the element's sources to make `custom-elements.json`. */
import { posix } from "node:path";
import { tsImport } from "tsx/esm/api";

const { ATTRIBUTES, WRITTEN_ATTRIBUTES, defaultOf } = await tsImport("./src/element/attributes.ts", import.meta.url);
const { AUDIO_STATES, CONNECTION_STATES, MIC_STATES } = await tsImport("./src/core/vocabulary.ts", import.meta.url);

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

/** The class in which the properties are declared is a matter of files: they are the element's. */
const oneClass = {
  name: "one-class",
  packageLinkPhase({ customElementsManifest: manifest }) {
    manifest.modules = manifest.modules.filter(({ path }) => !path.endsWith("settable-element.ts"));
    for (const declaration of manifest.modules.flatMap(({ declarations }) => declarations)) {
      for (const member of declaration.members ?? []) delete member.inheritedFrom;
      for (const attribute of declaration.attributes ?? []) delete attribute.inheritedFrom;
    }
  },
};

const publishedPaths = {
  name: "published-paths",
  packageLinkPhase({ customElementsManifest }) {
    for (const module of customElementsManifest.modules) publish(module, posix.dirname(module.path));
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

const TYPES = { flag: "boolean", text: "string", number: "number" };

/** Words of a written attribute that are custom states too: all but the first, which is the silent one. */
const statesOf = (attribute, prefix, words) =>
  words.slice(1).map((word) => ({ name: `${prefix}-${word}`, description: `\`${attribute}\` is \`${word}\`.` }));

/**
 * Attributes and most custom states come from their tables, as the element's do: the analyser cannot follow a table.
 * What an attribute means is said where its property is declared in the class.
 */
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
    const written = Object.entries(WRITTEN_ATTRIBUTES).map(([name, description]) => ({
      name,
      description,
      type: { text: "string" },
      readonly: true,
    }));
    const read = Object.entries(ATTRIBUTES).map(([property, attribute]) => {
      const member = element.members.find(({ name }) => name === property);
      const value = defaultOf(attribute);
      if (member) member.attribute = attribute.attribute;
      return {
        name: attribute.attribute,
        fieldName: property,
        type: {
          text: attribute.words
            ? attribute.words.map((word) => JSON.stringify(word)).join(" | ")
            : TYPES[attribute.kind],
        },
        ...(value !== undefined && value !== "" && { default: JSON.stringify(value) }),
        ...(member?.description && { description: member.description }),
      };
    });
    element.attributes = [...read, ...written];
    element.cssStates.push(
      ...statesOf("mic-state", "mic", MIC_STATES),
      ...statesOf("audio-state", "audio", AUDIO_STATES),
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
  globs: ["src/index.ts", "src/element/live-avatar.element.ts", "src/element/settable-element.ts"],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [oneClass, publishedPaths, wordsFromTheTables, publicMembersOnly],
};
