/** The token of one press: where it comes from, and what becomes of one that nobody takes. */
import { stopUnwantedSession } from "../../backend/session-calls.js";
import { endpointTokenSource, type TokenSource } from "../../backend/token-source.js";
import { attempt } from "../../core/wait.js";
import type { Settings } from "../settings.js";
import type { AssemblyContext } from "./part.js";

/**
 * Asks for the token in this task: it is on its way while LiveKit, a hundred times its size, still loads.
 * @returns for the renderer, which from its first call on answers for what the token brings. Before that call, an abort
 * of the context's signal stops a session that the site has started.
 */
export function requestToken(settings: Settings, { signal, clock, tokens }: AssemblyContext): TokenSource {
  const source = tokenSource(settings);
  // Not abortable on purpose: only the answer tells whether there is something to stop.
  let early: Promise<unknown> | undefined = tokens.take(keyOf(settings)) ?? attempt(() => source({ signal }));
  early.catch(noop); // the renderer tells of it
  signal.addEventListener("abort", () => {
    early?.then((answer) => stopUnwantedSession(answer, { ...serviceOptions(settings), clock }), noop);
    early = undefined;
  });
  return (options) => {
    const answer = early ?? source(options);
    early = undefined;
    return answer;
  };
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchTokenInto(tokens: AssemblyContext["tokens"], settings: Settings): void {
  tokens.mint(keyOf(settings), tokenSource(settings), (unwanted) => {
    void stopUnwantedSession(unwanted, serviceOptions(settings));
  });
}

/** What a session of the service is kept alive and stopped with. */
export function serviceOptions({ apiUrl, fetchOptions, logger }: Settings) {
  return { apiUrl, fetchOptions, logger };
}

function tokenSource(settings: Settings): TokenSource {
  if (settings.tokenProvider) return settings.tokenProvider;
  const { tokenEndpoint = "", fetchOptions, language, interaction, threadId, userId } = settings;
  return endpointTokenSource({
    url: tokenEndpoint,
    fetchOptions,
    hints: { language, interaction, threadId, userId },
  });
}

/** A token is good for whoever would have asked in the same words. */
function keyOf({ tokenProvider, tokenEndpoint, language, interaction, threadId, userId }: Settings): unknown {
  return tokenProvider ?? JSON.stringify([tokenEndpoint, language, interaction, threadId, userId]);
}

const noop = (): void => undefined;
