import { RELAY_MEMORY_MS } from "./relay-store.js";
import type { RelaySession, RelayStore } from "./relay-store.js";

interface KeptSession {
  readonly mark: string | null;
  readonly token: string | null;
  readonly until: number;
  readonly updatedAt: number;
}

/** Which events were received, in the memory of this process, for tests and demos: after a restart all are new. */
export function createMemoryRelayStore(): RelayStore {
  const sessions = new Map<string, KeptSession>();
  const keyOf = ({ owner, sessionId }: RelaySession): string => JSON.stringify([owner, sessionId]);

  return {
    claim(session, { token, at, until }) {
      // The one that is changed goes to the end, so that the first one is the oldest.
      for (const [key, { updatedAt }] of sessions) {
        if (updatedAt >= at - RELAY_MEMORY_MS) break;
        sessions.delete(key);
      }
      const key = keyOf(session);
      const kept = sessions.get(key);
      if (kept && kept.token !== null && kept.until > at) return "busy";
      sessions.delete(key);
      const mark = kept?.mark ?? null;
      sessions.set(key, { mark, token, until, updatedAt: at });
      return { mark };
    },
    release(session, { token, at }, mark) {
      const key = keyOf(session);
      const kept = sessions.get(key);
      if (kept?.token !== token) return false;
      sessions.delete(key);
      sessions.set(key, { mark: mark ?? kept.mark, token: null, until: 0, updatedAt: at });
      return true;
    },
  };
}
