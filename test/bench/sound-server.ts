/**
 * A sound server of our own whose only loudspeaker is a recording: what a browser plays to it is what a visitor hears,
 * after every queue and jitter buffer.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loudness, SAMPLE_RATE } from "./loudness.js";
import type { LoudnessWindow } from "./loudness.js";

const BYTES_PER_MS = (SAMPLE_RATE * 2) / 1000;
const START_MS = 5000;

/** The time of this machine with fractions of a millisecond, as a page's `performance.timeOrigin + performance.now()`. */
export const now = (): number => performance.timeOrigin + performance.now();

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** Everything played since it was made. */
export class Recording {
  readonly #chunks: Buffer[] = [];
  readonly #recorder: ChildProcess;
  #bytes = 0;
  /**
   * When the first sample sounded. A chunk can only arrive late, never early: the smallest difference between its
   * arrival and its place in the recording is the truest.
   */
  #startedAt = Infinity;

  constructor(recorder: ChildProcess) {
    this.#recorder = recorder;
    recorder.stdout?.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      this.#startedAt = Math.min(this.#startedAt, now() - this.#bytes / BYTES_PER_MS);
    });
  }

  /** Resolves when the recording has reached a time, so that the windows until then are there. */
  async reach(time: number): Promise<void> {
    while (this.#bytes === 0 || this.#startedAt + this.#bytes / BYTES_PER_MS < time) await sleep(10);
  }

  windows(): LoudnessWindow[] {
    const bytes = Buffer.concat(this.#chunks);
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 2));
    return loudness(samples, this.#startedAt);
  }

  stop(): Promise<void> {
    return end(this.#recorder);
  }
}

export interface SoundServer {
  /** What a program needs in its environment to play here. */
  readonly env: NodeJS.ProcessEnv;
  record(): Recording;
  close(): Promise<void>;
}

/** @throws Error if pulseaudio does not start */
export async function startSoundServer(): Promise<SoundServer> {
  const folder = await mkdtemp(join(tmpdir(), "live-avatar-sound-"));
  const env: NodeJS.ProcessEnv = { ...process.env, XDG_RUNTIME_DIR: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  // Another server, should the caller's desktop have one.
  delete env.PULSE_SERVER;
  const modules = [`--load=module-null-sink sink_name=out rate=${SAMPLE_RATE}`, "--load=module-native-protocol-unix"];
  const server = spawn("pulseaudio", ["-n", "--daemonize=no", "--exit-idle-time=-1", ...modules], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  server.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const failed = new Promise<never>((_, reject) => {
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`pulseaudio ended: ${said.trim()}`)));
  });
  failed.catch(() => undefined);
  const socket = join(folder, "pulse", "native");
  const deadline = now() + START_MS;
  while (!existsSync(socket)) {
    await Promise.race([sleep(20), failed]);
    if (now() > deadline) throw new Error(`pulseaudio did not start: ${said.trim()}`);
  }
  const recorders: Recording[] = [];
  return {
    env,
    record() {
      const format = ["--format=s16le", `--rate=${SAMPLE_RATE}`, "--channels=1", "--latency-msec=5"];
      const recorder = spawn("parec", ["-d", "out.monitor", ...format], { env, stdio: ["ignore", "pipe", "ignore"] });
      const recording = new Recording(recorder);
      recorders.push(recording);
      return recording;
    },
    async close() {
      await Promise.all(recorders.map((recording) => recording.stop()));
      await end(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
