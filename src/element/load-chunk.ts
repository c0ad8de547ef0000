import { systemTimers } from "../core/timers.js";
import { attempt, type Timers } from "../core/wait.js";
import { loadFailure } from "./shell-errors.js";

/** What has not come in this time is not waited for: a line that needs longer could not carry an avatar either. */
const LOAD_TIMEOUT_MS = 15_000;

export interface LoadChunkOptions {
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Timers | undefined;
}

/**
 * Waits for a part of the script. `import()` cannot be aborted, the wait for it can.
 * @throws LiveAvatarError `load-failed`, also when it does not come in time; AbortError
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
      timeout: () => loadFailure(new Error(`It did not come in ${LOAD_TIMEOUT_MS / 1000} s.`)),
    },
  );
}
