/** Visitors who all come at once, in a process of their own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Order } from "./clients.js";
import type { Outcome } from "./conversation.js";

const PROGRAM = fileURLToPath(new URL("clients.ts", import.meta.url));

export interface Visitors {
  readonly pid: number;
  /** What became of each. Their process has ended then. */
  readonly outcomes: Promise<readonly Outcome[]>;
}

/** @param handleOutcome called with what became of each visitor, when that one has left */
export function startVisitors(order: Order, handleOutcome?: (outcome: Outcome) => void): Visitors {
  const visitors = fork(PROGRAM, [], {
    execArgv: ["--import", "tsx"],
    // Its rooms write debug lines otherwise.
    env: { ...process.env, NODE_ENV: "production" },
  });
  const outcomes: Outcome[] = [];
  visitors.on("message", (outcome: Outcome) => {
    outcomes.push(outcome);
    handleOutcome?.(outcome);
  });
  const exited = once(visitors, "exit");
  visitors.send(order);
  if (visitors.pid === undefined) throw new Error("The visitors' process did not start.");
  return {
    pid: visitors.pid,
    outcomes: exited.then(() => {
      if (outcomes.length < order.count) throw new Error("The visitors' process has ended before they had.");
      return outcomes;
    }),
  };
}
