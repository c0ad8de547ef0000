/** A file that the visitor is given to keep. */

import type { Timers } from "../../core/wait.js";

/** How long the file is held for the browser, which reads it in its own time. */
const HELD_MS = 60_000;
const MAX_NAME_LENGTH = 60;

/**
 * Hands the value over as a JSON file. A link to a Blob needs nothing of a page's policy.
 * @param parent where the link stands for the press
 */
export function downloadJson(parent: Element, name: string, value: unknown, clock: Timers): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, undefined, 2)], { type: "application/json" }));
  const link = parent.ownerDocument.createElement("a");
  link.href = url;
  link.download = `${fileNameOf(name)}.json`;
  link.hidden = true;
  parent.append(link);
  link.click();
  link.remove();
  clock.setTimeout(() => {
    URL.revokeObjectURL(url);
  }, HELD_MS);
}

/** Letters and digits of the name alone: a name may have anything in it. */
function fileNameOf(name: string): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  // A pair of surrogates is not cut in two.
  const letters = words
    .join("-")
    .slice(0, MAX_NAME_LENGTH)
    .replace(/[\ud800-\udbff]$/, "");
  return letters || "conversation";
}
