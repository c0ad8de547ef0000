/* global document, requestAnimationFrame */
/** The page of `npm run bench -- pipeline`: session, portrait and element as a site's bundler takes them. */
import "live-avatar";
import { PortraitRenderer } from "live-avatar/portrait";
import { AvatarSession } from "live-avatar/session";
import { ScriptedLLM, ScriptedTTS } from "./pipeline/models.js";
import { Recording } from "./pipeline/recording.js";
import { watchTasks } from "./pipeline/tasks.js";

const llm = new ScriptedLLM();
const tts = new ScriptedTTS();

/** Conversation after conversation would be one long task of its own. */
const rest = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)));

/** A session that is heard, with a face on the page. */
async function open() {
  const context = new AudioContext({ latencyHint: "interactive", sampleRate: 48_000 });
  await context.resume();
  const recording = await Recording.open(context);
  const renderer = new PortraitRenderer({ output: recording.node });
  const session = new AvatarSession({ renderer, llm, tts });
  await session.start(document.querySelector("main"));
  return { context, recording, session };
}

let opened;

/**
 * One reply, heard: to its end, or until its first sound.
 * @returns the sound, and what was asked and when
 */
async function hear({ script, pace, until }) {
  const { context, recording, session } = await (opened ??= open());
  await rest();
  llm.script = script;
  tts.pace = pace;
  tts.requests = [];
  const segmentEnds = [];
  const off = session.on("segment", ({ phase }) => phase === "end" && segmentEnds.push(performance.now()));
  recording.begin();
  // The recording begins with a block of silence: its first sound is not cut off.
  await recording.quiet();
  const sentAtSeconds = context.currentTime;
  const said = session.sendMessage("Tell me");
  if (until === "first sound") {
    await recording.heard();
    session.interrupt();
  }
  await said;
  await recording.quiet();
  off();
  return { sound: recording.take(), sentAtSeconds, chunksAt: llm.cameAt, requests: tts.requests, segmentEnds };
}

/** The portrait, whose sounds are over at once: an hour and a half of speech would not fit in here. */
function hastyPortrait() {
  const portrait = new PortraitRenderer();
  return {
    id: "hasty",
    type: "local",
    mount: (container, options) => portrait.mount(container, options),
    relocate: (container) => portrait.relocate(container),
    update: (control) => portrait.update(control),
    speak: async () => undefined,
    interrupt: () => portrait.interrupt(),
    unmount: () => portrait.unmount(),
  };
}

const AT_ONCE = { fixedMs: 0, msPerCharacter: 0, soundMsPerCharacter: 1 };

function haste(chunks) {
  llm.script = chunks.map((text) => ({ text, waitMs: 0 }));
  tts.pace = AT_ONCE;
  tts.requests = [];
}

/** What a reply of many chunks does to the main thread of a page with a session alone. */
async function longReply({ chunks }) {
  haste(chunks);
  const session = new AvatarSession({ renderer: hastyPortrait(), llm, tts });
  await session.start();
  let count = 0;
  session.on("chunk", () => (count += 1));
  await rest();
  const tasks = await watchTasks(() => session.sendMessage("Tell me everything"));
  const reply = session.messages.at(-1).content;
  session.destroy();
  return { ...tasks, count, reply, sentences: tts.requests.length };
}

/** The same in the element, with transcript and captions. */
async function longReplyInElement({ chunks, isSpoken }) {
  haste(chunks);
  const element = document.createElement("live-avatar");
  Object.assign(element, { llm, tts, renderer: hastyPortrait(), microphone: "off", noAutoSpeak: !isSpoken });
  document.body.append(element);
  await element.start();
  let count = 0;
  const captions = new Set();
  element.addEventListener("avatar-chunk", () => (count += 1));
  await rest();
  let isOver = false;
  const look = () => {
    captions.add(element.shadowRoot.querySelector(".captions")?.textContent);
    if (!isOver) requestAnimationFrame(look);
  };
  look();
  const tasks = await watchTasks(() => element.sendMessage("Tell me everything"));
  isOver = true;
  const reply = element.messages.at(-1).content;
  const shown = [...element.shadowRoot.querySelectorAll(".message.assistant p")].at(-1)?.textContent;
  await element.stop();
  element.remove();
  return { ...tasks, count, reply, sentences: tts.requests.length, shown, captions: captions.size };
}

/** What the machine does to a page that does nothing. */
const idle = ({ ms }) => watchTasks(() => new Promise((resolve) => setTimeout(resolve, ms)));

globalThis.bench = { hear, longReply, longReplyInElement, idle };
