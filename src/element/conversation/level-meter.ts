/** Milliseconds between two values: faster than the eye wants, and slow enough for a page's styles. */
const INTERVAL_MS = 50;

/**
 * Shows how loud somebody is, as a variable that the parts and slots below an element inherit. A hidden page has no animation
 * frames, so that nothing runs there.
 */
export class LevelMeter {
  readonly #variable: string;
  readonly #level: () => number | undefined;
  #target: HTMLElement | null = null;
  #frame = 0;
  #shown = "";
  #readAt = -Infinity;

  /** @param level 0…1; undefined where nobody measures it */
  constructor(variable: `--live-avatar-${string}`, level: () => number | undefined) {
    this.#variable = variable;
    this.#level = level;
  }

  /** Shows the level on the element; null: nobody is to be heard. */
  update(target: HTMLElement | null): void {
    const shown = target && !matchMedia("(prefers-reduced-motion: reduce)").matches ? target : null;
    if (shown === this.#target) return;
    cancelAnimationFrame(this.#frame);
    this.#target?.style.removeProperty(this.#variable);
    this.#target = shown;
    this.#shown = "";
    this.#readAt = -Infinity;
    if (shown) this.#next();
  }

  #next(): void {
    this.#frame = requestAnimationFrame((now) => {
      // An element that has left the page is updated no more.
      if (!this.#target?.isConnected) this.update(null);
      else {
        if (now - this.#readAt >= INTERVAL_MS) this.#show(this.#target, now);
        this.#next();
      }
    });
  }

  #show(target: HTMLElement, now: number): void {
    this.#readAt = now;
    const level = this.#level();
    const text = level === undefined ? "" : Math.min(Math.max(level, 0), 1).toFixed(2);
    if (text === this.#shown) return;
    this.#shown = text;
    // Never an attribute of the template: a page's policy may forbid those.
    target.style.setProperty(this.#variable, text);
  }
}
