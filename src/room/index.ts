/**
 * `live-avatar/room`: the avatar that lives in a LiveKit room, and the service's calls and words on the wire.
 * The only room that imports livekit-client, so everything here is loaded on intent.
 */
export { LiveAvatarRenderer } from "./live-avatar-renderer.js";
export type { LiveAvatarRendererOptions } from "./call-options.js";
export { LiveAvatarApi, DEFAULT_API_URL } from "../backend/live-avatar-api.js";
export type { LiveAvatarApiOptions } from "../backend/live-avatar-api.js";
export { endpointTokenSource } from "../backend/token-source.js";
export type { EndpointTokenSourceOptions, TokenHints, TokenSource } from "../backend/token-source.js";
export type { FetchOptions, SiteRequestExtra, SiteRequestKind } from "../backend/site-request.js";
export type { StartedSession, TokenAnswer } from "../backend/token-answer.js";
export type { Interaction } from "../backend/token-payload.js";
export type { EventSender } from "./event-senders.js";
export { decodeCommand, decodeEvent, encodeCommand, encodeEvent } from "./event-codec.js";
export type { Decoded } from "./event-codec.js";
export type { AgentCommand, AgentEvent, CommandType, EventType } from "./protocol.js";
