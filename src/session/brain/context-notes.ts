/**
 * What a page tells the model silently. A note waits for the visitor's next question, and from then on has its place before
 * that question, as if it had been said there: what was true then is not taken for what is true now.
 */

/** A page may tell of every scroll: of what waits, the newest is kept. */
const MAX_WAITING = 10;
const MAX_WAITING_CHARS = 4000;

export class ContextNotes {
  #waiting: string[] = [];
  readonly #told = new Map<string, string>();

  /** The notes of each message that has some, by its id. */
  get told(): ReadonlyMap<string, string> {
    return this.#told;
  }

  add(text: string): void {
    const note = text.trim().slice(0, MAX_WAITING_CHARS);
    const waiting = [...this.#waiting.filter((other) => other !== note), note].slice(-MAX_WAITING);
    while (waiting.join("").length > MAX_WAITING_CHARS) waiting.shift();
    this.#waiting = waiting;
  }

  /** What waits belongs to this message from now on. */
  attach(messageId: string): void {
    if (this.#waiting.length === 0) return;
    this.#told.set(messageId, this.#waiting.map((note) => `[Context: ${note}]`).join("\n"));
    this.#waiting = [];
  }
}
