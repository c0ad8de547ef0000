/** The texts of a conversation in English. Each is a plain sentence that says what to do next. */
import type { ErrorCode } from "../../core/errors.js";
import type { EndReason, MicState } from "../../core/vocabulary.js";

export interface Texts {
  readonly status: Readonly<
    Record<
      "ready" | "listening" | "talking" | "userSpeaking" | "thinking" | "speaking" | "reconnecting" | "poor",
      string
    >
  >;
  /** The browser fetches its language model. */
  readonly downloading: string;
  readonly you: string;
  readonly avatar: string;
  readonly transcript: string;
  readonly transcriptEmpty: string;
  /** A picture in a message, in words. */
  readonly picture: string;
  /** The mark of a reply that was cut off. */
  readonly interrupted: string;
  readonly newMessages: string;
  /** The way back to the end, where nothing has come meanwhile. */
  readonly newestMessages: string;
  readonly earlierMessages: string;
  readonly loadingEarlier: string;
  readonly earlierFailed: string;
  /** Beside the launcher of a closed avatar. */
  readonly running: string;
  readonly micLive: string;
  readonly micShut: string;
  readonly controls: string;
  readonly message: string;
  readonly send: string;
  readonly mute: string;
  readonly unmute: string;
  readonly openMic: string;
  readonly askingMic: string;
  readonly holdToTalk: string;
  readonly cameraOn: string;
  readonly cameraOff: string;
  readonly askingCamera: string;
  readonly screenOn: string;
  readonly screenOff: string;
  /** What the avatar is shown. */
  readonly looking: Readonly<Record<"camera" | "screen" | "page", string>>;
  readonly showOwnPicture: string;
  readonly hideOwnPicture: string;
  readonly ownPicture: string;
  readonly interrupt: string;
  readonly end: string;
  /** The button of earlier conversations. */
  readonly history: string;
  readonly soundOff: string;
  readonly soundOn: string;
  readonly soundBlocked: string;
  readonly forgotten: string;
  readonly voiceless: string;
  readonly retry: string;
  readonly askAgain: string;
  readonly typeInstead: string;
  readonly dismiss: string;
  readonly stillThere: string;
  readonly endsSoon: (seconds: number) => string;
  readonly idleSoon: (seconds: number) => string;
  readonly wait: (seconds: number) => string;
  /** Another microphone than the chosen one is used. */
  readonly micReplaced: string;
  /** What the microphone needs could not be loaded. */
  readonly micNotLoaded: string;
  readonly mic: Readonly<Partial<Record<MicState, string>>>;
  readonly ended: Readonly<Record<EndReason, string>>;
  readonly errors: Readonly<Record<ErrorCode, string>>;
  // reading
  readonly copy: string;
  readonly copied: string;
  readonly download: string;
  /** What a block of code and a table in a message are called. */
  readonly code: string;
  readonly table: string;
  // devices
  /** The button of the device menu. */
  readonly devices: string;
  /** Another camera than the chosen one is used. */
  readonly cameraReplaced: string;
  /** Push-to-talk: how to begin and to end where the button is not held, and how to end where it is. */
  readonly talk: Readonly<Record<"toggle" | "again" | "letGo", string>>;
  // never in the dark
  /** The wait that a server asked for is over. */
  readonly retryNow: string;
  readonly waitMinutes: (minutes: number) => string;
  readonly noCredits: string;
  /** The browser holds the sound back although the visitor has pressed. */
  readonly soundFailed: string;
  readonly pictureOff: string;
  readonly showPicture: string;
  // writing
  /** The message comes near the limit of its length. */
  readonly lengthLeft: (characters: number) => string;
  readonly tooLong: (length: number, limit: number) => string;
  readonly pictureStill: string;
  readonly pictureMoves: string;
  // layouts
  /** Beside the launcher: the avatar says nothing aloud while it is closed. */
  readonly hushed: string;
  readonly expand: string;
  readonly collapse: string;
  readonly pipOpen: string;
  readonly pipClose: string;
  /** The title of the small window. */
  readonly pipTitle: string;
}

const number = new Intl.NumberFormat("en");
const count = (value: number, one: string): string => `${number.format(value)} ${one}${value === 1 ? "" : "s"}`;

const tryLater = "The avatar cannot be reached right now. Try again in a moment.";
const siteProblem = "This page is not set up correctly. Please tell the people who run it.";
const micDenied =
  "The microphone is blocked. Allow it in the browser's site settings, next to the address, then try again. Or just type.";
const micMissing = "No microphone was found. Plug one in and try again, or just type.";
const micBusy = "Another program is using the microphone. Close it and try again, or just type.";
const micInsecure = "This page is not secure, so it cannot use the microphone. You can type instead.";
const micPolicy = "This page is not allowed to use the microphone. You can type instead.";
const micUnsupported = "This browser cannot use a microphone here. You can type instead.";
const micInterrupted =
  "The microphone went away. After a phone call it comes back by itself; else check that it is plugged in and try again. Or just type.";

