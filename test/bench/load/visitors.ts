/** Visitors who all come at once, in a process of their own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Order } from "./clients.js";
import type { Outcome } from "./conversation.js";

const PROGRAM = fileURLToPath(new URL("clients.ts", import.meta.url));

/** @returns what became of each; their process has ended */
export async function visit(order: Order): Promise<readonly Outcome[]> {
  const visitors = fork(PROGRAM, [], {
    execArgv: ["--import", "tsx"],
    // Its rooms write debug lines otherwise.
    env: { ...process.env, NODE_ENV: "production" },
  });
  const exited = once(visitors, "exit");
  const told = once(visitors, "message");
  visitors.send(order);
  const first = await Promise.race([told, exited.then(() => undefined)]);
  if (!first) throw new Error("The visitors' process has ended before they had.");
  await exited;
  return first[0] as readonly Outcome[];
}
