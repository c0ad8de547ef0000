/** The memory of a conversation: the page's threads or those in the browser, and what the token endpoint is told of them. */
import { isAbortError } from "../../core/abort.js";
import { HINT_ID } from "../../core/hint-id.js";
import type { ThreadProvider } from "../../core/ports/thread-provider.js";
import { attempt } from "../../core/wait.js";
import { type MemoryConfig, SERVICE_ID_KEY } from "../../session/memory-config.js";
import { loadChunk } from "../load-chunk.js";
import { avatarOf, type Settings } from "../settings.js";
import { type AssemblyContext, type AssemblyPart, CHUNKS } from "./part.js";

/** The hints that a start adds to those of the page. */
export interface ThreadHints {
  readonly threadId?: string | undefined;
  /** The service's id of the conversation that went on in the thread last. */
  readonly previousSessionId?: string | undefined;
}

export interface ElementMemory {
  readonly config: MemoryConfig;
  readonly hints: ThreadHints;
}

/** Milliseconds that a start waits for the threads: the session tells what they fail with. */
const PATIENCE_MS = 2000;
/** Whose the threads of a browser are where the page does not say: recall looks through all that is one visitor's. */
const ANYBODY = "visitor";

/**
 * The threads of this browser, shared by all elements of the page and open as long as it is: a conversation still writes when it is over.
 */
let local: ThreadProvider | undefined;

/** A conversation without its memory is better than none: a failure is logged, and the session begins without. */
export const memory: AssemblyPart<ElementMemory | undefined> = {
  wants: (settings) => hasMemory(settings),

  preload: (settings) => [
    settings.threadProvider ? undefined : CHUNKS.threads(),
    hasModel(settings) ? CHUNKS.localRecall() : undefined,
    CHUNKS.remembering(),
  ],

  async make(settings, context) {
    try {
      const [provider, semanticRecall] = await Promise.all([
        threadsOf(settings, context),
        hasModel(settings) ? recallOf(settings, context) : undefined,
      ]);
      const resourceId = resourceOf(settings);
      const hints = await hintsOf(settings, { provider, resourceId }, context);
      return { config: { provider, resourceId, threadId: hints.threadId, semanticRecall }, hints };
    } catch (error) {
      if (isAbortError(error)) throw error;
      settings.logger.error("The memory could not be loaded: this conversation is not kept.", error);
      return undefined;
    }
  },
};

export const hasMemory = ({ memory: kind, threadProvider }: Settings): boolean =>
  kind === "local" || threadProvider != null;

const hasModel = ({ llm, llmBaseUrl }: Settings): boolean => Boolean(llm ?? llmBaseUrl);

/** Whose threads they are. */
export const resourceOf = ({ threadProvider, userId }: Settings): string | undefined =>
  userId ?? (threadProvider ? undefined : ANYBODY);

/** The threads that the settings name. @throws LiveAvatarError `load-failed`; AbortError */
export async function threadsOf(
  { threadProvider, logger }: Settings,
  context: Pick<AssemblyContext, "chunks" | "signal">,
): Promise<ThreadProvider> {
  if (threadProvider) return threadProvider;
  const { IndexedDBThreadProvider } = await loadChunk(context.chunks.threads, context);
  return (local ??= new IndexedDBThreadProvider({ logger }));
}

/** Words are compared in the browser; vectors of threads elsewhere stay in memory, for they are not this browser's to keep. */
async function recallOf({ threadProvider, logger }: Settings, context: AssemblyContext) {
  const { localRecall } = await loadChunk(context.chunks.localRecall, context);
  return localRecall({ isKept: !threadProvider, logger });
}

async function hintsOf(
  settings: Settings,
  { provider, resourceId }: Pick<MemoryConfig, "provider" | "resourceId">,
  { clock, signal }: AssemblyContext,
): Promise<ThreadHints> {
  const { logger, resume, threadId } = settings;
  // Who converses is told before: the token is asked for with it.
  const isTold = avatarOf(settings) === "liveavatar";
  if (threadId === undefined ? !resume : !isTold) return { threadId };
  const find = async (given: AbortSignal): Promise<ThreadHints> => {
    const thread =
      threadId === undefined
        ? (await provider.listThreads({ resourceId, limit: 1, signal: given }))[0]
        : await provider.getThread(threadId, { signal: given });
    if (thread?.resourceId !== resourceId) return { threadId };
    const id = thread?.metadata?.[SERVICE_ID_KEY];
    // What is kept with a thread may be anything.
    const previousSessionId = isTold && typeof id === "string" && HINT_ID.test(id) ? id : undefined;
    return { threadId: threadId ?? thread?.id, previousSessionId };
  };
  try {
    return await attempt(find, { clock, signal, ms: PATIENCE_MS });
  } catch (error) {
    if (signal.aborted) throw error;
    logger.warn("The threads could not be asked which conversation goes on.", error);
    return { threadId };
  }
}
