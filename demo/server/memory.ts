/** `/api/memory/`: the threads of the demo's visitors, and the events of their conversations, as a site's backend keeps them. */
import {
  createMemoryRelayStore,
  createMemoryThreadStore,
  createRelayHandler,
  createThreadHandler,
  type RelayStore,
  type ThreadStore,
} from "../../src/server/index.js";
import { createSqliteRelayStore, createSqliteThreadStore } from "../../src/server/sqlite/index.js";
import { createEventFeed } from "./event-feed.js";
import { visitorOf } from "./visitor-cookie.js";

export interface DemoMemory {
  /** Answers everything below `/api/memory/`. */
  readonly handle: (request: Request) => Promise<Response>;
  /** Why what is kept is forgotten with this process, although a file was named. */
  readonly notice: string | undefined;
  readonly close: () => void;
}

export interface DemoMemoryOptions {
  /** Of the demo's pages. */
  readonly origins: readonly string[];
  /** An SQLite file. Undefined: all of it is forgotten with this process. */
  readonly file: string | undefined;
}

interface Stores {
  readonly threads: ThreadStore;
  readonly relay: RelayStore;
  readonly notice?: string;
  readonly close: () => void;
}

const BASE = "/api/memory";

export async function createDemoMemory({ origins, file }: DemoMemoryOptions): Promise<DemoMemory> {
  const { threads, relay, notice, close } = await openStores(file);
  const feed = createEventFeed();
  const common = {
    authorize: visitorOf,
    allowedOrigins: origins,
    // A demo on one's own machine has one visitor; a public site keys by its visitors' addresses.
    rateLimit: { limit: 1200, windowSeconds: 60, key: () => "demo" },
  };
  const handleThreads = createThreadHandler({ ...common, store: threads, basePath: `${BASE}/threads` });
  const handleRelay = createRelayHandler({
    ...common,
    store: relay,
    handleEvents: (events, { owner }) => {
      feed.tell(owner, events);
    },
  });
  return {
    notice,
    close,
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (pathname === `${BASE}/relay`) return handleRelay(request);
      if (pathname !== `${BASE}/events`) return handleThreads(request);
      const owner = visitorOf(request);
      return owner === null ? new Response("Open /memory.html first.", { status: 401 }) : feed.listen(owner);
    },
  };
}

/** A demo without a database is a demo: what is missing is said. */
async function openStores(file: string | undefined): Promise<Stores> {
  const forgotten = { threads: createMemoryThreadStore(), relay: createMemoryRelayStore(), close: () => undefined };
  if (file === undefined) return forgotten;
  try {
    const { default: Database } = await import("better-sqlite3");
    const database = new Database(file);
    return {
      threads: createSqliteThreadStore(database),
      relay: createSqliteRelayStore(database),
      close: () => void database.close(),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...forgotten, notice: `The conversations of /memory.html are forgotten with this demo: ${why}` };
  }
}
