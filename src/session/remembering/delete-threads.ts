import { throwIfAborted } from "../../core/abort.js";
import { LiveAvatarError } from "../../core/errors.js";
import type { ThreadCallOptions, ThreadProvider } from "../../core/ports/thread-provider.js";

/** Threads that are listed at once. */
const PAGE = 100;

export interface DeleteThreadsOptions extends ThreadCallOptions {
  /** Whose threads. Default: all that the provider lists. */
  readonly resourceId?: string | undefined;
  /** Called for each thread that is deleted. */
  readonly handleDeleted?: ((id: string) => void) | undefined;
}

/**
 * Deletes all threads of a resource with their messages, page by page, until the provider lists none. What was deleted before a
 * failure or an abort stays deleted; the call can be repeated.
 * @returns how many threads were deleted
 * @throws LiveAvatarError as the provider rejects; `storage-failed` where it still lists what it has deleted; AbortError
 */
export async function deleteThreads(
  provider: Pick<ThreadProvider, "listThreads" | "deleteThread">,
  { resourceId, handleDeleted, signal }: DeleteThreadsOptions = {},
): Promise<number> {
  const deleted = new Set<string>();
  for (;;) {
    // Always the first page: what was on it is gone.
    const page = await provider.listThreads({ resourceId, limit: PAGE, signal });
    if (page.length === 0) return deleted.size;
    if (page.every(({ id }) => deleted.has(id))) {
      throw new LiveAvatarError("storage-failed", "The provider still lists threads that it has deleted.");
    }
    for (const { id } of page) {
      throwIfAborted(signal);
      await provider.deleteThread(id, { signal });
      deleted.add(id);
      handleDeleted?.(id);
    }
  }
}
