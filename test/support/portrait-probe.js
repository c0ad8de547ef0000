/* global AudioNode, AudioDestinationNode, OfflineAudioContext */
// Runs in a page before its own scripts: hears what is played by audio contexts, at the loudspeaker,
// and waits for what is felt.
const analysers = new Map();
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode && !(this.context instanceof OfflineAudioContext)) {
    let analyser = analysers.get(this.context);
    if (!analyser) analysers.set(this.context, (analyser = this.context.createAnalyser()));
    connect.call(this, analyser);
  }
  return connect.call(this, target, ...rest);
};

/** The loudest moment of the next `ms`, 0…1. */
globalThis.loudnessOfPage = async (ms) => {
  const end = performance.now() + ms;
  let peak = 0;
  while (performance.now() < end) {
    await new Promise(globalThis.requestAnimationFrame);
    for (const analyser of analysers.values()) {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    }
  }
  return peak;
};

/** Resolves 0.7 s, in frames, after the avatar has begun to feel so: by then it shows. */
globalThis.untilFelt = (name) =>
  new Promise((resolve) => {
    globalThis.document.addEventListener("avatar-emotion", ({ detail }) => {
      if (detail.name !== name) return;
      const since = performance.now();
      const wait = (now) => (now - since > 700 ? resolve() : globalThis.requestAnimationFrame(wait));
      globalThis.requestAnimationFrame(wait);
    });
  });

globalThis.failures = [];
globalThis.document.addEventListener("avatar-error", ({ detail }) => globalThis.failures.push(detail.error.code));

/** Resolves with how many frames after the first press something of the avatar moves that is in sight. */
globalThis.framesToMotion = new Promise((resolve) => {
  const handlePress = () => {
    let frames = 0;
    const look = () => {
      frames += 1;
      const animations = globalThis.document.querySelector("live-avatar").shadowRoot.getAnimations();
      const moves = animations.some(
        ({ playState, effect }) => playState === "running" && effect.target.checkVisibility(),
      );
      if (moves) resolve(frames);
      else globalThis.requestAnimationFrame(look);
    };
    globalThis.requestAnimationFrame(look);
  };
  globalThis.addEventListener("click", handlePress, { capture: true, once: true });
});
