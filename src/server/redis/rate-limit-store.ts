import type { RateLimitStore } from "../rate-limit.js";

export interface RedisRateLimitOptions {
  /**
   * Sends one command and resolves with its reply: `(command) => client.sendCommand(command)` with `redis`,
   * `([name, ...args]) => client.call(name, ...args)` with `ioredis`.
   */
  readonly send: (command: string[]) => Promise<unknown>;
  /** Before every key, so that it meets none of the site's own. Default: "live-avatar:limit:". */
  readonly prefix?: string;
}

/**
 * Counts, and opens the window with the first request. In one step: between two, a process that dies would leave a key that
 * never ends. One that has no end, for whatever reason, gets it here.
 */
const HIT = `
local count = redis.call("INCR", KEYS[1])
local left = redis.call("PTTL", KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call("PEXPIRE", KEYS[1], left)
end
return {count, left}`;

/**
 * The windows of `rateLimit` in Redis 2.6 or newer, or in Valkey: all processes of a site count together. It asks for one `EVAL`
 * a request, and keeps a key for as long as its window.
 */
export function createRedisRateLimitStore({
  send,
  prefix = "live-avatar:limit:",
}: RedisRateLimitOptions): RateLimitStore {
  return {
    async hit(key, windowSeconds) {
      const reply = await send(["EVAL", HIT, "1", `${prefix}${key}`, String(windowSeconds * 1000)]);
      if (!Array.isArray(reply)) throw new TypeError("Redis did not answer with a list");
      const [count, left] = reply.map(Number);
      if (count === undefined || left === undefined) throw new TypeError("Redis did not answer with two numbers");
      return { count, secondsLeft: Math.ceil(left / 1000) };
    },
  };
}
