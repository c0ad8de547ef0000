/** Knows which renderer must be in place, from the outcome of the starts and swaps alone. */
import type { SessionState } from "../../../src/core/vocabulary.js";
import type { ModelFace } from "./face.js";

type Objection = (invariant: string, what: string) => void;

export const isLive = (state: SessionState): boolean =>
  state === "ready" || state === "thinking" || state === "speaking";

export class SlotWitness {
  /** The one in place, or the one of the next start. */
  placed: ModelFace;
  /** Starts and swaps under way. */
  open = 0;
  readonly #object: Objection;
  readonly #state: () => SessionState;
  #calls = 0;
  #ends = 0;
  #newest = 0;
  #startsOpen = 0;
  /** The face in place when `ready` was told, as long as that task lasts. */
  #readyWith: ModelFace | undefined;

  constructor(first: ModelFace, state: () => SessionState, object: Objection) {
    this.placed = first;
    this.#state = state;
    this.#object = object;
  }

  start(promise: Promise<void>): void {
    this.open += 1;
    this.#startsOpen += 1;
    const settled = (): void => {
      this.open -= 1;
      this.#startsOpen -= 1;
    };
    promise.then(
      () => {
        settled();
        const state = this.#state();
        if (state === "idle" || state === "connecting")
          this.#object("start tells the truth", `resolved while ${state}`);
      },
      (error: unknown) => {
        settled();
        if ((error as { code?: string }).code === "wrong-state" || this.#startsOpen > 0) return;
        const state = this.#state();
        if (state === "connecting" || isLive(state)) this.#object("start tells the truth", `rejected while ${state}`);
      },
    );
  }

  /** @param call begins the swap @param handleTakeover another renderer is in place of a live session */
  swap(face: ModelFace, call: () => Promise<void>, handleTakeover: () => void): void {
    const before = this.#state();
    if (before === "destroyed") {
      call().catch(noop);
      return;
    }
    this.open += 1;
    const number = (this.#calls += 1);
    const isAtOnce = before === "idle" || before === "error";
    const ends = this.#ends;
    const promise = call();
    // From here on it is the one of this start, or of the next.
    if ((isAtOnce || before === "connecting") && number === this.#calls) this.#place(number, face);
    promise.then(
      () => {
        this.open -= 1;
        if (isAtOnce) return;
        const old = this.placed;
        this.#place(number, face);
        if (old !== face && isLive(this.#state())) handleTakeover();
      },
      (error: unknown) => {
        this.open -= 1;
        if (isAtOnce) this.#object("newest wins", `a swap while ${before} was refused: ${String(error)}`);
        const isGivenUp = (error as Error).name === "AbortError" && number === this.#calls && ends === this.#ends;
        if (isGivenUp) this.#object("newest wins", `nothing is newer than swap ${String(number)}, and it was given up`);
      },
    );
  }

  /** The session has failed, is over or was stopped: what was on its way is not any more. */
  hearEnd(): void {
    this.#ends += 1;
  }

  /** @param probed whoever gets the session's controls now */
  hearReady(previous: string, probed: ModelFace | undefined): void {
    const isWrong = !probed?.stands || (previous === "connecting" && probed !== this.placed);
    if (isWrong) this.#object("ready with the renderer in place", `${previous}>ready`);
    this.#readyWith = probed;
    queueMicrotask(() => {
      this.#readyWith = undefined;
    });
  }

  handleUnmount(face: ModelFace): void {
    if (face === this.#readyWith && isLive(this.#state())) {
      this.#object("ready with the renderer in place", "the old one was");
    }
  }

  /** No swap is on its way: who stands? @param isAll whether everybody else must be gone by now */
  check(faces: readonly ModelFace[], isAll: boolean): void {
    if (this.open > 0) return;
    const isUp = isLive(this.#state());
    for (const face of faces) {
      if (isUp && face === this.placed) {
        if (!face.stands) this.#object("newest wins", "the newest is not mounted");
      } else if (isAll && face.mounted)
        this.#object("one renderer stands", `another one is mounted while ${this.#state()}`);
    }
  }

  /** The newest of those that succeeded; an older one that took its place is found out when all is at rest. */
  #place(number: number, face: ModelFace): void {
    if (number < this.#newest) return;
    this.#newest = number;
    this.placed = face;
  }
}

const noop = (): void => undefined;
