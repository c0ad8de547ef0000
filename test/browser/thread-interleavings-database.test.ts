/** Two tabs with threads in IndexedDB: a file of its own, for a busy machine takes its time over it. */
import { IndexedDBThreadProvider } from "../../src/browser/index.js";
import type { ThreadProvider } from "../../src/core/ports/thread-provider.js";
import { HISTORY_CLOCK as clock } from "../support/thread-histories.js";
import { databases } from "../support/thread-storages.js";
import { describeTabs } from "../support/thread-tabs.js";

describeTabs("IndexedDB", () => {
  const [name, close] = databases();
  const make = (): ThreadProvider => new IndexedDBThreadProvider({ name, clock });
  return { tabs: [make(), make()], close };
});
