import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";

const OPENAI_URL = "https://api.openai.com/v1";
const TIMEOUT_MS = 30_000;
/** Timers of the platform hold no more; with more they would fire at once. */
export const LONGEST_TIMEOUT_MS = 2_147_483_647;
/** Anything shorter is a flag or a word, and would be found in every second sentence. */
const SHORTEST_SECRET = 6;
const SHORTEST_SECRET_WORD = 8;

/** The options that all four adapters share; they are read once, when an adapter is made. */
export interface OpenAIOptions {
  /**
   * The model's name, as the server calls it. There is no default: models are retired, and which one answers is for the
   * site to say. Missing: `config-missing`.
   */
  readonly model: string;
  /**
   * Where an OpenAI-compatible server answers, without `/chat/completions` and the like: usually a path of the site's own
   * backend (`/api/model`), which holds the key. Relative URLs are resolved against the document. A query goes along with
   * every request. Default: OpenAI's own address if there is an `apiKey` and no document, else `config-missing`.
   */
  readonly baseURL?: string | undefined;
  /**
   * The key, sent as Bearer. For servers and command lines: a key in a page is visible to every visitor, so that in a page it
   * also needs a `baseURL`. Default: none, and no `Authorization` is sent. No
   * environment variable is read.
   */
  readonly apiKey?: string | undefined;
  /** Sent with every request; cross-origin each must be allowed by the server. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Instead of the platform's own, which is looked up at each request: for credentials, proxies and tests. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * The longest silence, in milliseconds: before the answer begins, and within it. After that `…-timeout`.
   * Default 30,000. `Infinity` is some 24 days.
   */
  readonly timeoutMs?: number | undefined;
  /** Further fields of the request, as the server names them: `{temperature: 0.4}`. What the adapter itself sends wins. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  /** For tests. Default: the platform's time. */
  readonly clock?: Clock | undefined;
}

/** The options with their defaults, checked. */
export interface OpenAISettings {
  readonly model: string;
  /** As it was given; {@link addressOf} says where that is. */
  readonly baseURL: string;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** Must not appear in an error, also if the server repeats them. */
  readonly secrets: readonly string[];
}

/** @param owner the class to name in an error: "OpenAILLM" */
export function settingsOf(owner: string, options: OpenAIOptions): OpenAISettings {
  const model = need(owner, "model", options.model);
  const apiKey = options.apiKey?.trim() || undefined;
  const isTheirs = apiKey !== undefined && documentOf() === undefined;
  const baseURL = need(owner, "baseURL", options.baseURL ?? (isTheirs ? OPENAI_URL : undefined));
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  if (!(timeoutMs > 0)) throw new LiveAvatarError("config-invalid", `${owner}: timeoutMs must be a positive number.`);
  const headers = { ...options.headers };
  checkHeaders(owner, { ...headers, ...(apiKey !== undefined && { Authorization: `Bearer ${apiKey}` }) });
  return {
    model,
    baseURL,
    apiKey,
    headers,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    timeoutMs: Math.min(timeoutMs, LONGEST_TIMEOUT_MS),
    parameters: { ...options.parameters },
    clock: options.clock ?? systemClock,
    secrets: [apiKey ?? "", ...Object.values(headers)].flatMap(secretsIn).flatMap(encodings),
  };
}

function need(owner: string, name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw new LiveAvatarError("config-missing", `${owner} needs a ${name}.`);
}

/** The platform finds this out at the first request, and its error repeats the value: a key with an odd character. */
function checkHeaders(owner: string, headers: Readonly<Record<string, string>>): void {
  try {
    new Headers(headers);
  } catch {
    throw new LiveAvatarError("config-invalid", `${owner}: apiKey or headers hold what no HTTP header can.`);
  }
}

/** A header's value, and its words: of `Bearer …` a server repeats only the second. */
function secretsIn(value: string): string[] {
  const words = value.split(/\s+/).filter((word) => word.length >= SHORTEST_SECRET_WORD);
  return [value.trim(), ...words].filter((secret) => secret.length >= SHORTEST_SECRET);
}

/** As it is, in a URL and in base64. Headers, which it was checked to fit in, hold no other characters than base64 can. */
const encodings = (secret: string): string[] => [secret, encodeURIComponent(secret), btoa(secret).replace(/=+$/, "")];

const documentOf = (): { readonly baseURI?: string } | undefined =>
  (globalThis as { readonly document?: { readonly baseURI?: string } }).document;

/**
 * Where the requests go, and what goes along in their query. Asked at the first request and not before, so that an
 * adapter can be made where there is no document yet.
 */
export function addressOf(
  owner: string,
  baseURL: string,
): { readonly baseURL: string; readonly query: Record<string, string> } {
  const document = documentOf();
  const invalid = (why: string): LiveAvatarError => new LiveAvatarError("config-invalid", `${owner}: baseURL ${why}.`);
  let url: URL;
  try {
    url = new URL(baseURL, document?.baseURI);
  } catch {
    throw invalid(`is no URL${document ? "" : ", and without a document it must be absolute"}`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw invalid("must be http or https");
  if (url.username !== "" || url.password !== "") throw invalid("must not hold a name or a password: use headers");
  const query = Object.fromEntries(url.searchParams);
  url.search = "";
  url.hash = "";
  return { baseURL: url.href, query };
}
