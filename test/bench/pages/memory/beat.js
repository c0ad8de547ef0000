/* global MessageChannel */
/**
 * @returns the longest time, in milliseconds, between two messages that were sent one upon the other while `work` ran: nothing else
 * could run meanwhile
 */
export async function watchBeat(work) {
  const { port1, port2 } = new MessageChannel();
  let longest = 0;
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    port2.postMessage(0);
  };
  port2.postMessage(0);
  await work();
  // The last task of the work is over when the next message has come.
  await new Promise((resolve) => setTimeout(resolve));
  port1.onmessage = null;
  port1.close();
  return longest;
}
