/** Short-lived tokens for pages (`ek_…`), each with the session that it opens. They live in memory alone. */
import { randomBytes } from "node:crypto";
import type { Clock } from "../src/core/clock.js";
import type { TranscriptionSession } from "./session-settings.js";

/** Seconds, as OpenAI's API has them. */
export const SECRET_SECONDS = { min: 10, max: 7200, usual: 600 };
/** More than a machine's own visitors need; the oldest ones go. */
const MOST_SECRETS = 1000;

interface Secret {
  readonly expiresAtMs: number;
  readonly session: TranscriptionSession;
}

export class ClientSecrets {
  readonly #clock: Clock;
  readonly #secrets = new Map<string, Secret>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the token, and when it ends in seconds since the epoch */
  mint(session: TranscriptionSession, seconds: number): { readonly value: string; readonly expiresAt: number } {
    const value = `ek_${randomBytes(24).toString("hex")}`;
    const expiresAt = Math.floor(this.#clock.now() / 1000) + seconds;
    this.#secrets.set(value, { expiresAtMs: expiresAt * 1000, session });
    for (const oldest of this.#secrets.keys()) {
      if (this.#secrets.size <= MOST_SECRETS) break;
      this.#secrets.delete(oldest);
    }
    return { value, expiresAt };
  }

  /** What the token opens; undefined where it is unknown or over. It may open several until it is over. */
  sessionOf(value: string): TranscriptionSession | undefined {
    const secret = this.#secrets.get(value);
    if (!secret) return undefined;
    if (secret.expiresAtMs > this.#clock.now()) return secret.session;
    this.#secrets.delete(value);
    return undefined;
  }
}
