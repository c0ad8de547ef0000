/** Puts words together: one space between them, no blank lines, and none of the gaps that left-out signs leave. */
export class WordWriter {
  #words = "";
  #hasWords = false;
  #gap: "none" | "space" | "comma" = "none";
  #isOmitted = false;

  write(text: string): void {
    for (const [piece] of text.matchAll(/\n|[^\S\n]+|\S+/g)) {
      if (piece === "\n") this.#endLine();
      else if (piece.trim() === "") this.#widen("space");
      else this.#add(piece);
    }
  }

  /** Something was left out here. */
  omit(): void {
    this.#isOmitted = true;
  }

  /** What follows is another cell. */
  separate(): void {
    this.#widen("comma");
  }

  take(): string {
    const words = this.#words;
    this.#words = "";
    return words;
  }

  clear(): void {
    this.#words = "";
    this.#hasWords = this.#isOmitted = false;
    this.#gap = "none";
  }

  #widen(gap: "space" | "comma"): void {
    if (this.#gap !== "comma") this.#gap = gap;
  }

  #add(piece: string): void {
    if (this.#hasWords && this.#gap === "comma") this.#words += ", ";
    else if (this.#hasWords && this.#gap === "space") {
      // "Well 🎉!" is "Well!".
      if (!this.#isOmitted || !/^[.,!?;:…)\]。！？、，]/.test(piece)) this.#words += " ";
    }
    this.#words += piece;
    this.#hasWords = true;
    this.#isOmitted = false;
    this.#gap = "none";
  }

  #endLine(): void {
    if (this.#hasWords) this.#words += "\n";
    this.#hasWords = this.#isOmitted = false;
    this.#gap = "none";
  }
}
