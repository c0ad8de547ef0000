import { hasVisibleText } from "../../core/visible-text.js";

const MAX_CHARS = 60;

/** A thread is called by the first words that were said in it; undefined: they have no sign that could be read. */
export function titleOf(text: string): string | undefined {
  const line = text.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ").trim();
  if (!hasVisibleText(line)) return undefined;
  if (line.length <= MAX_CHARS) return line;
  const cut = line.slice(0, MAX_CHARS);
  const end = cut.lastIndexOf(" ");
  // Languages without spaces are cut anywhere, but not in the middle of a sign.
  const words = end > MAX_CHARS / 2 ? cut.slice(0, end) : cut.replace(/[\ud800-\udbff]$/, "");
  return `${words.replace(/[\s,;:.–-]+$/, "")}…`;
}
