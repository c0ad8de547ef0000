/**
 * A server's process that asks its own handler many times at once, and prints how many requests were let in.
 *
 *   node --import tsx limit-process.ts REDIS_URL LIMIT REQUESTS
 */
import { createClient } from "redis";
import { createRedisRateLimitStore } from "../../src/server/redis/index.js";
import { makeThreads } from "./thread-requests.js";

const [url = "", limit, requests] = process.argv.slice(2);
const client = createClient({ url });
await client.connect();
const store = createRedisRateLimitStore({ send: (command) => client.sendCommand(command) });
const { ask } = makeThreads({ rateLimit: { limit: Number(limit), windowSeconds: 60, key: () => "one", store } });
// Both begin when both are there.
process.stdout.write("ready\n");
process.stdin.once("data", () => {
  void Promise.all(Array.from({ length: Number(requests) }, async () => (await ask("ada", "GET")).status)).then(
    (statuses) => {
      process.stdout.write(`${JSON.stringify(statuses)}\n`);
      process.exit();
    },
  );
});
