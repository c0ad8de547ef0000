/** Markdown tables of what `custom-elements.json` knows about the element: for the README, and for the documentation site. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./run.mjs";

/** @param {string} text */
export const code = (text) => `\`${text}\``;

const cell = (text = "") =>
  text
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** The declaration of the element in the manifest. */
export async function elementOfManifest() {
  const manifest = JSON.parse(await readFile(join(ROOT, "custom-elements.json"), "utf8"));
  return manifest.modules
    .flatMap(({ declarations }) => declarations)
    .find(({ tagName, name }) => tagName === "live-avatar" || name === "LiveAvatarElement");
}

/** Rows of things that have a name and a description. */
export const named = (items = []) => items.map(({ name, description }) => [code(name), description]);

/** A description that ends in "`detail {…}`" says there what the event tells; the table has a column for it. */
export const eventRows = (events) =>
  events.map(({ name, description }) => {
    const [, sentence = description, detail] = /^(.*?) `detail (\{.*\})`$/s.exec(description) ?? [];
    return [code(name), detail ? code(detail) : "", sentence];
  });
