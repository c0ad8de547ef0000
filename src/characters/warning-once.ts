import type { Logger } from "../core/ports/logger.js";

/** The number of warnings for one card. */
const MAX_WARNINGS = 10;

/** What each logger was told of each card: a prompt is built for every answer, and would say it every time. */
const TOLD = new WeakMap<Logger, WeakMap<object, Set<string>>>();

/** Warns of a card once in the same words. */
export function warningOnce(card: object, logger: Logger | undefined): (message: string) => void {
  return (message) => {
    if (!logger) return;
    const cards = TOLD.get(logger) ?? new WeakMap<object, Set<string>>();
    TOLD.set(logger, cards);
    const told = cards.get(card) ?? new Set<string>();
    cards.set(card, told);
    if (told.has(message) || told.size === MAX_WARNINGS) return;
    told.add(message);
    logger.warn(message);
  };
}
