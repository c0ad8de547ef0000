import { type Deferred, deferred } from "../core/wait.js";
import { SESSION_EVENTS, type SessionEventMap, type SessionEventName } from "../core/session-events.js";

/** One event as it was heard. */
export interface RecordedEvent {
  readonly name: SessionEventName;
  readonly args: readonly unknown[];
}

/** Anything that emits a session's events. */
export interface EventSource {
  on<K extends SessionEventName>(name: K, fn: (...args: SessionEventMap[K]) => void): () => void;
}

export interface EventRecorder {
  /** Everything heard so far, in order. */
  readonly events: readonly RecordedEvent[];
  readonly names: readonly SessionEventName[];
  /** Resolves with the next event of that name that nobody has waited for yet. It waits for ever: tests have a limit. */
  waitFor(name: SessionEventName): Promise<RecordedEvent>;
  /** Throws when anything was heard since event number `since` (default: since the last `waitFor` was answered). */
  assertNoMore(since?: number): void;
  stop(): void;
}

/** Writes down every event of a session, in order. */
export function recordEvents(source: EventSource): EventRecorder {
  const events: RecordedEvent[] = [];
  const waiting: { readonly name: SessionEventName; readonly heard: Deferred<RecordedEvent> }[] = [];
  let read = 0;
  const hear = (event: RecordedEvent): void => {
    events.push(event);
    const index = waiting.findIndex(({ name }) => name === event.name);
    if (index < 0) return;
    read = events.length;
    waiting.splice(index, 1)[0]?.heard.resolve(event);
  };
  const offs = (Object.keys(SESSION_EVENTS) as SessionEventName[]).map((name) =>
    source.on(name, (...args: readonly unknown[]) => {
      hear({ name, args });
    }),
  );
  return {
    events,
    get names() {
      return events.map(({ name }) => name);
    },
    waitFor(name) {
      const index = events.findIndex((event, at) => at >= read && event.name === name);
      const found = events[index];
      if (!found) {
        const heard = deferred<RecordedEvent>();
        waiting.push({ name, heard });
        return heard.promise;
      }
      read = index + 1;
      return Promise.resolve(found);
    },
    assertNoMore(since = read) {
      const more = events.slice(since).map(({ name }) => name);
      if (more.length > 0) throw new Error(`Nothing more was expected, but came: ${more.join(", ")}`);
    },
    stop() {
      for (const off of offs.splice(0)) off();
    },
  };
}
