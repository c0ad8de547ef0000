/** What a visitor reads while talking, in German. */
import type { Texts } from "./en.js";

const tryLater = "Der Avatar ist gerade nicht erreichbar. Versuchen Sie es gleich noch einmal.";
const tooLong = "Das dauert zu lange. Versuchen Sie es gleich noch einmal.";
const siteProblem = "Diese Seite ist nicht richtig eingerichtet. Bitte sagen Sie den Betreibern Bescheid.";
const notThere = "Der Avatar ist nicht gekommen. Versuchen Sie es noch einmal.";
const left = "Der Avatar hat das Gespräch verlassen. Starten Sie neu, um fortzufahren.";
const micDenied =
  "Das Mikrofon ist gesperrt. Erlauben Sie es in den Website-Einstellungen neben der Adresse und versuchen Sie es noch einmal. Oder tippen Sie einfach.";
const micMissing = "Kein Mikrofon gefunden. Schließen Sie eines an und versuchen Sie es noch einmal, oder tippen Sie.";
const micBusy = "Ein anderes Programm benutzt das Mikrofon. Schließen Sie es, oder tippen Sie einfach.";
const micInsecure = "Diese Seite ist nicht sicher und darf kein Mikrofon benutzen. Sie können tippen.";
const micPolicy = "Diese Seite darf das Mikrofon nicht benutzen. Sie können tippen.";
const micUnsupported = "Dieser Browser kann hier kein Mikrofon benutzen. Sie können tippen.";
const micInterrupted =
  "Das Mikrofon ist weg. Prüfen Sie den Stecker und versuchen Sie es noch einmal, oder tippen Sie.";

export const de: Texts = {
  status: {
    ready: "Bereit",
    listening: "Hört zu",
    userSpeaking: "Hört Sie",
    thinking: "Denkt nach …",
    speaking: "Spricht",
    reconnecting: "Verbindet neu …",
    poor: "Schwache Verbindung",
  },
  you: "Sie",
  avatar: "Avatar",
  transcript: "Mitschrift",
  transcriptEmpty: "Sagen Sie Hallo oder tippen Sie eine Nachricht.",
  controls: "Gesprächssteuerung",
  message: "Nachricht tippen",
  send: "Senden",
  mute: "Mikrofon stummschalten",
  unmute: "Mikrofon einschalten",
  openMic: "Mikrofon einschalten",
  askingMic: "Wartet auf das Mikrofon",
  holdToTalk: "Zum Sprechen halten",
  interrupt: "Unterbrechen",
  end: "Gespräch beenden",
  soundOff: "Ton ausschalten",
  soundOn: "Ton einschalten",
  soundBlocked: "Ihr Browser hält den Ton zurück.",
  retry: "Noch einmal versuchen",
  askAgain: "Noch einmal fragen",
  typeInstead: "Lieber tippen",
  dismiss: "Schließen",
  stillThere: "Ich bin noch da",
  endsSoon: (seconds) => `Das Gespräch endet in ${seconds} Sekunden.`,
  idleSoon: (seconds) => `Sind Sie noch da? Das Gespräch endet in ${seconds} Sekunden.`,
  wait: (seconds) => `Versuchen Sie es in ${seconds} Sekunden noch einmal.`,
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
    stopped: "Das Gespräch ist beendet.",
    "idle-timeout": "Das Gespräch endete, weil niemand da war.",
    "max-duration": "Die Zeit für dieses Gespräch ist um.",
    "no-credits": "Der Avatar kann heute nicht mehr sprechen.",
    "agent-hang-up": "Der Avatar hat sich verabschiedet.",
    "server-ended": "Das Gespräch wurde vom Dienst beendet.",
    "page-left": "Das Gespräch endete, als Sie die Seite verließen.",
    "hidden-timeout": "Das Gespräch endete, während diese Seite im Hintergrund war.",
    unknown: "Das Gespräch ist beendet.",
  },
  errors: {
    "config-missing": siteProblem,
    "config-invalid": siteProblem,
    "load-failed": "Ein Teil dieser Seite konnte nicht geladen werden. Prüfen Sie die Verbindung.",
    "token-unreachable": tryLater,
    "token-timeout": tooLong,
    "token-refused": "Sie dürfen hier kein Gespräch beginnen. Vielleicht hilft es, sich anzumelden.",
    "token-rate-limited": "Es wurden zu viele Gespräche begonnen. Bitte warten Sie ein wenig.",
    "token-invalid": siteProblem,
    "token-wrong-mode": siteProblem,
    "start-unreachable": tryLater,
    "start-timeout": tooLong,
    "start-refused": "Der Avatar ist gerade nicht verfügbar. Versuchen Sie es später noch einmal.",
    "start-rate-limited": "Der Avatar ist sehr beschäftigt. Bitte warten Sie ein wenig.",
    "room-join-failed": "Die Verbindung kam nicht zustande. Vielleicht sperrt Ihr Netz Videogespräche.",
    "avatar-missing": notThere,
    "agent-missing": notThere,
    "avatar-left": left,
    "agent-left": left,
    "room-lost": "Die Verbindung ist abgerissen. Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.",
    "autoplay-blocked": "Ihr Browser hält den Ton zurück.",
    "video-stalled": "Das Bild steht. Meist kommt es von selbst zurück.",
    "mic-denied": micDenied,
    "mic-missing": micMissing,
    "mic-busy": micBusy,
    "mic-insecure": micInsecure,
    "mic-policy": micPolicy,
    "mic-unsupported": micUnsupported,
    "mic-interrupted": micInterrupted,
    "command-timeout": "Der Avatar hat nicht reagiert. Versuchen Sie es noch einmal.",
    "push-to-talk-refused": "Halten zum Sprechen geht in diesem Gespräch nicht. Sie können tippen.",
    "no-answer": "Es kam keine Antwort. Fragen Sie noch einmal oder mit anderen Worten.",
    "llm-failed": tryLater,
    "llm-refused": siteProblem,
    "llm-rate-limited": "Es wurde zu viel gefragt. Bitte warten Sie ein wenig.",
    "llm-timeout": "Die Antwort dauert zu lange. Fragen Sie noch einmal.",
    "llm-interrupted": "Die Antwort ist abgebrochen. Fragen Sie noch einmal.",
    "tts-failed": "Die Stimme ist gerade nicht verfügbar; die Antwort steht im Verlauf.",
    "tts-refused": siteProblem,
    "tts-rate-limited": "Die Stimme ist stark gefragt; die Antwort steht im Verlauf.",
    "tts-timeout": "Die Stimme dauert zu lange; die Antwort steht im Verlauf.",
    "tts-interrupted": "Die Stimme ist abgebrochen; die Antwort steht im Verlauf.",
    "stt-failed": "Sie waren gerade nicht zu verstehen. Versuchen Sie es noch einmal, oder tippen Sie.",
    "stt-refused": siteProblem,
    "stt-rate-limited": "Das war zu viel auf einmal. Bitte warten Sie ein wenig, oder tippen Sie.",
    "stt-timeout": "Sie waren gerade nicht zu verstehen. Versuchen Sie es noch einmal, oder tippen Sie.",
    "stt-interrupted": "Sie waren gerade nicht zu verstehen. Versuchen Sie es noch einmal, oder tippen Sie.",
    "storage-refused": "Dieser Browser bewahrt das Gespräch nicht auf.",
    "wrong-state": "Das geht im Augenblick nicht.",
  },
};
