import { throwIfAborted } from "./abort.js";
import { deferred } from "./wait.js";

/**
 * Lets the event loop have its turn in the middle of long work. A message is used because browsers make nested timers wait for
 * 4 ms. @throws AbortError
 */
export async function nextTask(signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  const { port1, port2 } = new MessageChannel();
  const come = deferred({ signal });
  port1.onmessage = () => {
    come.resolve();
  };
  port2.postMessage(null);
  try {
    await come.promise;
  } finally {
    port1.close();
  }
}
