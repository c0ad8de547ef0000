/** The threads that need no browser keep the contract of their port. */
import { describe, it } from "node:test";
import { InMemoryThreadProvider } from "../../src/session/index.js";
import { describeThreadProvider } from "./thread-provider.js";

describeThreadProvider(
  "InMemoryThreadProvider",
  async () => ({ provider: new InMemoryThreadProvider(), close: () => Promise.resolve() }),
  { describe, it },
);
