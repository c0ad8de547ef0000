import { AVATAR_IDENTITY } from "./protocol.js";

/**
 * A sender whose events are accepted: the agent, the avatar, the service's server, or a participant of exactly this identity.
 *
 * A packet that a server puts into the room names no participant, and neither does one of a stranger whom the room does not
 * know yet, or no longer: the two look the same. So `server` accepts every packet of unknown sender, and belongs only where
 * nobody but the service and the visitor can enter the room. Which sender the live service uses is UNVERIFIED; the official
 * SDK accepts everybody.
 */
export type EventSender = "agent" | "avatar" | "server" | (string & {});

const ROLES: readonly EventSender[] = ["agent", "avatar", "server"];

export const DEFAULT_EVENT_SENDERS: readonly EventSender[] = ["agent", "avatar"];

/** Whether a packet of this participant is accepted. Without an identity its sender is unknown. */
export function isTrustedSender(
  identity: string | undefined,
  agentIdentity: string,
  senders: readonly EventSender[] = DEFAULT_EVENT_SENDERS,
): boolean {
  if (identity === undefined) return senders.includes("server");
  if (identity === agentIdentity) return senders.includes("agent") || senders.includes(identity);
  if (identity === AVATAR_IDENTITY) return senders.includes("avatar") || senders.includes(identity);
  return !ROLES.includes(identity) && senders.includes(identity);
}
