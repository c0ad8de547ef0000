/**
 * Writes the reference section of the README from the tables themselves and from `custom-elements.json`; `--check` only
 * compares. Run by `node --import tsx`, because the tables are TypeScript.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { ERROR_CODES } from "../src/core/errors.ts";
import {
  AUDIO_STATES,
  CONNECTION_STATES,
  END_REASONS,
  MIC_STATES,
  PICTURE_STATES,
  SESSION_STATES,
} from "../src/core/vocabulary.ts";
import { ATTRIBUTES } from "../src/element/attributes.ts";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "README.md");
const BEGIN = "<!-- reference: written by `npm run manifest` -->";
const END = "<!-- /reference -->";

const code = (text) => `\`${text}\``;
const codes = (words) => words.map(code).join(" ");
const cell = (text = "") =>
  text
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
const folded = (title, body) => `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;

const manifest = JSON.parse(await readFile(join(ROOT, "custom-elements.json"), "utf8"));
const element = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName, name }) => {
    return tagName === "live-avatar" || name === "LiveAvatarElement";
  });

const WHEN = { live: "at any time", start: "at the next start" };
const named = (items = []) => items.map(({ name, description }) => [code(name), description]);
/** A description that ends in "`detail {…}`" says there what the event tells; the table has a column for it. */
const eventRows = element.events.map(({ name, description }) => {
  const [, sentence = description, detail] = /^(.*?) `detail (\{.*\})`$/s.exec(description) ?? [];
  return [code(name), detail ? code(detail) : "", sentence];
});

const sections = [
  folded(
    "Attributes",
    table(
      ["attribute", "default", "read", "meaning"],
      (element.attributes ?? []).map(({ name, fieldName, default: value, description }) => [
        code(name),
        value ? code(value.replaceAll('"', "")) : "",
        WHEN[ATTRIBUTES[fieldName]?.read] ?? "never: the element writes it",
        description,
      ]),
    ),
  ),
  folded("Events", table(["event", "`detail`", "what has happened"], eventRows)),
  folded(
    "Methods",
    table(
      ["method", "what it does"],
      element.members
        .filter(({ kind }) => kind === "method")
        .map(({ name, parameters = [], description }) => [
          code(`${name}(${parameters.map((one) => one.name).join(", ")})`),
          description,
        ]),
    ),
  ),
  folded(
    "Slots, parts, variables and states",
    [
      table(["slot", "what it holds"], named(element.slots)),
      table(["part", "what it is"], named(element.cssParts)),
      table(["variable", "what it sets"], named(element.cssProperties)),
      table(["state", "when it is there"], named(element.cssStates)),
    ].join("\n\n"),
  ),
  folded(
    "Values",
    table(
      ["of", "values"],
      [
        ["`state`", codes(SESSION_STATES)],
        ["`mic-state`", codes(MIC_STATES)],
        ["`audio-state`", codes(AUDIO_STATES)],
        ["`picture-state`", codes(PICTURE_STATES)],
        ["`connection`", codes(CONNECTION_STATES)],
        ["reason of `avatar-ended`", codes(END_REASONS)],
      ],
    ),
  ),
  folded(
    "Error codes",
    table(
      ["code", "stage", "retryable", "fatal", "help"],
      Object.entries(ERROR_CODES).map(([name, { stage, retryable, fatal, help }]) => [
        code(name),
        stage,
        retryable ? "yes" : "no",
        fatal ? "yes" : "no",
        help,
      ]),
    ),
  ),
];

const readme = await readFile(FILE, "utf8");
const from = readme.indexOf(BEGIN);
const to = readme.indexOf(END);
if (from < 0 || to < from) throw new Error(`README.md has no place for the reference: ${BEGIN} … ${END}`);
const written = `${readme.slice(0, from)}${BEGIN}\n\n${sections.join("\n\n")}\n\n${readme.slice(to)}`;
const wanted = await format(written, { ...(await resolveConfig(FILE)), parser: "markdown" });

if (process.argv.includes("--check")) {
  if (wanted !== readme) {
    process.stdout.write("README.md is not what the tables say: run `npm run manifest` and commit it.\n");
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, wanted);
}
