/** The threads of a page keep the contract of their port, in real browsers. */
import { HttpThreadProvider, IndexedDBThreadProvider, LocalStorageThreadProvider } from "../../src/browser/index.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { databases, otherStorage, prefixes } from "../support/thread-storages.js";
import { threadServer } from "../support/thread-server.js";
import { describeThreadProvider } from "./thread-provider.js";

const framework = { describe, it };

describeThreadProvider(
  "InMemoryThreadProvider",
  async () => ({ provider: new InMemoryThreadProvider(), close: () => Promise.resolve() }),
  framework,
);

for (const hasLocks of [true, false]) {
  describeThreadProvider(
    hasLocks ? "LocalStorageThreadProvider" : "LocalStorageThreadProvider, without Web Locks",
    async () => {
      const [prefix, clear] = prefixes();
      const tab = otherStorage();
      if (!hasLocks) Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
      return {
        provider: new LocalStorageThreadProvider({ prefix }),
        other: new LocalStorageThreadProvider({ prefix, storage: tab.storage }),
        close: async () => {
          Reflect.deleteProperty(navigator, "locks");
          clear();
          tab.close();
        },
      };
    },
    framework,
  );
}

describeThreadProvider(
  "IndexedDBThreadProvider",
  async () => {
    const [name, clear] = databases();
    return {
      provider: new IndexedDBThreadProvider({ name }),
      other: new IndexedDBThreadProvider({ name }),
      close: clear,
    };
  },
  framework,
);

for (const mostOfPage of [undefined, 7]) {
  describeThreadProvider(
    `HttpThreadProvider, of a site with ${mostOfPage === undefined ? "pages as long as one likes" : "short pages"}`,
    async () => {
      const serve = threadServer("/api/threads", new InMemoryThreadProvider(), mostOfPage);
      const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
        const request = new Request(input, init);
        // The way there takes a moment, in which an abort may come.
        await new Promise((resolve) => setTimeout(resolve));
        request.signal.throwIfAborted();
        return serve(request);
      };
      const make = (): HttpThreadProvider => new HttpThreadProvider({ endpoint: "/api/threads", fetch });
      return { provider: make(), other: make(), isRemote: true, close: () => Promise.resolve() };
    },
    framework,
  );
}
