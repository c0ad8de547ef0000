import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";

/** The browser's voices as soon as it has any, or none when `ms` have passed. Rejects with the signal's AbortError. */
export function whenVoices(
  synthesis: SpeechSynthesis,
  clock: Clock,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<readonly SpeechSynthesisVoice[]> {
  const ready = synthesis.getVoices();
  if (ready.length > 0) return Promise.resolve(ready);
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      synthesis.removeEventListener("voiceschanged", onVoices);
      signal?.removeEventListener("abort", onAbort);
      cancel();
    };
    const onVoices = (): void => {
      const voices = synthesis.getVoices();
      if (voices.length === 0) return;
      leave();
      resolve(voices);
    };
    const onAbort = (): void => {
      leave();
      reject(abortError(signal));
    };
    const cancel = clock.setTimeout(() => {
      leave();
      resolve(synthesis.getVoices());
    }, ms);
    synthesis.addEventListener("voiceschanged", onVoices);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
