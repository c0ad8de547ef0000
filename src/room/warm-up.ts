import { systemClock } from "../core/clock.js";
import { attempt, type Timers } from "../core/wait.js";

/** A longer warm-up would be of no use. */
const WARM_UP_TIMEOUT_MS = 10_000;

/**
 * Makes a peer connection ahead of time, so that the room's own need not wait for the browser's media engine, network list
 * and certificate. Nothing is sent; the connection is closed at once, or when the signal is aborted.
 */
export async function warmUpMediaEngine(signal: AbortSignal, clock: Timers = systemClock): Promise<void> {
  if (typeof RTCPeerConnection !== "function" || signal.aborted) return;
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
    // A browser may never settle the offer.
    await attempt(() => connection.createOffer(), { signal, clock, ms: WARM_UP_TIMEOUT_MS });
  } catch {
    // A failure shows again, and is reported, when the room connects.
  } finally {
    connection.close();
  }
}