export const en: Texts = {
  status: {
    ready: "Ready",
    listening: "Listening",
    talking: "Talking",
    userSpeaking: "Hearing you",
    thinking: "Thinking…",
    speaking: "Speaking",
    reconnecting: "Reconnecting…",
    poor: "Weak connection",
  },
  downloading: "Downloading the language model",
  you: "You",
  avatar: "Avatar",
  transcript: "Transcript",
  transcriptEmpty: "Say hello, or type a message.",
  picture: "(a picture)",
  interrupted: "Interrupted",
  newMessages: "New messages",
  newestMessages: "Newest messages",
  earlierMessages: "Earlier messages",
  loadingEarlier: "Loading earlier messages…",
  earlierFailed: "Earlier messages could not be loaded.",
  running: "Conversation running",
  micLive: "Microphone on",
  micShut: "Microphone off",
  controls: "Conversation controls",
  message: "Type a message",
  send: "Send",
  mute: "Mute microphone",
  unmute: "Unmute microphone",
  openMic: "Turn on microphone",
  askingMic: "Waiting for the microphone",
  holdToTalk: "Hold to talk",
  cameraOn: "Turn camera on",
  cameraOff: "Turn camera off",
  askingCamera: "Waiting for the camera",
  screenOn: "Share your screen",
  screenOff: "Stop sharing your screen",
  looking: { camera: "Camera on", screen: "Screen shared", page: "Video shared" },
  showOwnPicture: "Show your own picture",
  hideOwnPicture: "Hide your own picture",
  ownPicture: "What the avatar sees",
  interrupt: "Interrupt",
  end: "End conversation",
  history: "Conversations",
  soundOff: "Turn sound off",
  soundOn: "Turn sound on",
  soundBlocked: "Your browser is holding the sound back.",
  forgotten: "Your earlier conversations were deleted.",
  voiceless: "Your browser has no voice to speak with; the answers are written below.",
  retry: "Try again",
  askAgain: "Ask again",
  typeInstead: "Type instead",
  dismiss: "Dismiss",
  stillThere: "I'm still here",
  endsSoon: (seconds) => `The conversation ends in ${count(seconds, "second")}.`,
  idleSoon: (seconds) => `Are you still there? The conversation ends in ${count(seconds, "second")}.`,
  wait: (seconds) => `Try again in ${count(seconds, "second")}.`,
  micReplaced: "The chosen microphone cannot be used. Another one is used in its place.",
  micNotLoaded: "The microphone cannot be used on this page: a part of it could not be loaded. You can type instead.",
  mic: {
    blocked: micDenied,
    missing: micMissing,
    busy: micBusy,
    insecure: micInsecure,
    policy: micPolicy,
    interrupted: micInterrupted,
    unsupported: micUnsupported,
  },
  ended: {
    stopped: "The conversation has ended.",
    "idle-timeout": "The conversation ended because nobody was there.",
    "max-duration": "The time for this conversation is up.",
    "no-credits": "The avatar cannot talk any longer today.",
    "agent-hang-up": "The avatar has said goodbye.",
    "server-ended": "The conversation was ended by the service.",
    "page-left": "The conversation ended when you left the page.",
    "hidden-timeout": "The conversation ended while this page was in the background.",
    unknown: "The conversation has ended.",
  },
  errors: {
    "config-missing": siteProblem,
    "config-invalid": siteProblem,
    "load-failed": "A part of this page could not be loaded. Check your connection and try again.",
    "token-unreachable": tryLater,
    "token-timeout": "This takes too long. Try again in a moment.",
    "token-refused": "You are not allowed to start a conversation here. Signing in may help.",
    "token-rate-limited": "Too many conversations were started. Please wait a little.",
    "token-invalid": siteProblem,
    "token-wrong-mode": siteProblem,
    "start-unreachable": tryLater,
    "start-timeout": "This takes too long. Try again in a moment.",
    "start-refused": "The avatar is not available right now. Try again later.",
    "start-rate-limited": "The avatar is very busy. Please wait a little.",
    "room-join-failed": "The connection could not be made. Your network may block video calls; try another one.",
    "room-unsupported": "This browser cannot make video calls. Try a current Chrome, Edge, Firefox or Safari.",
    "avatar-missing": "The avatar did not come. Try again.",
    "agent-missing": "The avatar did not come. Try again.",
    "avatar-left": "The avatar has left the conversation. Start again to continue.",
    "agent-left": "The avatar has left the conversation. Start again to continue.",
    "room-lost": "The connection was lost. Check your network and try again.",
    "autoplay-blocked": "Your browser is holding the sound back.",
    "video-stalled": "The picture has stopped. It usually comes back by itself.",
    "mic-denied": micDenied,
    "mic-missing": micMissing,
    "mic-busy": micBusy,
    "mic-insecure": micInsecure,
    "mic-policy": micPolicy,
    "mic-unsupported": micUnsupported,
    "mic-interrupted": micInterrupted,
    "camera-denied":
      "The camera is blocked. Allow it in the browser's site settings, next to the address, then try again.",
    "camera-missing": "No camera was found. Plug one in and try again.",
    "camera-busy": "Another program is using the camera. Close it and try again.",
    "camera-insecure": "This page is not secure, so it cannot use the camera.",
    "camera-policy": "This page is not allowed to use the camera.",
    "camera-unsupported": "This browser cannot use a camera here.",
    "camera-interrupted": "The camera went away. Check that it is plugged in and try again.",
    "speaker-denied": "This page may not play through the chosen speaker. The default one is used.",
    "speaker-missing": "The chosen speaker cannot be used. The default one is used in its place.",
    "speaker-unsupported": "This voice plays through the default speaker only.",
    "screen-denied":
      "No screen is shared. Choose one, or allow this browser to record the screen in your system's settings.",
    "screen-failed": "The screen could not be shared. Try again.",
    "screen-policy": "This page is not allowed to share your screen.",
    "screen-unsupported": "This browser cannot share your screen.",
    "command-timeout": "The avatar did not react. Try once more.",
    "push-to-talk-refused": "Holding to talk does not work in this conversation. You can type instead.",
    "no-answer": "No answer came. Ask again, or put it in other words.",
    "llm-failed": tryLater,
    "llm-refused": siteProblem,
    "llm-rate-limited": "Too many questions were asked. Please wait a little.",
    "llm-timeout": "The answer takes too long. Ask again.",
    "llm-interrupted": "The answer broke off. Ask again.",
    "llm-unsupported":
      "Your browser has no language model of its own for this conversation. Try a current Chrome or Edge on a desktop computer.",
    "tts-failed": "The voice is not available right now; the answer is in the transcript.",
    "tts-refused": siteProblem,
    "tts-rate-limited": "The voice is very busy; the answer is in the transcript.",
    "tts-timeout": "The voice takes too long; the answer is in the transcript.",
    "tts-interrupted": "The voice broke off; the answer is in the transcript.",
    "stt-failed": "The speech recognition is not available right now. Try again, or type.",
    "stt-refused": "The speech recognition cannot be used on this page. You can type instead.",
    "stt-rate-limited": "The speech recognition is very busy. Please wait a little, or type.",
    "stt-timeout": "The speech recognition takes too long. Say it again, or type.",
    "stt-interrupted": "You could not be heard for a moment. Say it again, or type.",
    "vision-failed": "The avatar could not see just now. Try again in a moment.",
    "vision-refused": siteProblem,
    "vision-rate-limited": "The avatar has looked too often. Please wait a little.",
    "vision-timeout": "The avatar could not see in time. Try again in a moment.",
    "vision-interrupted": "The avatar could not see just now. Try again in a moment.",
    "tool-failed": "The avatar could not do what was asked.",
    "renderer-failed": "The avatar could not be shown. Please try again.",
    "storage-refused": "This browser does not keep the conversation.",
    "storage-full": "There is no room left to keep the conversation.",
    "storage-failed": "The conversation could not be kept just now.",
    "relay-failed": tryLater,
    "relay-refused": siteProblem,
    "thread-missing": "That conversation is not there any more.",
    "wrong-state": "That is not possible at the moment.",
  },
  // reading
  copy: "Copy",
  copied: "Copied",
  download: "Download",
  code: "Code",
  table: "Table",
  // devices
  devices: "Microphone, speaker and volume",
  cameraReplaced: "The chosen camera cannot be used. Another one is used in its place.",
  talk: { toggle: "Press to talk, press again to send", again: "Press again to send", letGo: "Let go to send" },
  // never in the dark
  retryNow: "You can try again now.",
  waitMinutes: (minutes) => `Try again in ${count(minutes, "minute")}.`,
  noCredits: "The time for conversations with this avatar is used up. Try again later.",
  soundFailed: "Your browser does not let the sound play. What the avatar says is written here.",
  pictureOff: "The picture is off to save data. The conversation goes on.",
  showPicture: "Show picture",
  // writing
  lengthLeft: (characters) => `${count(characters, "character")} left.`,
  tooLong: (length, limit) =>
    `This is ${count(length - limit, "character")} too long: a message may have ${number.format(limit)}. Shorten it, or send it in parts.`,
  pictureStill: "Stop the moving picture",
  pictureMoves: "Let the picture move",
  // layouts
  hushed: "Sound off",
  expand: "Fill the window",
  collapse: "Back to the page",
  pipOpen: "Show in a small window",
  pipClose: "Close the small window",
  pipTitle: "Conversation with an avatar",
};
