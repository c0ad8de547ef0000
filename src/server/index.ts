/** `live-avatar/server`: handlers for a site's backend, `(request: Request) => Promise<Response>`. */
export { createTokenHandler } from "./token-handler.js";
export { createModelHandler } from "./model-handler.js";
export { createRealtimeTokenHandler } from "./realtime-token-handler.js";
export { createThreadHandler } from "./thread-handler.js";
export { createRelayHandler } from "./relay-handler.js";
export { createMemoryRelayStore } from "./memory-relay-store.js";
export { createMemoryThreadStore } from "./memory-thread-store.js";
export type { CommonOptions, GuardOptions } from "./common-options.js";
export type { OwnerOptions } from "./owner.js";
export type { RelayContext, RelayHandlerOptions, RelayedEvent } from "./relay-options.js";
export type { RelayClaim, RelaySession, RelayStore } from "./relay-store.js";
export type { ThreadHandlerOptions } from "./thread-options.js";
export type {
  AppendOptions,
  AroundQuery,
  DeleteOptions,
  MessagePage,
  MessagePageQuery,
  ThreadListQuery,
  ThreadStore,
} from "./thread-store.js";
export type { ModelHandlerOptions, ModelKind, ModelLists } from "./model-options.js";
export type { RelayTokenSession, TokenHandlerOptions } from "./options.js";
export type { RealtimeTokenHandlerOptions, RealtimeTranscriptionConfig } from "./realtime-token-options.js";
export type { SessionHints } from "./hints.js";
export { clientAddressKey } from "./client-address.js";
export { createMemoryRateLimitStore } from "./rate-limit.js";
export type { RateLimit, RateLimitCount, RateLimitStore } from "./rate-limit.js";
export type { FailureBody, FailureCode } from "./failure.js";
export { LiveAvatarError } from "../core/errors.js";
export type { ChatMessage, ContentPart } from "../core/ports/chat-message.js";
export type { MessagesAround, Thread } from "../core/ports/thread-provider.js";
export type { Logger } from "../core/ports/logger.js";
export type { FullSessionConfig } from "../backend/rest-protocol.js";
