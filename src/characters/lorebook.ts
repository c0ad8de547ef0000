/** The selection of lorebook entries for a conversation, within the limits of lorebook and machine. */
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Lorebook } from "./character-card.js";
import { Lore, type LoreContext } from "./lore-entry.js";
import { MAX_SCANNED, SearchedText } from "./lore-keys.js";
import { oneOfEachGroup } from "./lore-groups.js";
import { replaceMacros, steadyNumber, type MacroContext } from "./macros.js";
import { RecentTexts } from "./recent-texts.js";
import { RefusedKeys } from "./refused-keys.js";
import { WorkBudget } from "./work-budget.js";

/** Some forty milliseconds to find out what is called up, and ten to write it down: a search that is cut off still tells. */
const SEARCH_WORK = 4_000_000;
const TELL_WORK = 1_000_000;
const SCAN_DEPTH = 4;
const TOKEN_BUDGET = 8192;
const MAX_TOKENS = 32_768;
/** The number of rounds in which entries call up further entries. */
const MAX_ROUNDS = 8;
/** The work of looking at an entry, at first and again, and for each of its characters where there are decorators. */
const LOOK = 200;
const LOOK_AGAIN = 100;
const DECORATED = 3;
/** The work of writing an entry into the prompt. */
const TELL = 200;

/** An entry to be told, its macros replaced. */
export interface ToldLore {
  readonly lore: Lore;
  readonly text: string;
}

export interface CollectOptions {
  readonly macros: MacroContext;
  readonly warn: (message: string) => void;
}

/** The entries to be told, in the order of the prompt. */
export function collectLore(
  book: Lorebook,
  history: readonly ChatMessage[],
  { macros, warn }: CollectOptions,
): ToldLore[] {
  const recent = new RecentTexts(history);
  const refused = new RefusedKeys();
  const context: LoreContext = {
    macros,
    budget: new WorkBudget(SEARCH_WORK),
    messages: history.length,
    replies: history.filter(({ role }) => role === "assistant").length,
    seed: Math.floor(steadyNumber(recent.last(1).text, history.length) * 2 ** 32),
    refuse: (lore, key, why) => refused.add(lore.index, key, why),
  };
  const called = oneOfEachGroup(findCalled(book, recent, context), context);
  const told = fitBudget(called, tokenBudgetOf(book), macros);
  refused.tell(warn);
  if (context.budget.isSpent) {
    warn("The lorebook is too much work for one answer: not all of its keys were looked for.");
  }
  return told.sort((one, other) => one.lore.entry.insertion_order - other.lore.entry.insertion_order);
}

function findCalled(book: Lorebook, recent: RecentTexts, context: LoreContext): Lore[] {
  const called: Lore[] = [];
  let waiting: Lore[] = [];
  book.entries.forEach((entry, index) => {
    const decorated = entry.content.includes("@@") ? DECORATED * entry.content.length : 0;
    if (!context.budget.spend(LOOK + decorated)) return;
    const lore = new Lore(entry, index, context);
    if (lore.isOut) return;
    const depth = lore.decorators.scanDepth ?? entry.scan_depth ?? book.scan_depth ?? SCAN_DEPTH;
    const isCalled = entry.delay_until_recursion !== true && lore.isCalledBy(recent.last(depth));
    (isCalled ? called : waiting).push(lore);
  });
  if (book.recursive_scanning !== true) return called;

  waiting = waiting.filter(({ entry }) => entry.exclude_recursion !== true);
  let fresh: readonly Lore[] = called;
  for (let round = 0; round < MAX_ROUNDS && fresh.length > 0 && waiting.length > 0; round++) {
    const text = new SearchedText(searchableTextOf(fresh, context));
    const next: Lore[] = [];
    const rest: Lore[] = [];
    for (const lore of waiting) {
      (context.budget.spend(LOOK_AGAIN) && lore.isCalledBy(text) ? next : rest).push(lore);
    }
    called.push(...next);
    waiting = rest;
    fresh = next;
  }
  return called;
}

/** The text of entries in which other entries look for their keys; only here `{{hidden_key:…}}` is visible. */
function searchableTextOf(lores: readonly Lore[], { macros, budget }: LoreContext): string {
  let text = "";
  for (const lore of lores) {
    if (lore.entry.prevent_recursion === true) continue;
    if (text.length > MAX_SCANNED || !budget.spend(TELL + lore.text.length)) break;
    text += `${replaceMacros(lore.text, { ...macros, showsHiddenKeys: true })}\n`;
  }
  return text.slice(0, MAX_SCANNED);
}

/** The lowest priority goes first, until the rest fits; what alone is too large was never in the running. */
function fitBudget(called: readonly Lore[], tokens: number, macros: MacroContext): ToldLore[] {
  const budget = new WorkBudget(TELL_WORK);
  const told: ToldLore[] = [];
  let left = tokens;
  const rank = ({ entry }: Lore) => entry.priority ?? entry.insertion_order;
  for (const lore of [...called].sort((one, other) => rank(other) - rank(one))) {
    if (!budget.spend(TELL + lore.text.length)) break;
    const text = replaceMacros(lore.text, macros).trim();
    const cost = estimateTokens(text);
    if (text === "" || cost > tokens) continue;
    if (cost > left) break;
    left -= cost;
    told.push({ lore, text });
  }
  return told;
}

function tokenBudgetOf({ token_budget: tokens = TOKEN_BUDGET }: Lorebook): number {
  return Math.min(MAX_TOKENS, tokens);
}

/** Four letters of English to a token; of other scripts, one. */
function estimateTokens(text: string): number {
  let quarters = 0;
  for (let at = 0; at < text.length; at++) quarters += text.charCodeAt(at) < 0x80 ? 1 : 4;
  return Math.ceil(quarters / 4);
}
