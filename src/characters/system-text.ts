import type { CharacterCardData } from "./character-card.js";
import type { ToldLore } from "./lorebook.js";
import { replaceMacros, type MacroContext } from "./macros.js";

type Slot = "before_char" | "before_desc" | "after_desc" | "personality" | "scenario" | "after_char" | "history";

/** After the character, and beside the examples, which come next. */
const AFTER = ["after_char", "em_top", "em_bottom"];

/** The section in which an entry stands. `@@position` wins over `@@depth`, unless it names a section that the card does not have. */
export function slotOf({ lore }: ToldLore, data: CharacterCardData): Slot {
  const { position } = lore.decorators;
  const isThere = position === "personality" || position === "scenario" ? data[position].trim() !== "" : true;
  if (position && isThere) return position;
  if (lore.depth !== undefined) return "history";
  return AFTER.includes(lore.entry.position ?? "") ? "after_char" : "before_char";
}

/** The system message: the card's fields and the entries among them, with an empty line between two. */
export function systemText(
  data: CharacterCardData,
  told: readonly ToldLore[],
  macros: MacroContext,
  suffix: string,
): string {
  const replaced = (text: string) => replaceMacros(text, macros).trim();
  const titled = (title: string, text: string) => (text === "" ? "" : `${title}${text}`);
  const loreAt = (slot: Slot) => told.filter((one) => slotOf(one, data) === slot).map(({ text }) => text);
  return [
    replaced(data.system_prompt),
    ...loreAt("before_char"),
    ...loreAt("before_desc"),
    replaced(data.description),
    ...loreAt("after_desc"),
    titled(`${macros.charName}'s personality: `, replaced(data.personality)),
    ...loreAt("personality"),
    titled("Scenario: ", replaced(data.scenario)),
    ...loreAt("scenario"),
    ...loreAt("after_char"),
    titled("Example dialogue:\n", replaced(data.mes_example)),
    suffix,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
