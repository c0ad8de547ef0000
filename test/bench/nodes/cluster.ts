/** Two LiveKit servers that share their rooms through Redis, behind a balancer; each may be killed. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createClient } from "redis";
import { startRedis } from "../../support/databases.js";
import type { LiveKitAccess } from "../../support/scripted-service.js";

interface Server extends LiveKitAccess {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}
interface ServerLauncher {
  readonly startLiveKit: (options: { redis: string; apiKey?: string; apiSecret?: string }) => Promise<Server>;
}
interface BalancerLauncher {
  readonly startBalancer: (options: {
    servers: readonly { name: string; port: number }[];
    logPort: number;
  }) => Promise<{ readonly port: number; readonly pid: number; stop(): Promise<void> }>;
}

const NAMES = ["one", "two"] as const;
export type NodeName = (typeof NAMES)[number];

export interface Cluster extends LiveKitAccess {
  /** The node that holds a room now, by Redis; undefined where none does. */
  nodeOfRoom(room: string): Promise<NodeName | undefined>;
  /** The node to which the balancer led the last signal connection of a participant. */
  signalNodeOf(room: string, identity: (identity: string) => boolean): NodeName | undefined;
  /** As a machine does whose power is gone. */
  kill(name: NodeName): void;
  stop(): Promise<void>;
}

// The project's own ways to servers are scripts without types.
const LIVEKIT = new URL("../../../scripts/lib/livekit-server.mjs", import.meta.url);
const BALANCER = new URL("../../../scripts/lib/balancer.mjs", import.meta.url);

/** @throws Error when a part does not come up; what was started ends with this process */
export async function startCluster(): Promise<Cluster> {
  const { startLiveKit } = (await import(LIVEKIT.href)) as ServerLauncher;
  const { startBalancer } = (await import(BALANCER.href)) as BalancerLauncher;
  const redis = await startRedis();
  const client = createClient({ url: redis.url });
  await client.connect();
  const address = new URL(redis.url).host;
  const nodes = new Map<string, { readonly name: NodeName; readonly server: Server }>();
  let keys: { readonly apiKey: string; readonly apiSecret: string } | undefined;
  for (const name of NAMES) {
    const server: Server = await startLiveKit({ redis: address, ...keys });
    keys = { apiKey: server.apiKey, apiSecret: server.apiSecret };
    // Its id is the one that was not in the list before.
    const id = (await client.hKeys("nodes")).find((one) => !nodes.has(one));
    if (id === undefined) throw new Error(`The LiveKit server ${name} is not in Redis.`);
    nodes.set(id, { name, server });
  }
  const all = [...nodes.values()];
  const log = createSocket("udp4");
  log.bind(0, "127.0.0.1");
  await once(log, "listening");
  const signals = new Map<string, NodeName>();
  log.on("message", (datagram) => {
    const words = datagram.toString();
    const name = words.split(" ", 1)[0];
    // Browsers put it into the address, other clients into a header, which the log has in braces.
    const token = /(?:access_token=|Bearer(?: |%20))([\w.-]+)/.exec(words)?.[1];
    const participant = participantOf(token);
    if (participant && all.some((node) => node.name === name)) signals.set(participant, name as NodeName);
  });
  const balancer = await startBalancer({
    servers: all.map(({ name, server }) => ({ name, port: server.port })),
    logPort: log.address().port,
  });
  const serverOf = (wanted: NodeName): Server => {
    const found = all.find(({ name }) => name === wanted);
    if (!found) throw new Error(`There is no node ${wanted}.`);
    return found.server;
  };
  return {
    url: `ws://127.0.0.1:${String(balancer.port)}`,
    apiKey: keys?.apiKey ?? "",
    apiSecret: keys?.apiSecret ?? "",
    nodeOfRoom: async (room) => nodes.get((await client.hGet("room_node_map", room)) ?? "")?.name,
    signalNodeOf(room, identity) {
      for (const [participant, name] of signals) {
        const [itsRoom, itsIdentity] = JSON.parse(participant) as [string, string];
        if (itsRoom === room && identity(itsIdentity)) return name;
      }
      return undefined;
    },
    kill: (name) => void process.kill(serverOf(name).pid, "SIGKILL"),
    async stop() {
      await balancer.stop();
      await Promise.all(all.map(({ server }) => server.stop()));
      client.destroy();
      await redis.stop();
      log.close();
    },
  };
}

/** Room and identity of a token, as a text that can be a key. */
function participantOf(token: string | undefined): string | undefined {
  const payload = token?.split(".")[1];
  if (payload === undefined) return undefined;
  const { sub, video } = JSON.parse(Buffer.from(payload, "base64url").toString()) as {
    sub?: string;
    video?: { room?: string };
  };
  return sub === undefined || video?.room === undefined ? undefined : JSON.stringify([video.room, sub]);
}
