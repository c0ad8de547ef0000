/** How the six emotions look at full strength, and how one becomes another. */
import type { Emotion } from "../../core/vocabulary.js";
import type { Rig } from "../rig.js";

export const EMOTION_RIGS: Readonly<Record<Emotion, Partial<Rig>>> = {
  neutral: {},
  happy: {
    ...{ smile: 0.86, squint: 0.5, jaw: 0.2, upperLip: 0.46, browInner: 0.14, browOuterL: 0.3, browOuterR: 0.3 },
    ...{ blush: 0.5, roll: 2.5, pitch: 1.5 },
  },
  sad: {
    ...{ smile: -0.7, browInner: 0.95, browOuterL: -0.36, browOuterR: -0.36, furrow: 0.25, wide: -0.3 },
    ...{ gazeY: -0.24, press: 0.14, pitch: -4, roll: -3, lowerLip: 0.04 },
  },
  angry: {
    ...{ smile: -0.42, furrow: 0.95, browInner: -0.72, browOuterL: 0.16, browOuterR: 0.16, squint: 0.36, wide: 0.05 },
    ...{ press: 0.5, pitch: -3.5, upperLip: 0.1 },
  },
  surprised: {
    ...{ browInner: 0.78, browOuterL: 0.86, browOuterR: 0.86, wide: 0.85, jaw: 0.42, pucker: 0.3, stretch: -0.1 },
    ...{ pupil: 0.5, pitch: 1.5 },
  },
  // Lids half closed, brows at ease, the head leaning back: at a glance no neutral face.
  relaxed: {
    ...{ smile: 0.4, blinkL: 0.28, blinkR: 0.28, wide: -0.4, squint: 0.3, browInner: 0.02 },
    ...{ browOuterL: -0.12, browOuterR: -0.12, roll: 5, pitch: 3.5, pupil: -0.2 },
  },
};

/** One emotion becomes another in this time. */
const EMOTION_MS = 500;

/** Which emotions are shown, and how strongly, at a moment; a change starts from whatever is shown by then. */
export class EmotionBlend {
  #from: Weights = { neutral: 1 };
  #to: Weights = { neutral: 1 };
  #since = -EMOTION_MS;

  set(label: Emotion, intensity: number, now: number): void {
    this.#from = this.weights(now);
    this.#to = { [label]: intensity };
    this.#since = now;
  }

  /** By label, 0…1. */
  weights(now: number): Weights {
    const share = Math.min(1, Math.max(0, (now - this.#since) / EMOTION_MS));
    const ease = share * share * (3 - 2 * share);
    const labels = new Set([...Object.keys(this.#from), ...Object.keys(this.#to)] as Emotion[]);
    const mixed: Weights = {};
    for (const label of labels) {
      const weight = (this.#from[label] ?? 0) * (1 - ease) + (this.#to[label] ?? 0) * ease;
      if (weight > 0.0005) mixed[label] = weight;
    }
    return mixed;
  }
}

type Weights = Partial<Record<Emotion, number>>;
