/* global AudioWorkletNode, CustomEvent, EventTarget, OfflineAudioContext, navigator */
/** The page of `npm run bench -- voice`: microphone, session and portrait as a site's bundler takes them. */
import { EnergyVAD, MicCapture, UtteranceSTT } from "live-avatar/browser";
import { OpenAILLM, OpenAISTT, OpenAITTS } from "live-avatar/openai";
import { PortraitRenderer } from "live-avatar/portrait";
import { AvatarSession } from "live-avatar/session";
import { ScriptedLLM, ScriptedTTS } from "./pipeline/models.js";
import { ScriptedRecogniser } from "./voice/recogniser.js";
import { Ear, sleep, stage, Visitor } from "./voice/scene.js";

/** A click is found by this, after the resampler has made it softer. */
const CLICK = 0.1;
/** What has not come by then never comes: the browser has dropped it. */
const LOST_MS = 2000;

let visitor;
let ear;
const theVisitor = async () => (visitor ??= await Visitor.open());
const theEar = async () => (ear ??= await Ear.open());

/** A session with a portrait on the page that listens. */
async function converse({ realtimeSTT, llm, tts, audioContext }) {
  await theVisitor();
  const { node } = await theEar();
  const session = new AvatarSession({ renderer: new PortraitRenderer({ output: node }), llm, tts, realtimeSTT });
  session.on("error", (error) => console.error(String(error)));
  await session.start(stage());
  const microphone = new MicCapture({ audioContext });
  await session.startListening(microphone);
  return { session, microphone };
}

const silentModels = () => ({ llm: new ScriptedLLM(), tts: new ScriptedTTS() });

/**
 * Clicks into the microphone until they are given to the recogniser, less what is left of their frames.
 * @returns milliseconds of each: all, and of that what the browser needs until the click is in an audio graph
 */
async function capture({ clicks }) {
  const realtimeSTT = new ScriptedRecogniser();
  const audioContext = new AudioContext();
  const { session, microphone } = await converse({ realtimeSTT, ...silentModels(), audioContext });
  const { bufferSize, sampleRate } = microphone;
  const graph = await Ear.open(audioContext);
  const beside = await navigator.mediaDevices.getUserMedia({ audio: true });
  audioContext.createMediaStreamSource(beside).connect(graph.node);
  await sleep(1000);
  const beyond = [];
  const stream = [];
  let lost = 0;
  for (let click = 0; click < clicks; click += 1) {
    const arrivals = Promise.all([graph.sound(), arrivalOf(realtimeSTT)]);
    const saidAt = await visitor.click();
    const [inGraphAt, { at, place }] = (await Promise.race([arrivals, sleep(LOST_MS)])) ?? [0, { at: 0, place: 0 }];
    if (at === 0) {
      lost += 1;
      continue;
    }
    beyond.push(at - saidAt - ((bufferSize - 1 - place) / sampleRate) * 1000);
    stream.push(inGraphAt - saidAt);
    // So that a click falls anywhere in a frame.
    await sleep(120 + ((click * 37) % 64));
  }
  session.destroy();
  for (const track of beside.getTracks()) track.stop();
  await audioContext.close();
  return { beyond, stream, lost, frameMs: (bufferSize / sampleRate) * 1000 };
}

/** When the recogniser is given a click, and at which place of a frame that is. */
function arrivalOf(recogniser) {
  return new Promise((resolve) => {
    recogniser.handleFrame = (frame) => {
      const at = performance.now();
      const peak = Math.max(...frame);
      if (peak > CLICK) resolve({ at, place: frame.indexOf(peak) });
    };
  });
}

const BARGE_IN = ["Stop, I have another question.", "Wait, what did you say?", "No, let us begin again."];

/** A final of the recogniser in mid-speech, until silence by the sound's clock. @returns each, and the epoch's time of its final */
async function bargeIn({ rounds, script, pace }) {
  const realtimeSTT = new ScriptedRecogniser();
  const [llm, tts] = [new ScriptedLLM(), new ScriptedTTS()];
  llm.script = script;
  tts.pace = pace;
  const { session } = await converse({ realtimeSTT, llm, tts });
  const heard = [];
  const replies = [];
  session.on("message", ({ role, content }) => role === "user" && replies.push(content));
  let sounds = ear.sound();
  void session.sendMessage("Tell me").catch(() => undefined);
  for (let round = 0; round < rounds; round += 1) {
    await sounds;
    await sleep(700 + ((round * 53) % 200));
    const silence = ear.silence();
    sounds = ear.sound();
    const epochMs = performance.timeOrigin + performance.now();
    const at = 1000 * ear.node.context.currentTime;
    realtimeSTT.callbacks.onTranscript(BARGE_IN[round % BARGE_IN.length], { isFinal: true });
    heard.push({ ms: Math.max(0, (await silence) - at), epochMs });
  }
  await sounds;
  session.destroy();
  await sleep(500);
  return { heard, asked: replies.length, latencyMs: ear.node.context.outputLatency * 1000 };
}

/** What comes after what, with the name of the way from the one before to it. */
const STAGES = [
  ["speech end", "end of speech to the detector's"],
  ["words", "to the final words"],
  ["chunk", "to the model's first chunk"],
  ["request", "to the voice's request"],
  ["voice", "to the voice's first sound"],
  ["heard", "to the loudspeaker"],
];

const ALL = "end of speech to the first sound, all";

let loop;

