/** `live-avatar/server`: handlers for a site's backend, `(request: Request) => Promise<Response>`. */
export { createTokenHandler } from "./token-handler.js";
export { createModelHandler } from "./model-handler.js";
export { createRealtimeTokenHandler } from "./realtime-token-handler.js";
export type { CommonOptions } from "./common-options.js";
export type { ModelHandlerOptions, ModelKind, ModelLists } from "./model-options.js";
export type { TokenHandlerOptions } from "./options.js";
export type { RealtimeTokenHandlerOptions, RealtimeTranscriptionConfig } from "./realtime-token-options.js";
export type { SessionHints } from "./hints.js";
export { clientAddressKey } from "./client-address.js";
export { createMemoryRateLimitStore } from "./rate-limit.js";
export type { RateLimit, RateLimitCount, RateLimitStore } from "./rate-limit.js";
export type { FailureBody, FailureCode } from "./failure.js";
export { LiveAvatarError } from "../core/errors.js";
export type { Logger } from "../core/ports/logger.js";
export type { FullSessionConfig } from "../backend/rest-protocol.js";
