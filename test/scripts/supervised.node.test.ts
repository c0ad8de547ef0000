/** A server ends with the command that started it, however that ends. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, it } from "node:test";

const STARTER = fileURLToPath(new URL("starter.mjs", import.meta.url));
const PATIENCE_MS = 10_000;
const STEP_MS = 50;

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function start(mode: "polite" | "stubborn") {
  const starter = spawn(process.execPath, [STARTER, mode], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface({ input: starter.stdout }), "line")) as [string];
  const pid = Number(line);
  assert.ok(lives(pid), "the program runs");
  return { starter, pid };
}

async function untilGone(pid: number): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (lives(pid)) {
    assert.ok(Date.now() < end, `process ${pid} is still there`);
    await sleep(STEP_MS);
  }
}

describe("a supervised program", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    it(`ends when its starter is ended by ${signal}`, async () => {
      const { starter, pid } = await start("polite");
      starter.kill(signal);
      await untilGone(pid);
    });
  }

  it("ends also if it does not listen", async () => {
    const { starter, pid } = await start("stubborn");
    starter.kill("SIGKILL");
    await untilGone(pid);
  });
});
