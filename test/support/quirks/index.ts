import type { Quirk } from "./quirk.js";
import { ERRORS } from "./errors.js";
import { FRAMING } from "./framing.js";
import { SHAPES } from "./shapes.js";
import { THOUGHTS } from "./thoughts.js";
import { TOOLS } from "./tools.js";

export const QUIRKS: readonly Quirk[] = [...THOUGHTS, ...SHAPES, ...FRAMING, ...ERRORS, ...TOOLS];
