/** The blocks over which the quietest moment is looked for: two seconds in all, which no speech fills without a dip. */
const BLOCKS = 8;
const BLOCK_STEPS = 25;

/**
 * How loud it is while nobody speaks: the quietest moment of the last two seconds. A noise that begins is the floor two seconds
 * later, since it has no pauses; speech has one every few syllables.
 */
export class NoiseFloor {
  readonly #lowest: number;
  #blocks: number[] = [];
  #block = Infinity;
  #steps = 0;

  /** @param lowestDb what counts as silence, however quiet it is */
  constructor(lowestDb: number) {
    this.#lowest = lowestDb;
  }

  get levelDb(): number {
    return Math.max(this.#lowest, Math.min(this.#block, ...this.#blocks));
  }

  push(levelDb: number): void {
    this.#block = Math.min(this.#block, levelDb);
    if ((this.#steps += 1) < BLOCK_STEPS) return;
    this.#blocks.push(this.#block);
    if (this.#blocks.length >= BLOCKS) this.#blocks.shift();
    this.#block = levelDb;
    this.#steps = 0;
  }
}
