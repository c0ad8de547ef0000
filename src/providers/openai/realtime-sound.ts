/** The sound of one recognition: the newest minute of it, and what of it has been told already. */

export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** An end of an utterance. `discard`: what came before it was no speech after all. */
export interface Break {
  readonly at: number;
  readonly kind: "commit" | "discard";
}

/**
 * Samples by their position since the beginning. What is not settled is kept, so that a new connection can hear it, and at most
 * `capacity` samples of it.
 */
export class SoundLog {
  readonly #samples: Int16Array;
  #end = 0;
  /** Sorted, apart from each other; the first begins at 0. */
  #settled: Range[] = [{ from: 0, to: 0 }];
  #breaks: Break[] = [];

  constructor(capacity: number) {
    this.#samples = new Int16Array(capacity);
  }

  /** The position of the next sample. */
  get end(): number {
    return this.#end;
  }

  /** The first position that is still there. */
  get oldest(): number {
    return Math.max(0, this.#end - this.#samples.length);
  }

  /** The first position that was not settled. */
  get settledUntil(): number {
    return this.#settled[0]?.to ?? 0;
  }

  get breaks(): readonly Break[] {
    return this.#breaks;
  }

  append(frame: Float32Array): void {
    const samples = this.#samples;
    let at = this.#end % samples.length;
    for (const value of frame) {
      // What is no number is silence.
      const bounded = value > 1 ? 1 : value < -1 ? -1 : value || 0;
      samples[at] = Math.round(bounded * 32_767);
      at += 1;
      if (at === samples.length) at = 0;
    }
    this.#end += frame.length;
  }

  /** A copy of no more than `capacity` samples. */
  read({ from, to }: Range): Int16Array {
    const samples = this.#samples;
    const part = new Int16Array(to - from);
    const at = from % samples.length;
    const first = samples.subarray(at, at + part.length);
    part.set(first);
    part.set(samples.subarray(0, part.length - first.length), first.length);
    return part;
  }

  /** Says that an utterance ends where the sound ends now. */
  break(kind: Break["kind"]): void {
    if (kind === "commit" && this.#breaks.at(-1)?.at === this.#end) return;
    this.#breaks.push({ at: this.#end, kind });
  }

  /** Says that a part has been told, or has nothing to tell. */
  settle({ from, to }: Range): void {
    if (to <= from) return;
    const apart = this.#settled.filter((range) => range.to < from || range.from > to);
    const touching = this.#settled.filter((range) => range.to >= from && range.from <= to);
    const joined = {
      from: Math.min(from, ...touching.map((range) => range.from)),
      to: Math.max(to, ...touching.map((range) => range.to)),
    };
    this.#settled = [...apart, joined].sort((one, other) => one.from - other.from);
    this.#breaks = this.#breaks.filter(({ at }) => at >= this.settledUntil);
  }

  /** The first position from there on that is not settled. */
  next(from: number): number {
    return this.#settled.find((range) => range.from <= from && from < range.to)?.to ?? from;
  }

  /** The parts that are not settled and still there, in order. The last one ends where the sound ends. */
  unsettled(): Range[] {
    const parts: Range[] = [];
    let from = this.settledUntil;
    for (const range of this.#settled.slice(1)) {
      parts.push({ from, to: range.from });
      from = range.to;
    }
    parts.push({ from, to: this.#end });
    return parts
      .map((part) => ({ from: Math.max(part.from, this.oldest), to: part.to }))
      .filter((part, index) => part.to > part.from || index === parts.length - 1);
  }
}
