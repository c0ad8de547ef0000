/** The mouth for a decoded sound: what is heard says when each shape comes, and the words, where they are known, which. */
import { LISTENED } from "./model.js";
import type { Rig } from "../rig.js";
import { mouthAt } from "./blend.js";
import { FRAME_SECONDS, Listener } from "./listener.js";
import { FreePath, TextPath } from "./path.js";

/** Lips are on their way before the sound is heard. */
const AHEAD_SECONDS = 0.028;
/** So many frames beyond the present one are heard before its shape is decided. */
const AHEAD_FRAMES = 30;
/** How far back a shape may still be seen. */
const BEHIND_FRAMES = 25;

/** The mouth for decoded sounds; what is found out about a sound is kept while it plays. */
export class SoundMouth {
  #buffer: AudioBuffer | undefined;
  #listener: Listener | undefined;
  #path: TextPath | FreePath = new FreePath();

  /** @param text what is said, where that is known; read when a sound is new */
  at(buffer: AudioBuffer, seconds: number, text?: string): Partial<Rig> {
    if (buffer !== this.#buffer || !this.#listener) {
      this.#buffer = buffer;
      this.#listener = new Listener({ data: buffer.getChannelData(0), sampleRate: buffer.sampleRate });
      this.#path = text ? new TextPath(text) : new FreePath();
    }
    const listener = this.#listener;
    const path = this.#path;
    const now = (seconds + AHEAD_SECONDS) / FRAME_SECONDS;
    const last = Math.min(listener.frames, Math.round(now) + AHEAD_FRAMES);
    while (path.frames < last) {
      const scores = new Float32Array(LISTENED.length);
      listener.hear(path.frames, scores);
      path.hear(scores);
    }
    const cues = path.runs(Math.round(now) - BEHIND_FRAMES).map(({ viseme, from, to }) => ({
      viseme,
      at: from * FRAME_SECONDS * 1000,
      ms: (to - from) * FRAME_SECONDS * 1000,
    }));
    return mouthAt(cues, now * FRAME_SECONDS * 1000);
  }
}
