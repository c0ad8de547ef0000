/* global AudioNode, AudioDestinationNode, OfflineAudioContext, document */
// Runs in a page before its own scripts: a microphone that says what the test wants, when it wants it, and that hears the page's
// own loudspeaker, as one in a room does; it cancels no echo. A browser's fake microphone plays one file, from its opening on.
const { connect, disconnect } = AudioNode.prototype;
/**
 * The way from the loudspeaker to the microphone, some three metres of air. A page that reads this microphone in a graph with a
 * loudspeaker makes a loop. Web Audio silences a loop without a delay; in Firefox that goes for all contexts of a page together.
 */
const AIR_SECONDS = 0.01;
/** What goes to the loudspeaker, by context. */
const taps = new Map();
let mic;
let echo = 0;

const isLoudspeaker = (node, target) =>
  target instanceof AudioDestinationNode && !(node.context instanceof OfflineAudioContext);

function tapOf(context) {
  let tap = taps.get(context);
  if (!tap) {
    tap = { node: context.createMediaStreamDestination(), ear: context.createAnalyser(), isHeard: false };
    taps.set(context, tap);
    connect.call(context.createMediaStreamSource(tap.node.stream), tap.ear);
  }
  if (mic) hear(tap);
  return tap.node;
}

AudioNode.prototype.connect = function (target, ...rest) {
  if (isLoudspeaker(this, target) && this.context !== mic?.context) connect.call(this, tapOf(this.context));
  return connect.call(this, target, ...rest);
};
AudioNode.prototype.disconnect = function (target, ...rest) {
  if (isLoudspeaker(this, target) && taps.has(this.context)) disconnect.call(this, taps.get(this.context).node);
  return target === undefined ? disconnect.call(this) : disconnect.call(this, target, ...rest);
};

/** Streams are what contexts of different rates can share. */
function hear(tap) {
  if (tap.isHeard) return;
  tap.isHeard = true;
  connect.call(mic.context.createMediaStreamSource(tap.node.stream), mic.air);
}

async function open() {
  if (!mic) {
    const context = new AudioContext();
    mic = {
      ...{ context, voice: context.createMediaStreamDestination(), echo: context.createGain() },
      air: context.createDelay(),
    };
    mic.air.delayTime.value = AIR_SECONDS;
    mic.echo.gain.value = echo;
    connect.call(mic.air, mic.echo);
    connect.call(mic.echo, mic.voice);
    // A room is never wholly silent.
    const noise = context.createBuffer(1, context.sampleRate, context.sampleRate);
    const samples = noise.getChannelData(0);
    for (let at = 0; at < samples.length; at += 1) samples[at] = (Math.random() - 0.5) * 0.001;
    const room = context.createBufferSource();
    room.buffer = noise;
    room.loop = true;
    connect.call(room, mic.voice);
    room.start();
    for (const tap of taps.values()) hear(tap);
  }
  await mic.context.resume();
  return mic;
}

const { mediaDevices } = globalThis.navigator;
const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (wanted) =>
  wanted.audio ? (await open()).voice.stream.clone() : getUserMedia(wanted);

/**
 * Says a WAV file (base64).
 * @param seconds how much of it; default: all
 * @returns when its last sample has left, as a `performance.now()`
 */
globalThis.sayIntoMicrophone = async (base64, seconds) => {
  const { context, voice } = await open();
  const bytes = Uint8Array.from(globalThis.atob(base64), (sign) => sign.charCodeAt(0));
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(bytes.buffer);
  connect.call(source, voice);
  const ended = new Promise((resolve) => source.addEventListener("ended", resolve, { once: true }));
  source.start(0, 0, seconds ?? source.buffer.duration);
  await ended;
  return performance.now();
};

/** How loud the loudspeaker is in the microphone, in decibels; −Infinity, the default: not at all. */
globalThis.setEcho = (decibels) => {
  echo = 10 ** (decibels / 20);
  if (mic) mic.echo.gain.value = echo;
};

/** How loud the loudspeaker was, every 20 ms. */
const levels = [];
globalThis.setInterval(() => {
  let level = 0;
  for (const { ear } of taps.values()) {
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    for (const sample of samples) level = Math.max(level, Math.abs(sample));
  }
  levels.push({ at: performance.now(), level });
}, 20);

/** The loudest moment of the loudspeaker between two times of the page, 0…1. */
globalThis.loudestBetween = (from, to) =>
  levels.reduce((loudest, { at, level }) => (at >= from && at <= to ? Math.max(loudest, level) : loudest), 0);

/** What the one <live-avatar> of the page has told, with the time. */
globalThis.told = [];
for (const name of [
  "state-change",
  "message",
  "segment",
  "transcript",
  "user-speech-start",
  "user-speech-end",
  "error",
]) {
  document.addEventListener(`avatar-${name}`, ({ detail }) => {
    const { state, text, phase, isFinal, message, error } = detail ?? {};
    const { role, content } = message ?? {};
    globalThis.told.push({
      name,
      at: performance.now(),
      state,
      text,
      phase,
      isFinal,
      role,
      content,
      code: error?.code,
    });
  });
}
