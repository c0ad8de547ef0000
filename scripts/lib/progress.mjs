/** What a person at the terminal sees of a long step: that it began, that it still goes on, and how it ended. */

const EVERY_MS = 15_000;

/** Prints one line to the terminal. */
export const say = (text) => void process.stdout.write(`${text}\n`);

/**
 * Runs a step and tells of it: at once, every 15 s while it lasts, and at its end.
 * @template T
 * @param {string} what "Building the LiveKit server"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(what, work) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  say(`${what} …`);
  const timer = setInterval(() => say(`${what} … ${seconds()} s`), EVERY_MS);
  try {
    const result = await work();
    say(`${what}: done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/** A failure whose message is all that a person needs: what is wrong and what to do. */
export class SetupError extends Error {
  name = "SetupError";
}

/** Ends the process on a failure: a sentence for what a person can mend, a stack for what we must. */
export function fail(error) {
  process.stderr.write(`\n${error instanceof SetupError ? error.message : (error?.stack ?? String(error))}\n`);
  process.exit(1);
}
