/** The texts in a line of a stream, by their place in its JSON: deltas of one place are one text, which the line only has a part of. */
import type { Range } from "./key-watch.js";

/** One text of a line, which can be written over. */
export interface Leaf {
  /** Where it stands, without the numbers of list members: parts of a list go on with each other. */
  readonly path: string;
  text: string;
  readonly write: (text: string) => void;
}

/** @returns the texts of a JSON value, in its own order */
export function leavesOf(value: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (item: unknown, path: string, write: (text: string) => void): void => {
    if (typeof item === "string") leaves.push({ path, text: item, write });
    else if (Array.isArray(item)) {
      item.forEach((member: unknown, index) => {
        walk(member, `${path}${indexOf(member)}`, (text) => (item[index] = text));
      });
    } else if (typeof item === "object" && item !== null) {
      const members = item as Record<string, unknown>;
      for (const [name, member] of Object.entries(members)) {
        walk(member, `${path}.${name}`, (text) => {
          // Assigning would set the prototype for one name.
          Object.defineProperty(members, name, { value: text, enumerable: true, configurable: true, writable: true });
        });
      }
    }
  };
  walk(value, "", () => undefined);
  return leaves;
}

/** Choices and tool calls say themselves which one they are. */
function indexOf(member: unknown): string {
  const index: unknown = typeof member === "object" && member !== null && "index" in member ? member.index : undefined;
  return typeof index === "number" ? `[${index}]` : "";
}

/**
 * Puts asterisks over what a key has in the leaf.
 * @param start the place of the leaf's first character in the text that the places of the keys are of
 */
export function blot(leaf: Leaf, start: number, keys: readonly Range[]): void {
  let isChanged = false;
  for (const [from, to] of keys) {
    const first = Math.max(0, from - start);
    const end = Math.min(leaf.text.length, to - start);
    if (first >= end) continue;
    leaf.text = leaf.text.slice(0, first) + "*".repeat(end - first) + leaf.text.slice(end);
    isChanged = true;
  }
  if (isChanged) leaf.write(leaf.text);
}
