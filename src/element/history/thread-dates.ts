/** Dates in a language of the page: near ones as people say them, the others by the calendar. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export class ThreadDates {
  readonly language: string;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #full: Intl.DateTimeFormat;

  /** @param language what a page's `lang` says, which may be anything */
  constructor(language: string) {
    this.language = language;
    const known = isLanguage(language) ? language : "en";
    this.#relative = new Intl.RelativeTimeFormat(known, { numeric: "auto" });
    this.#time = new Intl.DateTimeFormat(known, { timeStyle: "short" });
    this.#day = new Intl.DateTimeFormat(known, { dateStyle: "medium" });
    this.#full = new Intl.DateTimeFormat(known, { dateStyle: "long", timeStyle: "short" });
  }

  /** "5 minutes ago", "14:05" of today, "yesterday", "3 days ago", else the date. */
  near(at: number, now: number): string {
    const past = now - at;
    // Another device's clock may be ahead a little.
    if (past < MINUTE_MS && past > -MINUTE_MS) return this.#relative.format(0, "second");
    const days = Math.round((midnight(now) - midnight(at)) / DAY_MS);
    if (past < 0 || days > 6) return this.#day.format(at);
    if (past < 60 * MINUTE_MS) return this.#relative.format(-Math.floor(past / MINUTE_MS), "minute");
    return days === 0 ? this.#time.format(at) : this.#relative.format(-days, "day");
  }

  full(at: number): string {
    return this.#full.format(at);
  }
}

/** The beginning of the visitor's day. */
function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function isLanguage(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false; // no language tag
  }
}
