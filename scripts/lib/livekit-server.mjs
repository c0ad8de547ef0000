/** A LiveKit server for development and tests: on the loopback alone, with ports and keys of its own. */
import { randomBytes } from "node:crypto";
import { freePort, freeUdpPort } from "./free-port.mjs";
import { ensureLiveKitServer } from "./livekit-binary.mjs";
import { startSupervised } from "./supervised.mjs";

const READY_WITHIN_MS = 15_000;

/**
 * Starts a server, which ends with this process.
 * @param {{ port?: number, udpPort?: number, apiKey?: string, apiSecret?: string, redis?: string }} [options] free ports and new keys
 *   where left out; with the `host:port` of a Redis server it is a node among all that have the same keys and Redis
 * @returns {Promise<{ url: string, apiKey: string, apiSecret: string, port: number, udpPort: number, pid: number, stop: () => Promise<void> }>}
 */
export async function startLiveKit(options = {}) {
  const program = await ensureLiveKitServer();
  const port = options.port ?? (await freePort());
  const udpPort = options.udpPort ?? (await freeUdpPort());
  const apiKey = options.apiKey ?? "devkey";
  const apiSecret = options.apiSecret ?? randomBytes(24).toString("hex");
  const config = `
port: ${port}
bind_addresses: ["127.0.0.1"]
rtc:
  tcp_port: 0
  udp_port: ${udpPort}
  use_external_ip: false
  node_ip: 127.0.0.1
  enable_loopback_candidate: true
  interfaces: { includes: [lo] }
keys: { ${apiKey}: ${apiSecret} }
logging: { level: error, json: false }
room: { auto_create: true, empty_timeout: 20, departure_timeout: 5 }
${options.redis === undefined ? "" : `redis: { address: "${options.redis}" }`}
`;
  const server = await startSupervised(program, ["--config-body", config]);
  await untilReady(`http://127.0.0.1:${port}`, server);
  return { url: `ws://127.0.0.1:${port}`, apiKey, apiSecret, port, udpPort, pid: server.pid, stop: server.stop };
}

async function untilReady(url, server) {
  let isOver = false;
  void server.exited.then(() => (isOver = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isOver && Date.now() < deadline) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await server.stop();
  throw new Error(`The LiveKit server did not come up:\n${server.log()}`);
}
