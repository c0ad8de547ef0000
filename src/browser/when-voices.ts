import type { Clock } from "../core/clock.js";
import { attempt, deferred } from "../core/wait.js";

/** The browser's voices as soon as it has any, or none when `ms` have passed. Rejects with the signal's AbortError. */
export async function whenVoices(
  synthesis: SpeechSynthesis,
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<readonly SpeechSynthesisVoice[]> {
  const ready = synthesis.getVoices();
  if (ready.length > 0) return ready;
  const come = deferred();
  const handleVoices = (): void => {
    if (synthesis.getVoices().length > 0) come.resolve();
  };
  synthesis.addEventListener("voiceschanged", handleVoices);
  const cancelTimer = clock.setTimeout(come.resolve, ms);
  try {
    await attempt(() => come.promise, { signal });
    return synthesis.getVoices();
  } finally {
    cancelTimer();
    synthesis.removeEventListener("voiceschanged", handleVoices);
  }
}
