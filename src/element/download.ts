/** A file that the visitor is given to keep. */

import type { Timers } from "../core/wait.js";

/** How long the file is held for the browser, which reads it in its own time. */
const HELD_MS = 60_000;
const MAX_NAME_LENGTH = 60;

export interface DownloadOptions {
  /** The name without its ending; what a file's name cannot have is left out of it. */
  readonly name: string;
  readonly ending: "json" | "txt";
  readonly content: string;
  readonly clock: Timers;
}

const TYPES = { json: "application/json", txt: "text/plain;charset=utf-8" } as const;

/**
 * Hands the content over as a file. A link to a Blob needs nothing of a page's policy.
 * @param parent where the link stands for the press
 */
export function download(parent: Element, { name, ending, content, clock }: DownloadOptions): void {
  const url = URL.createObjectURL(new Blob([content], { type: TYPES[ending] }));
  const link = parent.ownerDocument.createElement("a");
  link.href = url;
  link.download = `${fileNameOf(name)}.${ending}`;
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
