/** The messages before those that the session holds: asked for when a reader comes to the first, one page at a time. */
import { state } from "../../core/signals.js";

/** Puts a page of older messages before those of the session. Resolves to whether there may be more. */
export type LoadEarlier = () => Promise<boolean>;

interface Answer {
  readonly is: "loading" | "failed" | "over";
  /** The first message, which tells whose answer it is: another conversation has another one. */
  readonly at: string | undefined;
}

export class EarlierMessages {
  readonly #answer = state<Answer | undefined>(undefined);
  readonly #firstId: () => string | undefined;
  #load: LoadEarlier | undefined;

  /** @param firstId the id of the first message that the session holds, if there may be others before it; it may read signals */
  constructor(firstId: () => string | undefined) {
    this.#firstId = firstId;
  }

  /** `over`: there are no more, or nobody to ask. Reads signals. */
  get status(): "idle" | Answer["is"] {
    const first = this.#firstId();
    const answer = this.#answer.get();
    if (!this.#load || first === undefined) return "over";
    // The page may have come while its promise is still to resolve: nobody asks twice.
    if (answer?.is === "loading") return "loading";
    return answer?.at === first ? answer.is : "idle";
  }

  /** To be called in each render. @param load undefined where nothing older is kept */
  offer(load: LoadEarlier | undefined): void {
    this.#load = load;
  }

  /** Asks, unless the last answer is awaited or was the last; resolves with the answer, and never rejects. */
  async ask(): Promise<void> {
    const { status } = this;
    if (!this.#load || status === "loading" || status === "over") return;
    const asked: Answer = { is: "loading", at: this.#firstId() };
    this.#answer.set(asked);
    const is = await this.#load().then(
      (isMore) => (isMore ? undefined : "over"),
      () => "failed" as const,
    );
    // The conversation may be another one meanwhile.
    if (this.#answer.get() === asked) this.#answer.set(is && { is, at: this.#firstId() });
  }

  /** What was asked for another session does not count. */
  forget(): void {
    this.#answer.set(undefined);
  }
}
