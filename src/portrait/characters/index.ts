/** The characters by name. */
import type { Figure } from "../figure.js";
import { ada } from "./ada.js";
import { noah } from "./noah.js";

export const CHARACTERS = { ada, noah } as const satisfies Record<string, Figure>;
export type CharacterName = keyof typeof CHARACTERS;
