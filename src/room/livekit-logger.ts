import { getLogger } from "livekit-client";

/**
 * The name of the logger of our rooms. A page may have a LiveKit of its own, with the same package: LiveKit's own loggers, and
 * their levels, are the page's.
 */
export const LIVEKIT_LOGGER = "live-avatar";

/**
 * Keeps the log lines of our rooms from the visitor's console; what matters is in our own logger. LiveKit's `setLogLevel`
 * would write the level of each of its loggers to `localStorage` or a cookie, without the visitor's consent, and
 * `setLogExtension` does so, too. What makes the lines is replaced instead, which is kept in memory alone; a level is set
 * again with every part of a room.
 */
export function silenceLiveKit(): void {
  const logger = getLogger(LIVEKIT_LOGGER);
  logger.methodFactory = () => () => undefined;
  logger.rebuild();
}
