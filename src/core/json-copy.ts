/** A copy of plain data that shares nothing with it, and holds nothing that JSON could not carry. */

/** Lists and objects in each other. */
const MAX_DEPTH = 32;
/** Values of all lists and objects together: what is shared within the data counts each time. */
const MAX_PARTS = 100_000;

export interface JsonCopyOptions {
  /** The longest the data's texts may be together, names of members included, in UTF-16 units. */
  readonly maxLength: number;
  /** Makes the error. @param problem the end of a sentence that begins with the name of the value */
  readonly refuse: (problem: string) => Error;
}

/**
 * The copy of a value. Members that are undefined are left out, as in JSON; everything else that JSON does not know is refused:
 * functions, dates, maps, numbers that are not finite, cycles. Texts stay as they are, with lone surrogates.
 * @throws the error of `refuse`
 */
export function jsonCopy(value: unknown, { maxLength, refuse }: JsonCopyOptions): unknown {
  let parts = 0;
  let length = 0;
  const measured = (text: string): string => {
    length += text.length;
    if (length > maxLength) throw refuse(`must not have more than ${maxLength} characters`);
    return text;
  };
  const copy = (part: unknown, depth: number): unknown => {
    parts += 1;
    if (parts > MAX_PARTS) throw refuse(`must not have more than ${MAX_PARTS} parts`);
    if (typeof part === "string") return measured(part);
    if (part === null || typeof part === "boolean" || Number.isFinite(part)) return part;
    if (typeof part !== "object") throw refuse("must be JSON");
    // A cycle is infinitely deep.
    if (depth === MAX_DEPTH) throw refuse(`must not have more than ${MAX_DEPTH} levels`);
    if (Array.isArray(part)) return Array.from(part, (item: unknown) => copy(item, depth + 1));
    if (!isPlain(part)) throw refuse("must be JSON");
    const members: [string, unknown][] = [];
    for (const [name, member] of Object.entries(part)) {
      if (member !== undefined) members.push([measured(name), copy(member, depth + 1)]);
    }
    return Object.fromEntries(members);
  };
  return copy(value, 0);
}

/** Whether it is an object of members alone, of this page or of another frame. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
