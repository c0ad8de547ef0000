import { guard } from "../guard.js";

/**
 * Where diagnostics go. `debug`: everything dropped, ignored or unexpected; `warn`: a mistake the site's
 * developer can mend; `error`: a failure that is reported nowhere else. Never a token, never a key.
 */
export interface Logger {
  debug(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** The logger that drops everything. */
export const silentLogger: Logger = { debug() {}, warn() {}, error() {} };

/** The same logger, but no call throws: a failing logger must not end a conversation. */
export function safeLogger(logger: Logger): Logger {
  const safely =
    (level: keyof Logger) =>
    (message: string, ...details: unknown[]): void => {
      guard(() => {
        logger[level](message, ...details);
      }, noop);
    };
  return { debug: safely("debug"), warn: safely("warn"), error: safely("error") };
}

const noop = (): void => undefined;
