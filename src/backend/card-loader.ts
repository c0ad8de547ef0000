/** Fetches the character card that a page names, at most once for an intent and the start that follows. */
import { raceAbort } from "../core/abort.js";
import { LiveAvatarError } from "../core/errors.js";
import type { CharacterCard } from "../characters/character-card.js";
import type { Settings } from "../element/settings.js";
import { siteFetch } from "./site-fetch.js";

/** Cards are pictures with a text in them; a picture of more than this is not for a page. */
const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

type CardSettings = Pick<Settings, "characterCard" | "fetchOptions" | "logger">;
type Parser = Pick<typeof import("../characters/parse-card.js"), "parseCharacterCard">;

export class CardShelf {
  readonly #load: () => Promise<Parser>;
  #early: { readonly url: string | undefined; readonly card: Promise<CharacterCard> } | undefined;

  /** @param load the parser, which most pages never need */
  constructor(load: () => Promise<Parser>) {
    this.#load = load;
  }

  /** Ahead of the press; the next {@link take} of the same address has it. A failure is told then, by a second try. */
  prefetch(settings: CardSettings): void {
    const early = { url: settings.characterCard, card: this.#fetch(settings) };
    this.#early = early;
    early.card.catch(() => {
      if (this.#early === early) this.#early = undefined;
    });
  }

  /**
   * @throws LiveAvatarError `config-invalid` for what is no card, is too large or is not there; `load-failed` when it could
   * not be had; AbortError
   */
  take(settings: CardSettings, signal: AbortSignal): Promise<CharacterCard> {
    const early = this.#early;
    this.#early = undefined;
    return raceAbort(early && early.url === settings.characterCard ? early.card : this.#fetch(settings), signal);
  }

  async #fetch(settings: CardSettings): Promise<CharacterCard> {
    const { characterCard: url = "", logger } = settings;
    const [{ parseCharacterCard }, bytes] = await Promise.all([
      this.#load(),
      readBytes(url, siteFetch("character-card", settings)),
    ]);
    return parseCharacterCard(bytes, { logger });
  }
}

async function readBytes(url: string, ask: typeof fetch): Promise<Uint8Array> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort();
  }, TIMEOUT_MS);
  try {
    const response = await ask(new URL(url, document.baseURI), { signal: controller.signal });
    const { status, ok, body } = response;
    if (!ok) {
      const code = status >= 500 || status === 429 ? "load-failed" : "config-invalid";
      throw new LiveAvatarError(code, `The character card's address answered ${status}.`, { status });
    }
    return await readBody(body);
  } catch (cause) {
    if (LiveAvatarError.is(cause)) throw cause;
    const why = controller.signal.aborted ? `did not come in ${TIMEOUT_MS / 1000} s` : "could not be fetched";
    throw new LiveAvatarError("load-failed", `The character card ${why}.`, { cause });
  } finally {
    clearTimeout(timer);
    controller.abort(); // of a card that is too large the rest is not wanted
  }
}

async function readBody(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    length += next.value.length;
    if (length > MAX_BYTES) {
      throw new LiveAvatarError("config-invalid", `The character card is larger than ${MAX_BYTES / 1024 / 1024} MB.`);
    }
    pieces.push(next.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
