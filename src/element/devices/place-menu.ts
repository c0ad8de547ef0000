/** Pixels between the menu and the edges of the window, and between it and its button. */
const GAP = 8;
/** A menu of less height is hard to read: it then covers its button. */
const LEAST_HEIGHT = 240;

/** Puts the menu beside its button, where there is more room, and wholly into the window. Physical sides: a window has no direction. */
export function placeMenu(panel: HTMLElement, button: HTMLElement): void {
  const { clientWidth } = document.documentElement;
  const { innerHeight } = window;
  const rect = button.getBoundingClientRect();
  const above = rect.top - 2 * GAP;
  const below = innerHeight - rect.bottom - 2 * GAP;
  const most = Math.max(above, below);
  const room = most < LEAST_HEIGHT ? innerHeight - 2 * GAP : most;
  set(panel, "max-height", room);
  const { offsetHeight: height, offsetWidth: width } = panel;
  const top = above >= below ? rect.top - GAP - height : rect.bottom + GAP;
  set(panel, "top", Math.max(GAP, Math.min(top, innerHeight - GAP - height)));
  set(panel, "left", Math.max(GAP, Math.min(rect.left + rect.width / 2 - width / 2, clientWidth - GAP - width)));
}

function set({ style }: HTMLElement, property: string, pixels: number): void {
  style.setProperty(property, `${Math.floor(pixels)}px`);
}
