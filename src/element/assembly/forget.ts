/** Deletes what is kept of a visitor, in a conversation and without one. */
import { systemClock } from "../../core/clock.js";
import type { VectorStore } from "../../core/ports/vector-store.js";
import { attempt } from "../../core/wait.js";
import type { AvatarSession } from "../../session/avatar-session.js";
import { loadChunk } from "../load-chunk.js";
import type { Settings } from "../settings.js";
import { hasMemory, resourceOf, threadsOf } from "./memory.js";
import { CHUNKS } from "./part.js";

/** Milliseconds that the vectors of a thread may take; without their thread they are of no use. */
const PATIENCE_MS = 5000;

/** The element's sessions, as far as a visitor can be forgotten there. */
interface Sessions {
  readonly session: { get(): AvatarSession | null };
  readonly forgotten: { set(isForgotten: boolean): void };
}

/**
 * Deletes all threads of the visitor; a running conversation goes on in a new one.
 * @returns how many they were; 0 where nothing is kept
 * @throws LiveAvatarError of the stage `memory`; `load-failed`
 */
export async function forgetThreads(sessions: Sessions, settings: Settings): Promise<number> {
  const session = sessions.session.get();
  const count = await (session?.thread ? session.forget() : forgetWithoutSession(settings));
  sessions.forgotten.set(true);
  return count;
}

async function forgetWithoutSession(settings: Settings): Promise<number> {
  if (!hasMemory(settings)) return 0;
  const context = { chunks: CHUNKS, signal: new AbortController().signal };
  const [provider, { deleteThreads }, vectors] = await Promise.all([
    threadsOf(settings, context),
    loadChunk(() => import("../../session/remembering/delete-threads.js"), context),
    vectorsOf(settings, context),
  ]);
  const gone: string[] = [];
  const handleDeleted = (id: string): void => void gone.push(id);
  try {
    return await deleteThreads(provider, { resourceId: resourceOf(settings), handleDeleted });
  } finally {
    for (const id of gone) await forgetVectors(vectors, id, settings);
  }
}

/** Those that are kept in the browser, beside its threads. */
async function vectorsOf(
  settings: Settings,
  context: Parameters<typeof threadsOf>[1],
): Promise<VectorStore | undefined> {
  if (settings.threadProvider) return undefined;
  const { localRecall } = await loadChunk(context.chunks.localRecall, context);
  return localRecall({ isKept: true, logger: settings.logger }).store;
}

async function forgetVectors(vectors: VectorStore | undefined, id: string, { logger }: Settings): Promise<void> {
  try {
    await attempt((signal) => vectors?.deleteThread(id, { signal }), { clock: systemClock, ms: PATIENCE_MS });
  } catch (error) {
    logger.warn("What recall knows of a deleted thread could not be deleted; nobody can find it any more.", error);
  }
}
