/**
 * What editors read of the element, made of its manifest: custom data of VS Code (`html.customData`) and web-types of JetBrains'
 * editors. Why not by a library: see `docs/decisions/dependencies.md`.
 */

const elementOf = (manifest) =>
  manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === "live-avatar");

const markdown = (value) => ({ kind: "markdown", value });
const pick = ({ name, description }) => ({ name, description });

/** The words of a type such as `"ask" | "muted"`; none where it is open. */
function wordsOf({ text }) {
  const parts = text.split(" | ");
  return parts.every((part) => /^".*"$/.test(part)) ? parts.map((part) => JSON.parse(part)) : [];
}

const isFlag = ({ type }) => type.text === "boolean";
const described = ({ description, default: value }) =>
  value === undefined || value === "false"
    ? description
    : `${description}\n\nDefault: \`${value.replaceAll('"', "")}\``;
/** Pages set these; the element itself writes the others. */
const settable = (element) => element.attributes.filter(({ readonly }) => !readonly);

/** https://github.com/microsoft/vscode-html-languageservice/blob/main/docs/customData.schema.json */
export function vscodeData(manifest) {
  const element = elementOf(manifest);
  const attributes = settable(element).map((attribute) => ({
    name: attribute.name,
    description: markdown(described(attribute)),
    // `v` is the set of attributes without a value.
    ...(isFlag(attribute) && { valueSet: "v" }),
    ...(wordsOf(attribute.type).length > 0 && { values: wordsOf(attribute.type).map((name) => ({ name })) }),
  }));
  return { version: 1.1, tags: [{ name: element.tagName, description: markdown(element.description), attributes }] };
}

/** https://github.com/JetBrains/web-types/blob/master/schema/web-types.json */
export function webTypes(manifest, { name, version }) {
  const element = elementOf(manifest);
  const attributes = settable(element).map((attribute) => ({
    name: attribute.name,
    description: attribute.description,
    ...(attribute.default !== undefined && { default: attribute.default.replaceAll('"', "") }),
    value: isFlag(attribute) ? { type: "boolean", kind: "no-value" } : { type: attribute.type.text, kind: "plain" },
  }));
  const properties = element.members
    .filter(({ kind, static: isStatic }) => kind === "field" && !isStatic)
    .map(({ type, readonly, ...member }) => ({
      ...pick(member),
      ...(readonly && { "read-only": true }),
      type: type.text,
    }));
  const events = element.events.map(({ type, ...event }) => ({ ...pick(event), type: type.text }));
  return {
    $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
    name,
    version,
    "description-markup": "markdown",
    contributions: {
      html: {
        elements: [
          {
            name: element.tagName,
            description: element.description,
            attributes,
            slots: element.slots.map(pick),
            js: { properties, events },
            css: {
              properties: element.cssProperties.map(pick),
              parts: element.cssParts.map(pick),
            },
          },
        ],
      },
    },
  };
}
