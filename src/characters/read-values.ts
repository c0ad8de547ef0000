/** From values of unknown type to those that a card needs: what cannot be one is undefined. */

import { isRecord } from "../core/is-record.js";

export type Unknown = Readonly<Record<string, unknown>>;

/** A number, also one that an editor wrote as text. JSON has numbers that are too large to be any. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && /^\s*-?[\d.]{1,20}\s*$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const YES = /^\s*(?:true|yes|on)\s*$/i;
const NO = /^\s*(?:false|no|off)\s*$/i;

/** A truth value, also one that an editor wrote as a number or as text. */
export function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") {
    if (YES.test(value)) return true;
    if (NO.test(value)) return false;
  }
  const number = numberOf(value);
  return number === undefined ? undefined : number !== 0;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The texts of a list; the list itself where it holds nothing else. */
export function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const list = value as readonly unknown[];
  const isText = (item: unknown): item is string => typeof item === "string";
  return list.every(isText) ? list : list.filter(isText);
}

/** The first of the fields that has something to say. */
export function firstText(record: Unknown, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(record[name])).find((text) => text !== undefined && text.trim() !== "");
}

export function recordOf(value: unknown): Unknown | undefined {
  return isRecord(value) ? value : undefined;
}
