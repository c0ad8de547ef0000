/** The loader of character cards: fetches the card of a page at most once for an intent and the start that follows. */
import { systemClock } from "../core/clock.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import { readBody } from "../core/read-body.js";
import { attempt } from "../core/wait.js";
import { siteFetch } from "./site-fetch.js";
import type { SiteFetchOptions } from "./site-request.js";

/** The largest card that is read. Cards are a text in a picture, or in a CHARX file with pictures and sounds. */
const MAX_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** The address of the card, and the options of its request. */
export interface CardSettings {
  readonly characterCard: string | undefined;
  readonly fetchOptions: SiteFetchOptions | undefined;
  readonly logger: Logger;
}

/** Reads a card out of its bytes; it throws for what is no card. */
export type CardParser<Card> = (bytes: Uint8Array, options: { readonly logger: Logger }) => Card;

export class CardLoader<Card> {
  readonly #loadParser: () => Promise<CardParser<Card>>;
  readonly #clock: Clock;
  #early: { readonly url: string | undefined; readonly card: Promise<Card> } | undefined;

  /** @param loadParser loads the parser, which most pages never need */
  constructor(loadParser: () => Promise<CardParser<Card>>, clock: Clock = systemClock) {
    this.#loadParser = loadParser;
    this.#clock = clock;
  }

  /** Fetches the card ahead of the press, for the next {@link take} of the same address, which tries again after a failure. */
  prefetch(settings: CardSettings): void {
    const early = { url: settings.characterCard, card: this.#load(settings) };
    this.#early = early;
    early.card.catch(() => {
      if (this.#early === early) this.#early = undefined;
    });
  }

  /**
   * @throws LiveAvatarError `config-invalid` for what is no card, is too large or is not there; `load-failed` when it could
   * not be had; AbortError
   */
  take(settings: CardSettings, signal: AbortSignal): Promise<Card> {
    const early = this.#early;
    this.#early = undefined;
    const isSame = early?.url === settings.characterCard;
    return attempt((given) => (isSame && early ? early.card : this.#load(settings, given)), { signal });
  }

  async #load(settings: CardSettings, signal?: AbortSignal): Promise<Card> {
    const clock = this.#clock;
    const { characterCard: url = "", fetchOptions, logger } = settings;
    const [parse, bytes] = await Promise.all([
      this.#loadParser(),
      readCard(url, siteFetch("character-card", { fetchOptions, clock }), { clock, signal }),
    ]);
    return parse(bytes, { logger });
  }
}

async function readCard(
  url: string,
  fetchCard: typeof fetch,
  wait: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  const failed = (why: string, cause?: unknown) =>
    new LiveAvatarError("load-failed", `The character card ${why}.`, { cause });
  const tooLarge = () =>
    new LiveAvatarError(
      "config-invalid",
      `The character card is larger than ${MAX_BYTES / 1024 / 1024} MB: take pictures and sounds out of it.`,
    );
  const download = async (signal: AbortSignal): Promise<Uint8Array> => {
    const response = await fetchCard(new URL(url, document.baseURI), { signal });
    const { status, ok } = response;
    if (ok) return readBody(response, { maxBytes: MAX_BYTES, signal, tooLarge });
    response.body?.cancel().catch(() => undefined); // the body is not needed
    const code = status >= 500 || status === 429 ? "load-failed" : "config-invalid";
    throw new LiveAvatarError(code, `The character card's address answered ${status}.`, { status });
  };
  try {
    return await attempt(download, {
      ...{ ...wait, ms: TIMEOUT_MS },
      timeout: () => failed(`did not come in ${TIMEOUT_MS / 1000} s`),
    });
  } catch (cause) {
    throw LiveAvatarError.is(cause) ? cause : failed("could not be fetched", cause);
  }
}
