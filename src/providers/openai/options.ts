import { type Clock, systemClock } from "../../core/clock.js";
import { LiveAvatarError } from "../../core/errors.js";

const OPENAI_URL = "https://api.openai.com/v1";
const TIMEOUT_MS = 30_000;

/** What all four adapters are told; read once, when an adapter is made. */
export interface OpenAIOptions {
  /**
   * The model's name, as the server calls it. There is no default: models are retired, and which one answers is for the
   * site to say. Missing: `config-missing`.
   */
  readonly model: string;
  /**
   * Where an OpenAI-compatible server answers, without `/chat/completions` and the like: usually a path of the site's own
   * backend (`/api/model`), which holds the key. Relative URLs are resolved against the document. Default: OpenAI's own
   * address if there is an `apiKey`, else `config-missing`.
   */
  readonly baseURL?: string | undefined;
  /**
   * Sent as Bearer. For servers and command lines; whoever puts a real key into a page gives it to every visitor. Default:
   * none, and no `Authorization` is sent. No environment variable is read.
   */
  readonly apiKey?: string | undefined;
  /** Sent with every request; cross-origin each must be allowed by the server. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Instead of the platform's own, which is looked up at each request: for credentials, proxies and tests. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * The longest silence, in milliseconds: before the answer begins, and within it. After that `…-timeout`.
   * Default 30,000.
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
  /** As it was given; {@link absoluteURL} says where that is. */
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
  const apiKey = options.apiKey === "" ? undefined : options.apiKey;
  const baseURL = need(owner, "baseURL", options.baseURL ?? (apiKey === undefined ? undefined : OPENAI_URL));
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  if (!(timeoutMs > 0)) throw new LiveAvatarError("config-invalid", `${owner}: timeoutMs must be a positive number.`);
  const headers = { ...options.headers };
  return {
    model,
    baseURL,
    apiKey,
    headers,
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    timeoutMs,
    parameters: { ...options.parameters },
    clock: options.clock ?? systemClock,
    // A short value is a flag, and would be found in every second sentence.
    secrets: [apiKey ?? "", ...Object.values(headers)].filter((secret) => secret.length >= 6),
  };
}

function need(owner: string, name: string, value: unknown): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw new LiveAvatarError("config-missing", `${owner} needs a ${name}.`);
}

/** Asked at the first request and not before, so that an adapter can be made where there is no document yet. */
export function absoluteURL(owner: string, baseURL: string): string {
  const { document } = globalThis as { readonly document?: { readonly baseURI?: string } };
  let url: URL;
  try {
    url = new URL(baseURL, document?.baseURI);
  } catch {
    throw new LiveAvatarError(
      "config-invalid",
      `${owner}: baseURL is no URL${document ? "" : ", and without a document it must be absolute"}.`,
    );
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new LiveAvatarError("config-invalid", `${owner}: baseURL must be http or https.`);
  }
  return url.href;
}
