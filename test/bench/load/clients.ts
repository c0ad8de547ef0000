/** The visitors of the load, in a process of their own: what they cost is not the emulator's. Started with `fork`. */
import { dispose } from "@livekit/rtc-node";
import { converse, type ConversationOptions, type Outcome } from "./conversation.js";

export interface Order extends ConversationOptions {
  readonly count: number;
}

process.once("message", (order: Order) => {
  void (async () => {
    const outcomes: Outcome[] = await Promise.all(Array.from({ length: order.count }, () => converse(order)));
    process.send?.(outcomes);
    await dispose();
    process.disconnect();
  })();
});
