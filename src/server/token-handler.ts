import { admit } from "./admission.js";
import { HandlerFailure } from "./failure.js";
import { readHints } from "./hints.js";
import { checkSession, checkTokenHandlerOptions } from "./options.js";
import type { TokenHandlerOptions, TokenHandlerSettings } from "./options.js";
import { ServiceCalls } from "./service.js";

/**
 * Makes the handler behind `<live-avatar token-endpoint>`: it mints a session for a visitor who may have one, and
 * keeps the API key where visitors cannot see it. In order: pre-flight; POST and JSON only; origin; `authorize`;
 * rate limit; body; session. Answers `{session_token}`, or with `start: true` `{session_id, livekit_url,
 * livekit_client_token, session_token, max_session_duration?}`; every failure is a {@link FailureBody}.
 *
 * Needs nothing but `fetch`, `Request`, `Response` and `crypto.subtle`: Node ≥ 18, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createTokenHandler(options: TokenHandlerOptions): (request: Request) => Promise<Response> {
  const settings = checkTokenHandlerOptions(options);
  const { origins } = settings;

  return async (request) => {
    if (request.method === "OPTIONS") {
      const headers = { ...origins.headers(request), ...origins.preflightHeaders(request), Allow: ALLOW };
      return new Response(null, { status: 204, headers });
    }
    try {
      return answer(200, await mintFor(request, settings), origins.headers(request));
    } catch (error) {
      const failure = asFailure(error, settings);
      report(failure, settings);
      const { status, body, retryAfter } = failure;
      return answer(status, body, {
        ...origins.headers(request),
        ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
        ...(status === 405 && { Allow: ALLOW }),
      });
    }
  };
}

const ALLOW = "POST, OPTIONS";

async function mintFor(request: Request, settings: TokenHandlerSettings): Promise<object> {
  await admit(request, settings);
  const hints = await readHints(request);
  const { session: source, start, maxSessionDuration } = settings;
  const session = checkSession(typeof source === "function" ? await source(request, hints) : source);
  const calls = new ServiceCalls(settings, request.signal);
  try {
    const token = await calls.mint({
      ...session,
      mode: "FULL",
      max_session_duration: Math.min(session.max_session_duration ?? maxSessionDuration, maxSessionDuration),
    });
    return start ? { ...(await calls.start(token)), session_token: token } : { session_token: token };
  } finally {
    calls.close();
  }
}

function answer(status: number, body: object, headers: Record<string, string>): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "Content-Type": "application/json", "X-Content-Type-Options": "nosniff" },
  });
}

/**
 * What a hook threw is the site's secret: the visitor only learns that something broke. Sentences of the service are
 * passed on, without the key should they quote it.
 */
function asFailure(error: unknown, { apiKey }: TokenHandlerSettings): HandlerFailure {
  if (!(error instanceof HandlerFailure)) {
    return new HandlerFailure("internal", "The token endpoint failed.", { cause: error });
  }
  if (!error.message.includes(apiKey)) return error;
  return new HandlerFailure(error.code, error.message.replaceAll(apiKey, "[key]"));
}

/** Visitors' mistakes are no news; what the site's developer can mend is, with its cause. */
function report(failure: HandlerFailure, { logger, apiKey }: TokenHandlerSettings): void {
  const causes: string[] = [];
  for (let { cause } = failure; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined) {
    causes.push(cause instanceof Error ? (cause.stack ?? cause.message) : `thrown: ${typeof cause}`);
  }
  const level = failure.status >= 500 ? "error" : "debug";
  const lines = causes.map((cause) => cause.replaceAll(apiKey, "[key]"));
  logger[level](`createTokenHandler: ${failure.code}: ${failure.message}`, ...lines);
}
