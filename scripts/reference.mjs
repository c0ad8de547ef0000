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
import { code, elementOfManifest, eventRows, named, table } from "./lib/reference-tables.mjs";
import { ROOT } from "./lib/run.mjs";

const FILE = join(ROOT, "README.md");
const BEGIN = "<!-- reference: written by `npm run manifest` -->";
const END = "<!-- /reference -->";

const codes = (words) => words.map(code).join(" ");
const folded = (title, body) => `<details>\n<summary>${title}</summary>\n\n${body}\n\n</details>`;

const element = await elementOfManifest();

const WHEN = { live: "at any time", start: "at the next start" };

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
  folded("Events", table(["event", "`detail`", "what has happened"], eventRows(element.events))),
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
