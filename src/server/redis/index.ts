/** `live-avatar/server/redis`: the rate limit's store of `live-avatar/server` in Redis. */
export { createRedisRateLimitStore } from "./rate-limit-store.js";
export type { RedisRateLimitOptions } from "./rate-limit-store.js";
