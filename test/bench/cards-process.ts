/**
 * What the hostile card of this number costs: one line of JSON. A process of its own for each, in which nothing is
 * collected while it is measured: all that was ever allocated counts, also what could have been given back meanwhile.
 */
import { buildCardMessages, getCharacterGreeting } from "../../src/characters/card-messages.js";
import type { CharacterCard } from "../../src/characters/character-card.js";
import { parseCharacterCard } from "../../src/characters/parse-card.js";
import { LiveAvatarError } from "../../src/core/errors.js";
import { cardJson, HOSTILE_CARDS, talkOf } from "../support/hostile-cards.js";

export interface CardCost {
  readonly outcome: string;
  readonly parseMs: number;
  readonly buildMs: number;
  readonly megabytes: number;
}

function allocated(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function parseOrRefuse(): CharacterCard | undefined {
  try {
    return parseCharacterCard(input);
  } catch (error) {
    if (LiveAvatarError.is(error)) return undefined;
    throw error;
  }
}

const { make, said = "" } = HOSTILE_CARDS[Number(process.argv[2])] ?? { make: () => "" };
const talk = talkOf(said);
// Code that runs for the first time is compiled: that is the machine's time, not the card's.
buildCardMessages(parseCharacterCard(cardJson({ name: "Ann" })), talk);
const input = make();
globalThis.gc?.();

const before = allocated();
const start = performance.now();
const card = parseOrRefuse();
const parsed = performance.now();
if (card) {
  getCharacterGreeting(card);
  buildCardMessages(card, talk);
}
const end = performance.now();
const cost: CardCost = {
  outcome: card ? "within limits" : "refused",
  parseMs: parsed - start,
  buildMs: end - parsed,
  megabytes: (allocated() - before) / 1e6,
};
process.stdout.write(`${JSON.stringify(cost)}\n`);
