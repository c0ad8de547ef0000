/** Resolves in a task of its own, after a timer that is due: bodies of answers are read in such tasks. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    setTimeout(() => {
      port2.postMessage(0);
    });
  });
}
