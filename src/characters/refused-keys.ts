/** The keys of a lorebook that are patterns and are not run: one warning for all of them. */
export class RefusedKeys {
  readonly #entries = new Set<number>();
  #first = "";

  /** @param index the entry's place in the book */
  add(index: number, key: string, why: string): void {
    this.#first ||= `of entry ${index} "${key.slice(0, 80)}", because ${why}`;
    this.#entries.add(index);
  }

  tell(warn: (message: string) => void): void {
    const { size } = this.#entries;
    if (size === 0) return;
    const whose = size === 1 ? "One entry of the lorebook has a key" : `${size} entries of the lorebook have a key`;
    warn(`${whose} that is refused as a pattern and not looked for: ${this.#first}.`);
  }
}
