/** `@@depth 4` and the like: lines of a lorebook entry that say when and where it is told. */

import type { LoreRole } from "./character-card.js";

export const ROLES: readonly LoreRole[] = ["system", "user", "assistant"];

const POSITIONS = ["before_desc", "after_desc", "personality", "scenario"] as const;
export type DecoratedPosition = (typeof POSITIONS)[number];

export interface Decorators {
  /** The number of newest messages that come after the entry. */
  depth?: number;
  role?: LoreRole;
  position?: DecoratedPosition;
  scanDepth?: number;
  isActivated?: boolean;
  isDeactivated?: boolean;
  isConstant?: boolean;
  /** The character must have spoken as often. */
  afterReplies?: number;
  /** Only when the count of the character's replies is a multiple. */
  everyReplies?: number;
  /** One of each list is needed as well. */
  additionalKeys?: string[][];
  /** None of them may be there. */
  excludedKeys?: string[];
}

const LINE = /^@@(@?)([a-z_]+)(?:[ \t]+([^]*))?$/;

/** The text without its decorators, and those that we know. Of two alike the first counts. */
export function readDecorators(content: string): { readonly text: string; readonly decorators: Decorators } {
  const decorators: Decorators = {};
  if (!content.includes("@@")) return { text: content.trim(), decorators };
  const lines: string[] = [];
  let isSettled = true;
  for (const line of content.split("\n")) {
    const [match, fallback, name = "", value = ""] = LINE.exec(line.trim()) ?? [];
    if (match === undefined) lines.push(line);
    // `@@@` counts only where nothing before it was understood.
    else if (fallback === "" || !isSettled) isSettled = apply(decorators, name, value.trim());
  }
  return { text: lines.join("\n").trim(), decorators };
}

/** False: it is unknown, or its value makes no sense. */
function apply(decorators: Decorators, name: string, value: string): boolean {
  switch (name) {
    case "depth":
      return set(decorators, "depth", integer(value));
    case "role":
      return set(decorators, "role", oneOf(ROLES, value));
    case "position":
      return set(decorators, "position", oneOf(POSITIONS, value));
    case "scan_depth":
      return set(decorators, "scanDepth", integer(value, 0));
    case "activate":
      return set(decorators, "isActivated", true);
    case "dont_activate":
      return set(decorators, "isDeactivated", true);
    case "constant":
      return set(decorators, "isConstant", true);
    case "activate_only_after":
      return set(decorators, "afterReplies", integer(value, 0));
    case "activate_only_every":
      return set(decorators, "everyReplies", integer(value, 1));
    case "additional_keys":
      (decorators.additionalKeys ??= []).push(list(value));
      return true;
    case "exclude_keys":
      return set(decorators, "excludedKeys", list(value));
    default:
      return false;
  }
}

function set<Name extends keyof Decorators>(decorators: Decorators, name: Name, value: Decorators[Name]): boolean {
  if (value === undefined) return false;
  decorators[name] ??= value;
  return true;
}

function integer(value: string, least = -Infinity): number | undefined {
  return /^-?\d{1,9}$/.test(value) && Number(value) >= least ? Number(value) : undefined;
}

function oneOf<Word extends string>(words: readonly Word[], value: string): Word | undefined {
  return words.find((word) => word === value.replace(/^"(.*)"$/, "$1"));
}

function list(value: string): string[] {
  return value.split(",").map((word) => word.trim());
}
