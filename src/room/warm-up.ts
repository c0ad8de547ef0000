/**
 * Does ahead of time what the first peer connection of a page has to wait for: the browser's media engine, its
 * network list and a certificate. Nothing is sent; the connection is closed at once, or when the signal says so.
 */
export async function warmUpMediaEngine(signal: AbortSignal): Promise<void> {
  if (typeof RTCPeerConnection !== "function" || signal.aborted) return;
  const connection = new RTCPeerConnection();
  // A closed connection may leave its offer unanswered for ever: who gives up cannot wait for it.
  const close = (): void => connection.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
    await connection.createOffer();
  } catch {
    // What cannot be warmed up will say so when it is needed.
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}
