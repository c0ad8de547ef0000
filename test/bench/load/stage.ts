/** One LiveKit server and one emulator, each in a process of its own, which are watched while visitors come. */
import { startLiveKit } from "../../support/livekit.js";
import { startEmulatorProcess } from "../emulator-process.js";
import { ProcessWatch } from "./process-watch.js";

export const PARTS = ["emulator", "livekit", "visitors"] as const;
type Part = (typeof PARTS)[number];
export type Costs = Readonly<Record<Part, ProcessWatch>>;

export interface Stage {
  readonly url: string;
  readonly pids: Readonly<Record<"emulator" | "livekit", number>>;
  watch(visitors: number): Costs;
  /** @returns milliseconds from SIGTERM to the end of the emulator's process */
  close(): Promise<number>;
}

/** @param capacity of the emulator, in conversations of the largest picture */
export async function openStage(capacity: number): Promise<Stage> {
  const livekit = await startLiveKit();
  const emulator = await startEmulatorProcess(livekit, ["--capacity", String(capacity)]);
  const pids = { emulator: emulator.pid, livekit: livekit.pid };
  return {
    ...{ url: emulator.url, pids },
    watch: (visitors) => ({
      emulator: new ProcessWatch(pids.emulator),
      livekit: new ProcessWatch(pids.livekit),
      visitors: new ProcessWatch(visitors),
    }),
    async close() {
      const asked = performance.now();
      await emulator.close();
      const tookMs = performance.now() - asked;
      await livekit.stop();
      return tookMs;
    },
  };
}
