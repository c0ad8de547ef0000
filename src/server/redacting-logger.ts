import type { Logger } from "../core/ports/logger.js";
import type { KeyRedactor } from "./redact-key.js";

const MOST_CAUSES = 8;

/**
 * The site's logger, told nothing but texts in which the key is replaced: consoles print what errors carry besides their
 * messages. A logger that throws harms no request.
 */
export function createRedactingLogger(logger: Logger, redactor: KeyRedactor): Logger {
  const log =
    (level: keyof Logger) =>
    (message: string, ...details: unknown[]): void => {
      const texts = details.flatMap(textsOf).map((text) => redactor.text(text));
      try {
        logger[level](redactor.text(message), ...texts);
      } catch {
        // There is nobody else to tell.
      }
    };
  return { debug: log("debug"), warn: log("warn"), error: log("error") };
}

/** An error with its causes, each with its stack; of anything else that was thrown, what kind of value it is. */
function textsOf(detail: unknown): string[] {
  if (typeof detail === "string") return [detail];
  const texts: string[] = [];
  let rest: unknown[] = [detail];
  while (rest.length > 0 && texts.length < MOST_CAUSES) {
    const [error, ...others] = rest;
    rest = others;
    texts.push(error instanceof Error ? (error.stack ?? error.message) : `thrown: ${typeof error}`);
    if (error instanceof AggregateError) rest.push(...(error.errors as unknown[]));
    if (error instanceof Error && error.cause !== undefined) rest.push(error.cause);
  }
  return texts;
}
