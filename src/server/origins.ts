import { LiveAvatarError } from "../core/errors.js";

/** Answers which pages may read this handler. */
export interface OriginPolicy {
  /**
   * True unless a browser says that the request comes from a page that is not in the list. A request without an
   * `Origin` passes: browsers put one on every POST, so its sender is a program, which could invent any origin;
   * `authorize` and the rate limit are what stops programs.
   */
  allows(request: Request): boolean;
  /** The CORS headers of any answer. */
  headers(request: Request): Record<string, string>;
  /**
   * Those that a pre-flight is answered with besides.
   * @param methods those that listed origins may use
   */
  preflightHeaders(request: Request, methods: readonly string[]): Record<string, string>;
}

const SOME_ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/;
const HEADER_LIST = /^[\w!#$%&'*+.^`|~-]+(?:\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;
const LONGEST_HEADER_LIST = 1000;

function checkOrigin(origin: unknown, index: number): string {
  // What stands in the wrong place may be the key: no value is repeated.
  const problem = (why: string) => new LiveAvatarError("config-invalid", `allowedOrigins[${index}] ${why}`);
  if (typeof origin !== "string") throw problem("is not a string");
  if (origin === "*") throw problem("would open your account to every page on the web; list your origins");
  if (origin === "null") throw problem("is what every sandboxed frame and local file sends; it cannot be allowed");
  if (!SOME_ORIGIN.test(origin)) throw problem('is not an origin; write it like "https://www.example.com"');
  if (/^https?:/.test(origin)) {
    const written = URL.canParse(origin) ? new URL(origin).origin : undefined;
    if (written === undefined) throw problem("is not an origin");
    if (written !== origin) throw problem(`never matches; browsers write it "${written}"`);
  }
  return origin;
}

/**
 * @param origins scheme, host and port as browsers write them; the page's own origin has to be listed too
 * @throws LiveAvatarError `config-invalid`
 */
export function createOriginPolicy(origins: readonly string[]): OriginPolicy {
  if (!Array.isArray(origins) || origins.length === 0) {
    throw new LiveAvatarError(
      "config-invalid",
      'allowedOrigins: list the origins of the pages that may ask, like ["https://www.example.com"]',
    );
  }
  const listed = new Set(origins.map(checkOrigin));
  const listedOrigin = (request: Request) => {
    const origin = request.headers.get("origin");
    return origin !== null && listed.has(origin) ? origin : undefined;
  };
  return {
    allows(request) {
      if (request.headers.has("origin")) return listedOrigin(request) !== undefined;
      return !/^(?:cross-site|same-site)$/.test(request.headers.get("sec-fetch-site") ?? "");
    },
    headers(request) {
      const origin = listedOrigin(request);
      return {
        "Cache-Control": "no-store",
        Vary: "Origin",
        "Access-Control-Expose-Headers": "Retry-After",
        ...(origin !== undefined && {
          "Access-Control-Allow-Origin": origin,
          // `fetchOptions` of the element may ask for credentials: "include".
          "Access-Control-Allow-Credentials": "true",
        }),
      };
    },
    preflightHeaders(request, methods) {
      if (listedOrigin(request) === undefined) return {};
      const asked = request.headers.get("access-control-request-headers") ?? "";
      const fits = asked.length <= LONGEST_HEADER_LIST && HEADER_LIST.test(asked);
      return {
        "Access-Control-Allow-Methods": methods.join(", "),
        "Access-Control-Allow-Headers": fits ? asked : "content-type",
        "Access-Control-Max-Age": "600",
      };
    },
  };
}
