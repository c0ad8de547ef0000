/**
 * Calls code of the page, such as a renderer, a listener or a logger, which may throw against its contract.
 * @returns the result of `act`; undefined when it threw
 */
export function guard<T>(act: () => T, handleError: (error: unknown) => void): T | undefined {
  try {
    return act();
  } catch (error) {
    handleError(error);
    return undefined;
  }
}
