/** The pages of the documentation site, made of the documents of the repository and of `custom-elements.json`. */
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { code, eventRows, named, table } from "./reference-tables.mjs";
import { ROOT } from "./run.mjs";

const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[ \t]*$/gm;
const REFERENCE = /<!-- reference: [^>]*-->\n([\s\S]*?)<!-- \/reference -->/;

/** Changes the prose of a document and leaves its blocks of code alone. */
function inProse(text, change) {
  const blocks = [...text.matchAll(FENCE)];
  let at = 0;
  let changed = "";
  for (const { 0: source, index } of blocks) {
    changed += change(text.slice(at, index)) + source;
    at = index + source.length;
  }
  return changed + change(text.slice(at));
}

/**
 * A document as a page of the site: its links lead to other pages, and to the repository where they lead to a file that is no page.
 * @param {string} text
 * @param {string} document its path in the repository
 * @param {{ pages: ReadonlyMap<string, string>, files: string }} site the pages by their documents, and the address of all other files
 */
export function pageOf(text, document, { pages, files }) {
  const page = pages.get(document) ?? document;
  const linked = (whole, mark, path, anchor = "") => {
    if (/^[a-z]+:/.test(path) || path === "") return whole;
    const target = posix.join(posix.dirname(document), path);
    const isPicture = /\.(webp|png|svg)$/.test(target);
    if (!pages.has(target) && !existsSync(join(ROOT, target)))
      throw new Error(`${document} links to ${path}, which is not there.`);
    if (!pages.has(target) && !isPicture) return `${mark}(${files}/${target}${anchor})`;
    const relative = posix.relative(posix.dirname(page), pages.get(target) ?? target);
    return `${mark}(${relative.startsWith(".") ? relative : `./${relative}`}${anchor})`;
  };
  return inProse(text, (prose) => prose.replaceAll(/(\])\(([^)#\s]*)(#[^)\s]*)?\)/g, linked));
}

/** README without its generated tables, which have a page of their own. */
export const homeOf = (readme) =>
  readme.replace(
    REFERENCE,
    "Attributes, properties, methods, events, slots, parts and variables: the [API reference](docs/api.md).\n",
  );

/** What README's reference has under a title: its words and error codes are not in the manifest. */
function foldedOf(readme, title) {
  const [, reference = ""] = REFERENCE.exec(readme) ?? [];
  const [, body] = new RegExp(`<summary>${title}</summary>\\n([\\s\\S]*?)</details>`).exec(reference) ?? [];
  if (body === undefined) throw new Error(`README.md has no reference of "${title}".`);
  return body.trim();
}

const typed = ({ type }) => (type ? code(type.text.replaceAll(/\s+/g, " ")) : "");
const signature = ({ name, parameters = [] }) =>
  `${name}(${parameters.map(({ name: parameter, type }) => `${parameter}${type ? `: ${type.text}` : ""}`).join(", ")})`;

/**
 * The API reference.
 * @param {object} element its declaration in the manifest
 * @param {string} readme
 */
export function apiPage(element, readme) {
  const fields = element.members.filter(({ kind, static: isStatic }) => kind === "field" && !isStatic);
  const methods = element.members.filter(({ kind }) => kind === "method");
  const attributeOf = new Map(element.attributes.map(({ name, fieldName }) => [fieldName, name]));
  const chapters = {
    Attributes: table(
      ["attribute", "type", "default", "meaning"],
      element.attributes.map((one) => [
        ...[code(one.name), typed(one)],
        ...[one.default ? code(one.default.replaceAll('"', "")) : "", one.description],
      ]),
    ),
    Properties: table(
      ["property", "type", "attribute", "meaning"],
      fields.map((one) => [
        code(one.name),
        `${typed(one)}${one.readonly ? " read only" : ""}`,
        attributeOf.has(one.name) ? code(attributeOf.get(one.name)) : "",
        one.description,
      ]),
    ),
    Methods: table(
      ["method", "returns", "what it does"],
      methods.map((one) => [code(signature(one)), typed(one.return ?? {}), one.description]),
    ),
    Events: table(["event", "`detail`", "what has happened"], eventRows(element.events)),
    Slots: table(["slot", "what it holds"], named(element.slots)),
    Parts: table(["part", "what it is"], named(element.cssParts)),
    "CSS variables": table(["variable", "what it sets"], named(element.cssProperties)),
    "CSS states": table(["state", "when it is there"], named(element.cssStates)),
    Values: foldedOf(readme, "Values"),
    "Error codes": `What they come from is in [troubleshooting](troubleshooting.md#by-code).\n\n${foldedOf(readme, "Error codes")}`,
  };
  const body = Object.entries(chapters).map(([title, text]) => `## ${title}\n\n${text}`);
  return ["# API reference", element.description, ...body].join("\n\n");
}
