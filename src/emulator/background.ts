/**
 * Work that nobody waits for: timers, listeners, participants that come and go. What goes wrong in it is a line in the log, and
 * never the end of the process and of its other sessions.
 */
export function inBackground(what: string, work: () => unknown): void {
  void (async () => work())().catch((error: unknown) => {
    console.error(`emulator: ${what}:`, error);
  });
}