/** The local loop: Whisper, the demo's talker and Piper. */
async function openLoop() {
  const events = new EventTarget();
  const tell = (name) => events.dispatchEvent(new CustomEvent(name));
  const options = { baseURL: "/api/model" };
  const vad = new EnergyVAD();
  vad.on("speech-end", () => tell("speech end"));
  const voice = new OpenAITTS({ ...options, model: "demo-voice", voice: "demo-ada" });
  const tts = {
    id: voice.id,
    async synthesize(...args) {
      tell("request");
      const sound = await voice.synthesize(...args);
      tell("voice");
      return sound;
    },
  };
  const { session } = await converse({
    realtimeSTT: new UtteranceSTT({ stt: new OpenAISTT({ ...options, model: "whisper-tiny.en" }), vad }),
    llm: new OpenAILLM({ ...options, model: "demo-talker" }),
    tts,
  });
  session.on("transcript", (_text, { isFinal }) => isFinal && tell("words"));
  session.on("chunk", () => tell("chunk"));
  return { session, events };
}

/** A sentence is said, and answered. @returns milliseconds by stage, and what was heard */
async function ask({ wav }) {
  const { session, events } = await (loop ??= openLoop());
  const times = new Map();
  const life = new AbortController();
  for (const [name] of STAGES) {
    // The first of each counts; a sentence may have a pause of its own, and only its last end does.
    const note = () => (name === "speech end" || !times.has(name)) && times.set(name, performance.now());
    events.addEventListener(name, note, { signal: life.signal });
  }
  const sound = ear.sound();
  const said = visitor.say(wav);
  const heardAt = await sound;
  const saidAt = await said;
  life.abort();
  times.set("heard", heardAt);
  const question = session.messages.findLast(({ role }) => role === "user")?.content;
  session.interrupt();
  let before = saidAt;
  for (const [name, way] of STAGES) {
    performance.measure(way, { start: before, end: times.get(name) });
    before = times.get(name);
  }
  performance.measure(ALL, { start: saidAt, end: heardAt });
  const ways = [...STAGES.map(([, way]) => way), ALL];
  const stages = ways.map((name) => ({ name, ms: performance.getEntriesByName(name, "measure")[0].duration }));
  performance.clearMeasures();
  await sleep(1500);
  return { stages, question, epochMs: performance.timeOrigin + saidAt };
}

async function closeLoop() {
  (await loop).session.destroy();
}

let listening;

/** Listens from now on: a visitor who says a sentence every five seconds, and of whom no word is understood. */
async function listen({ wav }) {
  let frames = 0;
  let utterances = 0;
  const inner = new UtteranceSTT({
    vad: new EnergyVAD(),
    stt: {
      id: "deaf",
      async transcribe() {
        utterances += 1;
        return "";
      },
    },
  });
  const realtimeSTT = {
    id: "counting",
    sampleRate: inner.sampleRate,
    async connect(callbacks, options) {
      const connection = await inner.connect(callbacks, options);
      const send = connection.send.bind(connection);
      connection.send = (frame) => {
        frames += 1;
        // Partial words come and go, as a recogniser of a stream tells them.
        if (frames % 50 === 0) callbacks.onTranscript(frames % 100 === 0 ? "" : "What I wanted", { isFinal: false });
        send(frame);
      };
      return connection;
    },
  };
  const { session, microphone } = await converse({ realtimeSTT, ...silentModels() });
  const timer = setInterval(() => void visitor.say(wav), 5000);
  const startedAt = performance.now();
  listening = {
    read: () => ({
      frames,
      utterances,
      expectedFrames: ((performance.now() - startedAt) / 1000) * (microphone.sampleRate / microphone.bufferSize),
      droppedFrames: microphone.droppedFrames,
      liveTracks: visitor.liveTracks,
    }),
    stop: () => {
      clearInterval(timer);
      session.destroy();
    },
  };
}

const readListening = async () => listening.read();

async function stopListening() {
  listening.stop();
  await sleep(500);
  return { liveTracks: visitor.liveTracks };
}

/**
 * The microphone's own worklet, as fast as it goes: a sweep from half of the lower rate up, none of which may be left.
 * @returns the loudest 10 ms of what is, in decibels
 */
async function resample({ from, to, seconds }) {
  const context = new OfflineAudioContext(1, from * seconds, from);
  await context.audioWorklet.addModule("capture.js");
  const buffer = context.createBuffer(1, from * seconds, from);
  const sweep = buffer.getChannelData(0);
  const [low, high] = [to / 2, 0.499 * from];
  const fade = from / 20;
  for (let place = 0, phase = 0; place < sweep.length; place += 1) {
    phase += (2 * Math.PI * (low + ((high - low) * place) / sweep.length)) / from;
    sweep[place] = Math.sin(phase) * Math.min(1, place / fade, (sweep.length - place) / fade);
  }
  const source = context.createBufferSource();
  source.buffer = buffer;
  const node = new AudioWorkletNode(context, "live-avatar-capture", {
    ...{ channelCount: 1, channelCountMode: "explicit" },
    processorOptions: { sampleRate: to, frameSize: to / 100 },
  });
  let loudest = 0;
  let frames = 0;
  node.port.onmessage = ({ data: { level } }) => {
    frames += 1;
    loudest = Math.max(loudest, level);
  };
  source.connect(node);
  node.connect(context.destination);
  source.start();
  await context.startRendering();
  await sleep(200);
  return { frames, decibels: 20 * Math.log10(loudest * Math.SQRT2 + 1e-12) };
}

globalThis.bench = { ask, bargeIn, capture, closeLoop, listen, readListening, resample, stopListening };
