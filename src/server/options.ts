import type { FullSessionConfig } from "../backend/rest-protocol.js";
import { checkFunction, checkPositiveInteger, checkUrl, invalid } from "./checks.js";
import { checkCommonOptions } from "./common-options.js";
import type { CommonOptions, CommonSettings } from "./common-options.js";
import { withPatience } from "./hooks.js";
import type { SessionHints } from "./hints.js";

/** The options of {@link createTokenHandler}. They are checked when the handler is made. */
export interface TokenHandlerOptions extends CommonOptions {
  /**
   * The session that visitors get, or a function that decides by request. The page's hints can be forged; nothing in the body
   * ever changes a fixed configuration.
   */
  readonly session:
    FullSessionConfig | ((request: Request, hints: SessionHints) => FullSessionConfig | Promise<FullSessionConfig>);
  /** Starts the session here too, so that the page gets the room and no page can start what it was not given. Default: false. */
  readonly start?: boolean;
  /**
   * Ceiling in seconds, sent with every session; a session's own `max_session_duration` can only lower it. LiveAvatar's plans
   * have ceilings of their own and refuse a session that asks for more. Default: 600.
   */
  readonly maxSessionDuration?: number;
  /**
   * Makes the `relay_token` of the answer, which the page sends as Bearer to its relay endpoint: sign in it whose session it is, and
   * read it in `authorize` of {@link createRelayHandler}. 1…4,096 printable ASCII characters without spaces; undefined: none. It is
   * called when the token is minted, and before a session is started. Default: none.
   */
  readonly relayToken?: (
    request: Request,
    session: RelayTokenSession,
  ) => string | undefined | Promise<string | undefined>;
  /** Default: https://api.liveavatar.com. */
  readonly apiUrl?: string;
}

/** The session that a `relay_token` is for. */
export interface RelayTokenSession {
  /** The service's id of it; undefined where the service did not say. */
  readonly sessionId: string | undefined;
  /** What the page says of its visitor. Anybody can write anything there. */
  readonly hints: SessionHints;
}

/** {@link TokenHandlerOptions}, checked and with every default filled in. */
export interface TokenHandlerSettings extends CommonSettings {
  readonly session: TokenHandlerOptions["session"];
  readonly start: boolean;
  readonly relayToken: TokenHandlerOptions["relayToken"];
  readonly maxSessionDuration: number;
  /** Without a slash at its end. */
  readonly apiUrl: string;
}

const DEFAULT_API_URL = "https://api.liveavatar.com";
const DEFAULT_MAX_SESSION_SECONDS = 600;

/**
 * @returns the configuration, if the service can make a FULL-mode session of it
 * @throws LiveAvatarError `config-invalid`
 */
export function checkSession(session: unknown): FullSessionConfig {
  if (typeof session !== "object" || session === null) {
    throw invalid(
      "session: must be a FULL-mode configuration, {avatar_id, avatar_persona …}, or a function that returns one",
    );
  }
  const { mode, avatar_id: avatarId, max_session_duration: duration } = session as Partial<Record<string, unknown>>;
  if (mode !== undefined && mode !== "FULL") throw invalid('session.mode: must be "FULL"');
  if (typeof avatarId !== "string" || avatarId === "") throw invalid("session.avatar_id: give the avatar's id");
  if (duration !== undefined) checkPositiveInteger("session.max_session_duration", duration);
  return session as FullSessionConfig;
}

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkTokenHandlerOptions(options: TokenHandlerOptions): TokenHandlerSettings {
  const { session, relayToken } = options;
  if (relayToken !== undefined) checkFunction("relayToken", relayToken);
  if (options.start !== undefined && typeof options.start !== "boolean") throw invalid("start: must be true or false");
  if (typeof session !== "function") checkSession(session);
  const start = options.start ?? false;
  const apiUrl = checkUrl("apiUrl", options.apiUrl ?? DEFAULT_API_URL);
  const common = checkCommonOptions(options, {
    keyOwner: "LiveAvatar's",
    mayBePlaceholder: false,
    identity: [apiUrl, start, session],
  });
  return {
    ...common,
    session: typeof session === "function" ? withPatience(session, "session", common.clock) : session,
    start,
    relayToken: relayToken && withPatience(relayToken, "relayToken", common.clock),
    maxSessionDuration: checkPositiveInteger(
      "maxSessionDuration",
      options.maxSessionDuration ?? DEFAULT_MAX_SESSION_SECONDS,
    ),
    apiUrl,
  };
}
