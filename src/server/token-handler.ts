import { admit } from "./admission.js";
import { HandlerFailure } from "./failure.js";
import { answer, createHandler } from "./handle.js";
import { readHints } from "./hints.js";
import { checkSession, checkTokenHandlerOptions } from "./options.js";
import type { RelayTokenSession, TokenHandlerOptions, TokenHandlerSettings } from "./options.js";
import { ServiceCalls } from "./service.js";

/** What the page sends as a header has to be fit for one. */
const RELAY_TOKEN = /^[\x21-\x7e]{1,4096}$/;

/**
 * Makes the handler behind `<live-avatar token-endpoint>`: it mints a session for a visitor who may have one, and
 * keeps the API key where visitors cannot see it. In order: pre-flight; POST and JSON only; origin; `authorize`;
 * rate limit; body; session. Answers `{session_token}`, or with `start: true` `{session_id, livekit_url,
 * livekit_client_token, session_token, max_session_duration?}`, both with a `relay_token` if there is one; every failure is a {@link FailureBody}.
 *
 * Needs nothing but `fetch`, `Request`, `Response` and `crypto.subtle`: Node ≥ 18, Deno, Bun, edge runtimes.
 *
 * @throws LiveAvatarError `config-invalid`, at once, if an option makes no sense
 */
export function createTokenHandler(options: TokenHandlerOptions): (request: Request) => Promise<Response> {
  const settings = checkTokenHandlerOptions(options);
  return createHandler("createTokenHandler", settings, async (request) => {
    const session = await mintFor(request, settings);
    if (settings.redactor.isIn(JSON.stringify(session))) {
      throw new HandlerFailure("upstream-invalid", "The service's answer has this site's API key in it.");
    }
    return answer(200, session);
  });
}

async function mintFor(request: Request, settings: TokenHandlerSettings): Promise<object> {
  await admit(request, settings);
  const hints = await readHints(request, settings.clock);
  const { session: source, start, maxSessionDuration } = settings;
  const session = checkSession(typeof source === "function" ? await source(request, hints) : source);
  const calls = new ServiceCalls(settings, request.signal);
  const { token, sessionId } = await calls.mint({
    ...session,
    mode: "FULL",
    max_session_duration: Math.min(session.max_session_duration ?? maxSessionDuration, maxSessionDuration),
  });
  // Before the start: a session that has begun would have to be stopped if this failed.
  const minted = { session_token: token, ...(await relayTokenFor(request, { sessionId, hints }, settings)) };
  return start ? { ...(await calls.start(token)), ...minted } : minted;
}

async function relayTokenFor(
  request: Request,
  session: RelayTokenSession,
  { relayToken }: TokenHandlerSettings,
): Promise<object> {
  const token: unknown = await relayToken?.(request, session);
  if (token === undefined) return {};
  if (typeof token === "string" && RELAY_TOKEN.test(token)) return { relay_token: token };
  throw new TypeError("relayToken must return 1…4,096 printable ASCII characters without spaces, or undefined");
}
