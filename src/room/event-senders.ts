import { AVATAR_IDENTITY } from "./protocol.js";

/**
 * A sender whose events are accepted: the agent, the avatar, the service itself (packets that its server puts into the room
 * have no participant), or a participant of exactly this identity. Which of them the live service uses is
 * UNVERIFIED; the official SDK accepts every participant of the room.
 */
export type EventSender = "agent" | "avatar" | "server" | (string & {});

export const DEFAULT_EVENT_SENDERS: readonly EventSender[] = ["agent", "avatar", "server"];

/** Whether a packet of this participant is accepted. `identity` is undefined for the server's own packets. */
export function isTrustedSender(
  identity: string | undefined,
  agentIdentity: string,
  senders: readonly EventSender[] = DEFAULT_EVENT_SENDERS,
): boolean {
  if (identity === undefined) return senders.includes("server");
  if (identity === agentIdentity) return senders.includes("agent") || senders.includes(identity);
  if (identity === AVATAR_IDENTITY) return senders.includes("avatar") || senders.includes(identity);
  const roles: readonly EventSender[] = DEFAULT_EVENT_SENDERS;
  return !roles.includes(identity) && senders.includes(identity);
}
