/**
 * The one error class of the project and the table of its codes.
 *
 * A code says what happened, a stage where, `retryable` whether the same call can succeed later without
 * a change, `fatal` whether the session is over. `help` is one sentence for the developer who reads a
 * console; what a visitor reads belongs to the element and its locales.
 */

export const ERROR_STAGES = [
  "config",
  "load",
  "token",
  "start",
  "room",
  "media",
  "mic",
  "command",
  "llm",
  "tts",
  "stt",
  "vision",
  "memory",
  "session",
] as const;
export type ErrorStage = (typeof ERROR_STAGES)[number];

interface ErrorKind {
  readonly stage: ErrorStage;
  readonly retryable: boolean;
  readonly fatal: boolean;
  readonly help: string;
}

const kind = <Stage extends ErrorStage>(
  stage: Stage,
  flags: "" | "retryable" | "fatal" | "retryable fatal",
  help: string,
) => ({
  stage,
  retryable: flags.includes("retryable"),
  fatal: flags.includes("fatal"),
  help,
});

const prefixed = <Prefix extends string, Table extends Readonly<Record<string, ErrorKind>>>(
  prefix: Prefix,
  table: Table,
) =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [`${prefix}-${key}`, value])) as {
    readonly [Key in keyof Table & string as `${Prefix}-${Key}`]: Table[Key];
  };

/** The failures of a model provider; the same five for each kind of model. */
const failures = <Stage extends "llm" | "tts" | "stt" | "vision">(stage: Stage, model: string) => {
  const table = {
    failed: kind(
      stage,
      "retryable",
      `The ${model} could not be reached, or failed: look at its log and at connect-src.`,
    ),
    refused: kind(
      stage,
      "",
      `The ${model} refused the request: check its model name, its key on the backend and its limits.`,
    ),
    "rate-limited": kind(stage, "retryable", `The ${model} limits requests: wait for retryAfter seconds.`),
    timeout: kind(stage, "retryable", `The ${model} gave no answer in time.`),
    interrupted: kind(stage, "retryable", `The answer of the ${model} broke off before its end.`),
  };
  return prefixed(stage, table);
};

const refusedByPolicy = (what: string): string =>
  `The page's Permissions-Policy, or the iframe's allow attribute, forbids ${what}.`;

/** The failures of a device of the visitor; the same seven for each. */
const deviceFailures = <Device extends "mic" | "camera", Stage extends "mic" | "media">(
  device: Device,
  stage: Stage,
  name: string,
  interruption: string,
) => {
  const table = {
    denied: kind(
      stage,
      "retryable",
      `The visitor or the system refused the ${name}: it can be allowed in the browser's site settings.`,
    ),
    missing: kind(stage, "retryable", `No ${name} was found, or not the chosen one.`),
    busy: kind(stage, "retryable", `Another program holds the ${name}.`),
    insecure: kind(stage, "", `Browsers give a ${name} only to pages served over https (or localhost).`),
    policy: kind(stage, "", refusedByPolicy(`the ${name}`)),
    unsupported: kind(stage, "", `This browser has no ${name} access.`),
    interrupted: kind(stage, "retryable", `The ${name} went away in mid-call: ${interruption}.`),
  };
  return prefixed(device, table);
};

