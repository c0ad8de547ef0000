/** A LiveKit server that checks keys and has no rooms: whoever wants to join one is left waiting. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { TokenVerifier } from "livekit-server-sdk";

export interface FakeLiveKit {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** From now on nothing is answered, as by a server that is stopped in its tracks. */
  fallSilent(): void;
  close(): Promise<void>;
}

export async function startFakeLiveKit(): Promise<FakeLiveKit> {
  const keys = { apiKey: "devkey", apiSecret: "a-secret-of-at-least-32-characters" };
  const verifier = new TokenVerifier(keys.apiKey, keys.apiSecret);
  let isSilent = false;
  const server = createServer((incoming, outgoing) => {
    if (isSilent) return;
    const token = (incoming.headers.authorization ?? "").replace("Bearer ", "");
    const send = (status: number, body: object) =>
      outgoing.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    verifier.verify(token).then(
      () => send(200, { rooms: [] }),
      () => send(401, { code: "unauthenticated", msg: "invalid API key" }),
    );
  });
  // A WebSocket that opens and says nothing.
  server.on("upgrade", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...keys,
    fallSilent: () => void (isSilent = true),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
