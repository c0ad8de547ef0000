const INTERVAL_MS = 100;

/** The bar that shows how loud the microphone is. A meter is what the visitor has opened the menu for: it moves also where motion is reduced. */
export class LevelBar {
  /** 0…1; undefined where nobody measures it. */
  read: () => number | undefined = () => undefined;
  #bar: HTMLElement | null = null;
  #frame = 0;
  #readAt = -Infinity;

  /** @param bar null: it is shown no more */
  show(bar: HTMLElement | null): void {
    if (bar === this.#bar) return;
    cancelAnimationFrame(this.#frame);
    this.#bar = bar;
    if (bar) this.#next(bar);
  }

  #next(bar: HTMLElement): void {
    this.#frame = requestAnimationFrame((now) => {
      if (!bar.isConnected) return;
      if (now - this.#readAt >= INTERVAL_MS) {
        this.#readAt = now;
        const level = this.read();
        bar.hidden = level === undefined;
        // Somebody who talks reaches 0.1: the root makes that a third of the bar.
        bar.style.setProperty("--_loud", Math.min(1, Math.sqrt(level ?? 0)).toFixed(2));
      }
      this.#next(bar);
    });
  }
}
