/** A balancer in front of LiveKit servers, for the bench: haproxy, on Debian as root installed, on the loopback for itself. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installDebianPackages } from "./debian.mjs";
import { findProgram, isExecutable } from "./find-program.mjs";
import { freePort } from "./free-port.mjs";
import { SetupError } from "./progress.mjs";
import { startSupervised } from "./supervised.mjs";

/** Debian's place for it, which is not on every PATH. */
const DEBIAN_HAPROXY = "/usr/sbin/haproxy";
const READY_WITHIN_MS = 15_000;

/**
 * @returns {Promise<string>} the path of haproxy
 * @throws SetupError when there is none and none can be installed
 */
export async function ensureHaproxy() {
  if (process.env.HAPROXY_PATH) return process.env.HAPROXY_PATH;
  const look = () => findProgram("haproxy") ?? (isExecutable(DEBIAN_HAPROXY) ? DEBIAN_HAPROXY : undefined);
  const found = look() ?? ((await installDebianPackages("haproxy")) ? look() : undefined);
  if (found) return found;
  throw new SetupError(
    "haproxy was not found. Install it (Debian: apt-get install haproxy; macOS: brew install haproxy).",
  );
}

/**
 * Starts a balancer of HTTP and WebSockets, which asks each server twice a second whether it is there. It ends with this process.
 * @param {{ servers: readonly { name: string, port: number }[], logPort: number }} options `logPort`: a UDP port of this machine
 *   that is told of each request as soon as it is answered, in one datagram: the server's name, the address, the `Authorization`
 * @returns {Promise<{ port: number, pid: number, stop: () => Promise<void> }>}
 */
export async function startBalancer({ servers, logPort }) {
  const program = await ensureHaproxy();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "haproxy-"));
  const file = join(folder, "haproxy.cfg");
  writeFileSync(
    file,
    `
global
  log 127.0.0.1:${logPort} len 8192 format raw local0
  tune.http.logurilen 8192
defaults
  mode http
  timeout connect 1s
  timeout client 1h
  timeout server 1h
  timeout tunnel 1h
  retries 2
  option redispatch 1
frontend signal
  bind 127.0.0.1:${port}
  log global
  option logasap
  capture request header Authorization len 4096
  log-format "%s %HU %[capture.req.hdr(0)]"
  default_backend nodes
backend nodes
  balance roundrobin
  option httpchk GET /
  default-server check inter 500ms fall 2 rise 2 on-marked-down shutdown-sessions
${servers.map((server) => `  server ${server.name} 127.0.0.1:${server.port}`).join("\n")}
`,
  );
  // In the foreground, so that its end can be waited for.
  const balancer = await startSupervised(program, ["-db", "-f", file]);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  await untilListening(port, balancer).finally(remove);
  return { port, pid: balancer.pid, stop: balancer.stop };
}

async function untilListening(port, balancer) {
  let isOver = false;
  void balancer.exited.then(() => (isOver = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!isOver && Date.now() < deadline) {
    if (await isListening(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await balancer.stop();
  throw new Error(`The balancer did not come up:\n${balancer.log()}`);
}

const isListening = (port) =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