/** Every error code with its defaults. The key is the public `code`. */
export const ERROR_CODES = {
  "config-missing": kind(
    "config",
    "fatal",
    "Give the element a token-endpoint, or llm-base-url and llm-model, or set its tokenProvider, llm, renderer or session property; give a model its name.",
  ),
  "config-invalid": kind("config", "fatal", "Check the attribute or option that the message names."),
  "load-failed": kind(
    "load",
    "retryable fatal",
    "A file could not be loaded: check that all files of dist/cdn are deployed together, where character-card points, and that the page's policy allows both.",
  ),

  "token-unreachable": kind(
    "token",
    "retryable fatal",
    "The token endpoint did not answer, or failed: look at its log and at the page's connect-src.",
  ),
  "token-timeout": kind("token", "retryable fatal", "The token endpoint gave no answer in 15 s: look at its log."),
  "token-refused": kind(
    "token",
    "fatal",
    "The token endpoint refused: check its authorize function, allowedOrigins and the session configuration.",
  ),
  "token-rate-limited": kind(
    "token",
    "retryable fatal",
    "Too many sessions were asked for: wait for retryAfter seconds.",
  ),
  "token-invalid": kind(
    "token",
    "fatal",
    "The token endpoint must answer JSON with session_token, or session_id, livekit_url and livekit_client_token with a way to stop.",
  ),
  "token-wrong-mode": kind(
    "token",
    "fatal",
    "Mint the token with mode FULL; LITE sessions and third-party agents have no conversation of their own.",
  ),

  "start-unreachable": kind(
    "start",
    "retryable fatal",
    "The service could not be reached or failed: check api-url, connect-src and the service's status page.",
  ),
  "start-timeout": kind("start", "retryable fatal", "The service gave no answer in 15 s."),
  "start-refused": kind(
    "start",
    "fatal",
    "The service refused to start this session: the token may be used up, or out of credit; mint a new one.",
  ),
  "start-rate-limited": kind("start", "retryable fatal", "The service limits starts: wait for retryAfter seconds."),

  "room-join-failed": kind(
    "room",
    "retryable fatal",
    "The LiveKit room could not be joined: check connect-src (wss and https of the room's host) and firewalls for WebRTC.",
  ),
  "room-unsupported": kind(
    "room",
    "fatal",
    "This browser has no WebRTC, as some web views and hardened browsers: LiveAvatar cannot be shown, the portrait can.",
  ),
  "avatar-missing": kind(
    "room",
    "retryable fatal",
    "The avatar did not join the room in time; the service may be short of capacity.",
  ),
  "agent-missing": kind(
    "room",
    "retryable fatal",
    "The agent did not join the room in time; the service may be short of capacity.",
  ),
  "avatar-left": kind("room", "retryable fatal", "The avatar left the room and did not come back within 15 s."),
  "agent-left": kind("room", "retryable fatal", "The agent left the room and did not come back within 15 s."),
  "room-lost": kind("room", "retryable fatal", "The connection to the room was lost and could not be restored."),

  "autoplay-blocked": kind(
    "media",
    "retryable",
    "The browser wants a press before sound plays: call startAudio() in a click.",
  ),
  "video-stalled": kind(
    "media",
    "retryable",
    "No new picture arrives although the room is connected; it usually comes back by itself.",
  ),

  ...deviceFailures("mic", "mic", "microphone", "it was unplugged, or taken by a phone call"),
  ...deviceFailures("camera", "media", "camera", "it was unplugged, or its permission was withdrawn"),

  "speaker-denied": kind(
    "media",
    "",
    "The page may not play through the chosen speaker: see the policy speaker-selection.",
  ),
  "speaker-missing": kind(
    "media",
    "retryable",
    "The chosen speaker was not found, or went away: the default one plays.",
  ),
  "speaker-unsupported": kind("media", "", "This browser, or this voice, plays through the default speaker only."),

  "screen-denied": kind("media", "retryable", "The visitor chose no screen, or the system refuses to show one."),
  "screen-failed": kind("media", "retryable", "The screen could not be captured: ask for it in a click."),
  "screen-policy": kind("media", "", refusedByPolicy("the capture of a screen")),
  "screen-unsupported": kind("media", "", "This browser cannot share a screen, as on phones and insecure pages."),

  "command-timeout": kind("command", "retryable", "The agent did not acknowledge the command in time."),
  "push-to-talk-refused": kind(
    "command",
    "retryable",
    "The agent refused push-to-talk: mint the token with interactivity_type PUSH_TO_TALK.",
  ),
  "no-answer": kind(
    "command",
    "retryable",
    "No sign of an answer came in time: a LiveAvatar session without a context_id never answers, and a slow model needs a longer noAnswerTimeoutMs.",
  ),

  ...failures("llm", "language model"),
  "llm-unsupported": kind("llm", "fatal", "This browser has no language model."),
  ...failures("tts", "speech synthesis"),
  ...failures("stt", "speech recognition"),
  ...failures("vision", "vision model"),

  "tool-failed": kind("session", "", "A tool of the page failed or took too long; the model was told."),
  "renderer-failed": kind(
    "media",
    "retryable fatal",
    "The renderer could not be mounted, or not in time: look at the error's cause, and at what its mount() does.",
  ),
  "storage-refused": kind(
    "memory",
    "",
    "There is no storage, or it may not be used: browsers refuse it in private windows and third-party frames, a site's backend to visitors that it does not know.",
  ),
  "storage-full": kind(
    "memory",
    "",
    "The storage has no room left and nothing of this was kept: delete old threads, or use the IndexedDBThreadProvider, which may keep more.",
  ),
  "storage-failed": kind(
    "memory",
    "retryable",
    "The storage failed: look at the error's cause; a reload helps where another tab runs another version of the page.",
  ),
  "thread-missing": kind(
    "memory",
    "",
    "There is no thread of this id, or it was deleted meanwhile: list the threads, or begin a new one.",
  ),
  "relay-failed": kind(
    "session",
    "retryable",
    "The relay endpoint could not be reached, or failed: the events are kept and sent again; look at its log and at connect-src.",
  ),
  "relay-refused": kind(
    "session",
    "",
    "The relay endpoint refused the events, and gets no more of this session: check its address, authorize and allowedOrigins.",
  ),
  "wrong-state": kind("session", "", "The call does not fit the session's state: see the message."),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface LiveAvatarErrorOptions {
  /** HTTP status, where there was one. */
  readonly status?: number | undefined;
  /** Seconds to wait before another try, from a `Retry-After`. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
  /** Overrides the code's default. */
  readonly retryable?: boolean | undefined;
  /** Overrides the code's default. */
  readonly fatal?: boolean | undefined;
}

/** The brand of every instance, from any copy of the bundle. */
const MARKER = Symbol.for("live-avatar.error");

/** Any failure of the pipeline. Check with {@link LiveAvatarError.is}, not with `instanceof`. */
export class LiveAvatarError extends Error {
  override readonly name = "LiveAvatarError";
  readonly code: ErrorCode;
  readonly stage: ErrorStage;
  readonly retryable: boolean;
  readonly fatal: boolean;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
  readonly help: string;

  /**
   * @param code one of {@link ERROR_CODES}
   * @param message what happened, with its particulars; never a key, never a token
   */
  constructor(code: ErrorCode, message: string, options: LiveAvatarErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const defaults = ERROR_CODES[code];
    this.code = code;
    this.stage = defaults.stage;
    this.retryable = options.retryable ?? defaults.retryable;
    this.fatal = options.fatal ?? defaults.fatal;
    this.status = options.status;
    this.retryAfter = options.retryAfter;
    this.help = defaults.help;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Whether the value is an error of this project, also from another copy of the bundle. */
  static is(value: unknown): value is LiveAvatarError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}
