/** The way to the ratings: their chunk, which only pages with the attribute `rating` load. */
import { nothing } from "lit";
import { state } from "../../core/signals.js";
import { adopt } from "../adopt-styles.js";
import type { Locale } from "../controllers/locale-controller.js";
import { loadChunk } from "../load-chunk.js";
import type { Ratings } from "../rating/ratings.js";
import type { LogEntry } from "./conversation-log.js";
import type { ViewHost } from "./view-context.js";

export class RatingView {
  readonly #host: ViewHost;
  readonly #ratings = state<Ratings | undefined>(undefined);
  #isLoading = false;

  constructor(host: ViewHost) {
    this.#host = host;
  }

  /** The thumbs below an answer; undefined where there are none. Reads signals. */
  answer(entry: LogEntry, locale: Locale): unknown {
    if (entry.role !== "assistant" || entry.isInterrupted) return undefined;
    return this.#for("answers")?.answer(entry.id, locale);
  }

  /** The form after the end. Reads signals. */
  end(locale: Locale): unknown {
    return this.#for("end")?.end(locale) ?? nothing;
  }

  /** A new conversation has nothing rated. */
  begin(): void {
    this.#ratings.get()?.begin();
  }

  updated(root: ParentNode): void {
    const ratings = this.#ratings.get();
    if (!ratings) return;
    adopt(root as ShadowRoot, ratings.styles);
    ratings.updated(root);
  }

  #for(what: "answers" | "end"): Ratings | undefined {
    if (!this.#host.rating?.includes(what)) return undefined;
    if (!this.#isLoading) {
      this.#isLoading = true;
      loadChunk(() => import("../rating/ratings.js")).then(
        ({ Ratings }) => {
          this.#ratings.set(new Ratings(this.#host.rate));
        },
        () => {
          this.#isLoading = false;
        },
      );
    }
    return this.#ratings.get();
  }
}
