import type { Lore, LoreContext } from "./lore-entry.js";
import { steadyNumber } from "./macros.js";

/** The labels of one entry that count. */
const MAX_LABELS = 8;
/** The work of a label. */
const GROUP = 100;
const WEIGHT = 100;

/** Without the entries of which another one of the same group is told. An entry in several groups has to win in each. */
export function oneOfEachGroup(called: readonly Lore[], { seed, budget }: LoreContext): readonly Lore[] {
  const groups = new Map<string, Lore[]>();
  for (const lore of called) {
    if (!lore.entry.group) continue;
    for (const label of lore.entry.group.split(",", MAX_LABELS).map((part) => part.trim())) {
      if (label === "" || !budget.spend(GROUP)) continue;
      const group = groups.get(label);
      if (group) group.push(lore);
      else groups.set(label, [lore]);
    }
  }
  const lost = new Set<Lore>();
  for (const [label, members] of groups) {
    const rivals = members.filter((lore) => !lost.has(lore));
    if (rivals.length < 2) continue;
    const winner = winnerOf(rivals, steadyNumber(label, seed));
    for (const lore of rivals) if (lore !== winner) lost.add(lore);
  }
  return called.filter((lore) => !lost.has(lore));
}

/** The highest of those that override, else one by its weight. */
function winnerOf(rivals: readonly Lore[], chance: number): Lore | undefined {
  const [highest] = rivals
    .filter(({ entry }) => entry.group_override === true)
    .sort((one, other) => other.entry.insertion_order - one.entry.insertion_order);
  if (highest) return highest;
  const weights = rivals.map(({ entry }) => Math.max(0, entry.group_weight ?? WEIGHT));
  let left = chance * weights.reduce((sum, weight) => sum + weight, 0);
  return rivals.find((_, index) => (left -= weights[index] ?? 0) < 0) ?? rivals[0];
}
