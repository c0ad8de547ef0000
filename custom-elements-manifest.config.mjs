/** What `scripts/manifest.mjs` reads from the element's sources to make `custom-elements.json`. */
import { posix } from "node:path";

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
          ({ name, privacy }) => privacy === undefined && !name.startsWith("#") && !name.startsWith("_"),
        );
      }
    }
  },
};

export default {
  globs: ["src/index.ts", "src/element/live-avatar.element.ts"],
  litelement: true,
  packagejson: false,
  quiet: true,
  plugins: [publishedPaths, publicMembersOnly],
};
