import { isComposing } from "../controllers/keys.js";

/** The keys of an editor that are also its own with Ctrl or Cmd. */
const EDITING_KEYS = /^([acvxyz]|Arrow.*|Home|End|Backspace|Delete|Enter)$/i;

/**
 * Whether a key of a text field is part of writing. All others mean there what they mean anywhere: Escape, Tab, function keys,
 * and chords such as Ctrl+K. Those of writing stay in the element: to a page's listener the event would come from
 * `<live-avatar>`, and it would take a letter for one of its shortcuts.
 */
export function isWriting(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (isComposing(event)) return true;
  if (/^(Escape|Tab|F\d+|Control|Meta|Alt)$/.test(key)) return false;
  if (event.getModifierState("AltGraph")) return true;
  if (ctrlKey || metaKey) return EDITING_KEYS.test(key);
  // On a Mac, Alt writes signs; elsewhere, Alt and a letter choose something of the page.
  return !(altKey && /^[a-z\d]$/i.test(key));
}

/** A listener for the keys of a text field: those of writing stay in the element. */
export function keepWriting(event: KeyboardEvent): void {
  if (isWriting(event)) event.stopPropagation();
}
