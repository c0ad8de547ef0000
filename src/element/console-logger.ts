import type { Logger } from "../core/ports/logger.js";

/* eslint-disable no-console -- the one place where the element speaks to the site's developer */
/** The logger to the browser's console; `debug` is at the console's verbose level. */
export const consoleLogger: Logger = {
  debug: (message, ...details) => {
    console.debug(`<live-avatar> ${message}`, ...details);
  },
  warn: (message, ...details) => {
    console.warn(`<live-avatar> ${message}`, ...details);
  },
  error: (message, ...details) => {
    console.error(`<live-avatar> ${message}`, ...details);
  },
};
