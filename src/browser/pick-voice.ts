/**
 * The voice of that name or URI; else the best of the language: on this machine before over the network, the browser's own
 * choice first. Without one of the language any voice is better than none.
 */
export function pickVoice(
  voices: readonly SpeechSynthesisVoice[],
  language: string,
  name: string | undefined,
): SpeechSynthesisVoice | undefined {
  const named = voices.find((voice) => name !== undefined && (voice.name === name || voice.voiceURI === name));
  if (named) return named;
  const [primary = ""] = canonical(language).split("-");
  const score = (voice: SpeechSynthesisVoice): number => {
    const spoken = canonical(voice.lang);
    const fits = spoken === canonical(language) ? 8 : spoken.split("-")[0] === primary ? 4 : 0;
    return fits + (voice.localService ? 2 : 0) + (voice.default ? 1 : 0);
  };
  let best: SpeechSynthesisVoice | undefined;
  for (const voice of voices) if (!best || score(voice) > score(best)) best = voice;
  return best;
}

/** Android writes `en_US`. */
const canonical = (tag: string): string => tag.replaceAll("_", "-").toLowerCase();
