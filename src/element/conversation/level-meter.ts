/** The variable with the level of the microphone. */
const LEVEL = "--live-avatar-input-level";
/** Milliseconds between two values: faster than the eye wants, and slow enough for a page's styles. */
const INTERVAL_MS = 50;

/**
 * Shows how loud the microphone is, as a variable that the parts and slots below an element inherit. A hidden page has no
 * animation frames, so that nothing runs there.
 */
export class LevelMeter {
  readonly #level: () => number | undefined;
  #target: HTMLElement | null = null;
  #frame = 0;
  #shown = "";
  #shownAt = -Infinity;

  /** @param level 0…1; undefined where nobody measures it */
  constructor(level: () => number | undefined) {
    this.#level = level;
  }

  /** Shows the level on the element; null: nobody listens. */
  update(target: HTMLElement | null): void {
    const shown = target && !matchMedia("(prefers-reduced-motion: reduce)").matches ? target : null;
    if (shown === this.#target) return;
    cancelAnimationFrame(this.#frame);
    this.#target?.style.removeProperty(LEVEL);
    this.#target = shown;
    this.#shown = "";
    this.#shownAt = -Infinity;
    if (shown) this.#next();
  }

  #next(): void {
    this.#frame = requestAnimationFrame((now) => {
      // An element that has left the page is updated no more.
      if (!this.#target?.isConnected) this.update(null);
      else {
        if (now - this.#shownAt >= INTERVAL_MS) this.#show(this.#target, now);
        this.#next();
      }
    });
  }

  #show(target: HTMLElement, now: number): void {
    const level = this.#level();
    const text = level === undefined ? "" : Math.min(Math.max(level, 0), 1).toFixed(2);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#shownAt = now;
    // Never an attribute of the template: a page's policy may forbid those.
    target.style.setProperty(LEVEL, text);
  }
}
