/** The texts of the WordPress plugin for translators: a template in gettext's format, made of the calls in its code. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { ROOT } from "./run.mjs";

export const PLUGIN = join(ROOT, "integrations", "wordpress", "live-avatar");
export const TEMPLATE = join(PLUGIN, "languages", "live-avatar.pot");

const DOMAIN = "live-avatar";
/** WordPress's functions that translate, as far as the plugin uses them. Their texts are literals in single quotes. */
const CALL = /(?<![\w$>:])(__|_e|_x|_n|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*/g;
const ARGUMENTS = /^'((?:[^'\\]|\\.)*)',\s*'live-avatar',?\s*\)/s;
const COMMENT = /translators:\s*(.*?)\s*\*\//s;
/** What of block.json WordPress translates, by the context that it gives. */
const OF_BLOCK = { title: "block title", description: "block description", keywords: "block keyword" };
/** What of the plugin's header WordPress translates. */
const HEADERS = ["Plugin Name", "Description", "Author"];

const quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
const placeOf = (file) => relative(PLUGIN, file).split(sep).join("/");

/** @returns {string[]} the files of the plugin's own with these endings, in their order */
export const pluginFiles = (...endings) =>
  readdirSync(PLUGIN, { recursive: true, encoding: "utf8" })
    .filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.startsWith("assets"))
    .sort()
    .map((name) => join(PLUGIN, name));

/** @returns {{ text: string, context?: string, comment?: string, place: string }[]} */
function textsOfCode(file) {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(CALL)].map((call) => {
    const line = source.slice(0, call.index).split("\n").length;
    const place = placeOf(file);
    const [, literal] = ARGUMENTS.exec(source.slice(call.index + call[0].length)) ?? [];
    if (literal === undefined)
      throw new Error(`${place}:${line}: ${call[1]}() needs a text in single quotes and the domain`);
    const before = source
      .split("\n")
      .slice(Math.max(0, line - 2), line)
      .join("\n");
    return { text: literal.replaceAll(/\\(['\\])/g, "$1"), comment: COMMENT.exec(before)?.[1], place };
  });
}

function textsOfBlock() {
  const file = join(PLUGIN, "block", "block.json");
  const block = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(OF_BLOCK).flatMap(([key, context]) =>
    [block[key]].flat().map((text) => ({ text, context, place: placeOf(file) })),
  );
}

function textsOfHeader() {
  const file = join(PLUGIN, "live-avatar.php");
  const source = readFileSync(file, "utf8");
  return HEADERS.map((name) => {
    const [, text = ""] = new RegExp(String.raw`^ \* ${name}:\s+(.*)$`, "m").exec(source) ?? [];
    return { text, comment: `${name} of the plugin`, place: placeOf(file) };
  });
}

/** @returns {string} the template */
export function template() {
  const entries = new Map();
  // WordPress's own tools give a script's texts the same domain; prettier writes them in double quotes.
  const code = pluginFiles(".php").flatMap(textsOfCode);
  for (const { text, context, comment, place } of [
    ...textsOfHeader(),
    ...code,
    ...textsOfScript(),
    ...textsOfBlock(),
  ]) {
    const key = `${context ?? ""}\u0004${text}`;
    const entry = entries.get(key) ?? { text, context, comment, places: [] };
    entry.places.push(place);
    entries.set(key, entry);
  }
  const head = [
    "# Every text of the WordPress plugin Live Avatar, for translators. Written by `node scripts/wordpress.mjs texts`.",
    'msgid ""',
    'msgstr ""',
    String.raw`"Project-Id-Version: Live Avatar\n"`,
    String.raw`"MIME-Version: 1.0\n"`,
    String.raw`"Content-Type: text/plain; charset=UTF-8\n"`,
    String.raw`"Content-Transfer-Encoding: 8bit\n"`,
    `"X-Domain: ${DOMAIN}\\n"`,
  ];
  const blocks = [...entries.values()].map(({ text, context, comment, places }) =>
    [
      ...(comment ? [`#. ${comment}`] : []),
      `#: ${[...new Set(places)].join(" ")}`,
      ...(context ? [`msgctxt ${quoted(context)}`] : []),
      `msgid ${quoted(text)}`,
      'msgstr ""',
    ].join("\n"),
  );
  return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
}

function textsOfScript() {
  return pluginFiles(".js").flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return [...source.matchAll(/(?<![\w$.])__\(\s*/g)].map((call) => {
      const place = placeOf(file);
      const [, literal] =
        /^("(?:[^"\\]|\\.)*"),\s*"live-avatar",?\s*\)/s.exec(source.slice(call.index + call[0].length)) ?? [];
      if (literal === undefined) throw new Error(`${place}: __() needs a text in double quotes and the domain`);
      return { text: JSON.parse(literal), place };
    });
  });
}
