/** What `scripts/manifest.mjs` reads from the element's sources to make `custom-elements.json`. */

/** Sources are what is analysed, but what a user's tool can load is what they become. */
const publishedPath = (path) => path.replace(/^\/?src\//, "dist/").replace(/\.ts$/, ".js");

const publishedPaths = {
  name: "published-paths",
  packageLinkPhase({ customElementsManifest }) {
    const visit = (node) => {
      if (Array.isArray(node)) node.forEach(visit);
      else if (node !== null && typeof node === "object") {
        for (const key of ["path", "module"]) {
          if (typeof node[key] === "string") node[key] = publishedPath(node[key]);
        }
        Object.values(node).forEach(visit);
      }
    };
    visit(customElementsManifest.modules);
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
