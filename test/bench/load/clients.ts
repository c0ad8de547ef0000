/** The visitors of the load, in a process of their own: what they cost is not the emulator's. Started with `fork`. */
import { dispose } from "@livekit/rtc-node";
import { type ConversationOptions, converse, type Outcome } from "./conversation.js";

export interface Order extends ConversationOptions {
  /** How many visitors there are at a time. */
  readonly count: number;
  /** Each visitor who has left is followed by another for so long, in milliseconds. Default: by none. */
  readonly forMs?: number;
}

// The bench is gone, or has been told everything.
process.once("disconnect", () => process.exit());
process.once("message", (order: Order) => {
  void (async () => {
    const begun = performance.now();
    const isTime = (): boolean => performance.now() - begun < (order.forMs ?? 0);
    const tell = (outcome: Outcome): void => void process.send?.(outcome);
    await Promise.all(
      Array.from({ length: order.count }, async () => {
        do tell(await converse(order));
        while (isTime());
      }),
    );
    await dispose();
    process.disconnect();
  })();
});
