import { watchKeyboard } from "./keyboard-inset.js";
import { watchKeys } from "./keys.js";
import { watchPage } from "./page-lifecycle.js";

/** Connects an element with what its visitor does to keys, keyboard and page, from the first sign of intent on. */
export function watchVisitor(
  host: Parameters<typeof watchKeyboard>[0] & Parameters<typeof watchKeys>[0] & Parameters<typeof watchPage>[0],
  sessions: Parameters<typeof watchKeys>[1] & Parameters<typeof watchPage>[1],
  handleHiddenTooLong: () => void,
): void {
  watchPage(host, sessions, handleHiddenTooLong);
  watchKeys(host, sessions);
  watchKeyboard(host);
}
