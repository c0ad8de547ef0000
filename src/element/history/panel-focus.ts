/** The focus within the history panel: it goes where an action leads, and to a neighbour where its place is gone. */

export interface ThreadPlace {
  readonly id: string;
  /** A selector within the thread's row. */
  readonly part: string;
}

export class PanelFocus {
  /** Where the focus goes after the next render: a selector, or a place in a thread's row. */
  #wanted: string | ThreadPlace | undefined;
  /** The index of the row that had the focus before a render; -1 where it was elsewhere in the panel, undefined outside. */
  #index: number | undefined;

  move(place: string | ThreadPlace): void {
    this.#wanted = place;
  }

  /** To be called before a render. */
  note(panel: Element | null): void {
    const active = activeIn(panel);
    this.#index = active ? rowsOf(panel).findIndex((row) => row.contains(active)) : undefined;
  }

  /** To be called after a render. */
  update(panel: Element): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted !== undefined && focus(targetOf(panel, wanted))) return;
    if (this.#index === undefined || activeIn(panel)) return;
    const rows = rowsOf(panel);
    const neighbour = this.#index < 0 ? undefined : (rows[this.#index] ?? rows.at(-1));
    // A row that is being renamed or deleted has no button that opens it.
    focus(neighbour?.querySelector("button, input") ?? panel.querySelector(".history-title"));
  }
}

/** The element with the focus, if it is in the panel. */
export function activeIn(panel: Element | null): Element | undefined {
  const active = (panel?.getRootNode() as ShadowRoot | undefined)?.activeElement;
  return active && panel?.contains(active) ? active : undefined;
}

function targetOf(panel: Element, wanted: string | ThreadPlace): Element | null | undefined {
  if (typeof wanted === "string") return panel.querySelector(wanted);
  return rowsOf(panel)
    .find((row) => row.dataset["id"] === wanted.id)
    ?.querySelector(wanted.part);
}

const rowsOf = (panel: Element | null): HTMLElement[] => [...(panel?.querySelectorAll<HTMLElement>(".thread") ?? [])];

function focus(target: Element | null | undefined): boolean {
  (target as HTMLElement | null | undefined)?.focus();
  // A title is written anew more often than mended.
  if (target?.matches("input")) target.select();
  return target != null;
}
