import { systemTimers } from "../core/timers.js";
import { attempt, type Timers } from "../core/wait.js";
import { loadFailure } from "./shell-errors.js";

/** The time limit of a chunk: a slower connection could not carry an avatar either. */
const LOAD_TIMEOUT_MS = 15_000;

export interface LoadChunkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Timers | undefined;
}

/**
 * Loads a chunk of the script. `import()` cannot be aborted, the wait for it can.
 * @throws LiveAvatarError `load-failed`, also when the time is up; AbortError
 */
export function loadChunk<T>(
  load: () => Promise<T>,
  { signal, clock = systemTimers }: LoadChunkOptions = {},
): Promise<T> {
  return attempt(
    () =>
      load().catch((cause: unknown) => {
        throw loadFailure(cause);
      }),
    {
      ...{ signal, clock, ms: LOAD_TIMEOUT_MS },
      timeout: () => loadFailure(new Error(`The chunk did not load in ${LOAD_TIMEOUT_MS / 1000} s.`)),
    },
  );
}
