/**
 * Calls code of the page, such as a renderer, a listener or a logger, that may throw whatever its contract says.
 * @returns what it returns; undefined where it threw
 */
export function guard<T>(act: () => T, handleError: (error: unknown) => void): T | undefined {
  try {
    return act();
  } catch (error) {
    handleError(error);
    return undefined;
  }
}
