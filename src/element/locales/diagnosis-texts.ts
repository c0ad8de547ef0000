/** The sentences of a diagnosis, loaded with it: what was found, and what to do about it. They are for who runs the site, and English: a page finds its own by the codes. */
import type { DiagnosisCode, DiagnosisStatus } from "../diagnosis/checks.js";

/** Of each check: what is well, and what to do where it is not. */
type Sentences = Readonly<Record<DiagnosisCode, readonly [pass: string, problem: string]>>;

const skipped = "Not looked at: it does not matter here, or cannot be known.";

const checks: Sentences = {
  "secure-context": ["The page is secure.", "The page is not secure: serve it over https."],
  "policy-microphone": [
    "The page may use the microphone.",
    "The page may not use the microphone: allow it in Permissions-Policy, and in the frame's allow attribute.",
  ],
  "policy-camera": ["The page may use the camera.", "The page may not use the camera: allow it in Permissions-Policy."],
  "policy-display-capture": [
    "The page may share a screen.",
    "The page may not share a screen: allow display-capture in Permissions-Policy.",
  ],
  "policy-autoplay": ["The page may play sound.", "The page may not play sound: allow autoplay in Permissions-Policy."],
  microphone: ["There is a microphone.", "No microphone was found. Plug one in, or type."],
  "microphone-permission": [
    "The microphone is not blocked.",
    "The microphone is blocked. Allow it in the browser's site settings, next to the address.",
  ],
  "web-audio": ["The browser can play sound.", "The browser has no Web Audio: answers may be text only."],
  "audio-worklet": [
    "The browser can listen.",
    "The browser has no AudioWorklet, or the page is not secure: the avatar may not hear. Type instead.",
  ],
  webrtc: [
    "The browser can make video calls.",
    "Video calls do not work in this browser. Try another one, and switch off extensions that block WebRTC.",
  ],
  "webrtc-network": [
    "The network lets video calls out.",
    "The network may block video calls. Try another one, or ask for UDP and TCP 443 to the room's host to be opened.",
  ],
  "codec-video": ["The browser can show the picture.", "The browser lacks H.264: the picture may not come."],
  "codec-audio": ["The browser can play the voice.", "The browser cannot play the voice: it lacks Opus."],
  websocket: ["The browser has WebSockets.", "The browser has no WebSockets: no room can be joined."],
  room: ["The room's server answers.", "The room's server cannot be reached: look at connect-src, and at firewalls."],
  "token-endpoint": [
    "The token endpoint answers.",
    "The token endpoint does not answer as it should: look at its address and its log.",
  ],
  api: [
    "The service answers.",
    "The service cannot be reached from this page: look at api-url, connect-src and the service's status page.",
  ],
  llm: ["The language model's server answers.", "The language model's server fails: look at llm-base-url and its log."],
  tts: ["The voice's server answers.", "The voice's server fails: look at tts-base-url and its log."],
  stt: ["The recogniser's server answers.", "The recogniser's server fails: look at stt-base-url and its log."],
  storage: [
    "The browser keeps what a page stores.",
    "The browser keeps nothing for this page, as in private windows: conversations are forgotten.",
  ],
  "save-data": [
    "The browser does not save data.",
    "The browser saves data: the picture is off until the visitor asks for it.",
  ],
  network: [
    "The network is fast enough.",
    "The network is slow, or away: the picture may go, so that the voice stays.",
  ],
  "content-security-policy": [
    "The page's policy blocked nothing.",
    "The page's Content-Security-Policy blocked something: add what the detail names.",
  ],
};

export function diagnosisText(code: DiagnosisCode, status: DiagnosisStatus): string {
  return status === "skipped" ? skipped : checks[code][status === "pass" ? 0 : 1];
}
