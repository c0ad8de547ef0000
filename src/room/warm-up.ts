import { systemClock } from "../core/clock.js";
import { attempt, type Timers } from "../core/wait.js";

/** What takes longer has no head start to give. */
const WARM_UP_TIMEOUT_MS = 10_000;

/**
 * Does ahead of time what the first peer connection of a page has to wait for: the browser's media engine, its
 * network list and a certificate. Nothing is sent; the connection is closed at once, or when the signal says so.
 */
export async function warmUpMediaEngine(signal: AbortSignal, clock: Timers = systemClock): Promise<void> {
  if (typeof RTCPeerConnection !== "function" || signal.aborted) return;
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
    // A connection may leave its offer unanswered for ever.
    await attempt(() => connection.createOffer(), { signal, clock, ms: WARM_UP_TIMEOUT_MS });
  } catch {
    // What cannot be warmed up will say so when it is needed.
  } finally {
    connection.close();
  }
}
