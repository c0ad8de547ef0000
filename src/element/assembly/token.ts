/** The token of one start: its source, and the stopping of a session in a token that is not used. */
import { originsOf } from "../../backend/site-address.js";
import { stopUnwantedSession } from "../../backend/session-calls.js";
import { relayTokenOf } from "../../backend/token-answer.js";
import { endpointTokenSource, type TokenSource } from "../../backend/token-source.js";
import { attempt } from "../../core/wait.js";
import type { Settings } from "../settings.js";
import type { AssemblyContext } from "./part.js";

export interface RequestedToken {
  /**
   * The token source for the renderer. From its first call on, the renderer stops what the token has started; before it, an abort of
   * the context's signal does.
   */
  readonly token: TokenSource;
  /** Resolves to the `relay_token` of the newest answer; to undefined where there is none, or no answer. */
  readonly relayToken: () => Promise<string | undefined>;
}

/** Asks for the token in this task, so that the request runs while LiveKit's chunk still loads. */
export function requestToken(settings: Settings, { signal, clock, tokens }: AssemblyContext): RequestedToken {
  const source = tokenSource(settings);
  // Not aborted: only the answer tells whether there is a session to stop.
  let early: Promise<unknown> | undefined = tokens.take(keyOf(settings)) ?? attempt(() => source({ signal }));
  // A failure is reported by the renderer.
  let relayToken = early.then(relayTokenOf, noop);
  signal.addEventListener("abort", () => {
    early?.then((answer) => stopUnwantedSession(answer, { ...serviceOptions(settings), clock }), noop);
    early = undefined;
  });
  const token: TokenSource = (options) => {
    const answer = early ?? source(options);
    if (!early) relayToken = answer.then(relayTokenOf, noop);
    early = undefined;
    return answer;
  };
  return { token, relayToken: () => relayToken };
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchTokenInto(tokens: AssemblyContext["tokens"], settings: Settings): void {
  tokens.mint(keyOf(settings), tokenSource(settings), (unwanted) => {
    void stopUnwantedSession(unwanted, serviceOptions(settings));
  });
}

/** The options with which a session of the service is started, kept alive and stopped. */
export function serviceOptions(settings: Settings) {
  const { apiUrl, fetchOptions, logger, siteOrigins } = settings;
  return { apiUrl, fetchOptions, logger, siteOrigins: [...(siteOrigins ?? []), ...originsOf(settings)] };
}

function tokenSource(settings: Settings): TokenSource {
  if (settings.tokenProvider) return settings.tokenProvider;
  const { tokenEndpoint = "", fetchOptions, language, interaction, threadId, userId, previousSessionId } = settings;
  return endpointTokenSource({
    url: tokenEndpoint,
    fetchOptions,
    hints: { language, interaction, threadId, userId, previousSessionId },
  });
}

/** The key of a token: a start may use a prefetched token when its request would have been the same. */
function keyOf(settings: Settings): unknown {
  const { tokenProvider, tokenEndpoint, language, interaction, threadId, userId, previousSessionId } = settings;
  return tokenProvider ?? JSON.stringify([tokenEndpoint, language, interaction, threadId, userId, previousSessionId]);
}

const noop = (): undefined => undefined;
