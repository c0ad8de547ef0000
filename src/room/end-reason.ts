import type { EndReason } from "../core/vocabulary.js";
import type { ServiceEndReason } from "../backend/rest-protocol.js";

const REASONS: Readonly<Record<ServiceEndReason, EndReason>> = {
  UNKNOWN: "unknown",
  // /stop was called for this session: by the site's backend, or for this visitor in another way.
  USER_CLOSED: "stopped",
  USER_DISCONNECTED: "server-ended",
  SERVER_ERROR: "server-ended",
  IDLE_TIMEOUT: "idle-timeout",
  NO_CREDITS: "no-credits",
  AVATAR_DELETED: "server-ended",
  MAX_DURATION_REACHED: "max-duration",
  ZOMBIE_SESSION_REAP: "server-ended",
  AGENT_HANG_UP: "agent-hang-up",
};

/**
 * The {@link EndReason} for the service's own reason.
 * @param raw `end_reason ?? stop_reason` of `session.stopped`; without one the service merely ended it
 */
export function toEndReason(raw: string | undefined): EndReason {
  if (raw === undefined) return "server-ended";
  const known = raw.toUpperCase();
  return Object.hasOwn(REASONS, known) ? REASONS[known as ServiceEndReason] : "unknown";
}
