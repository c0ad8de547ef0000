/**
 * Does ahead of time what the first peer connection of a page has to wait for: the browser's media engine, its
 * network list and a certificate. Nothing is sent; the connection is closed at once.
 */
export async function warmUpMediaEngine(): Promise<void> {
  if (typeof RTCPeerConnection !== "function") return;
  const connection = new RTCPeerConnection();
  try {
    connection.addTransceiver("video", { direction: "recvonly" });
    connection.addTransceiver("audio", { direction: "recvonly" });
    await connection.createOffer();
  } catch {
    // What cannot be warmed up will say so when it is needed.
  } finally {
    connection.close();
  }
}
