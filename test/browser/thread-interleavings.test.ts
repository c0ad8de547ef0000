/** Two tabs with threads in the page's localStorage, and on the site's backend. */
import { HttpThreadProvider, LocalStorageThreadProvider } from "../../src/browser/index.js";
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { HISTORY_CLOCK as clock } from "../support/thread-histories.js";
import { threadServer } from "../support/thread-server.js";
import { prefixes } from "../support/thread-storages.js";
import { describeTabs } from "../support/thread-tabs.js";

describeTabs("localStorage", () => {
  const [prefix, close] = prefixes();
  const make = (): ThreadProvider => new LocalStorageThreadProvider({ prefix, clock });
  return { tabs: [make(), make()], close };
});

describeTabs("the site's backend", () => {
  const serve = threadServer("/threads", new InMemoryThreadProvider({ clock }));
  const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => serve(new Request(input, init));
  const make = (): ThreadProvider => new HttpThreadProvider({ endpoint: "/threads", fetch, clock });
  return { tabs: [make(), make()], close: () => undefined };
});
