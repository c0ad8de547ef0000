/**
 * `live-avatar/room`: the renderer of LiveAvatar's service in a LiveKit room, its API client and its protocol.
 * Only this folder imports livekit-client, so it is loaded when a visitor is about to start.
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
export type { AgentCommand, AgentEvent, CommandType, EventCommon, EventType, TextCommandType } from "./protocol.js";
