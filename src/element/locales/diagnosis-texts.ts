/** The sentences of a diagnosis, loaded with it: what was found, and what to do about it. */
import type { DiagnosisCode, DiagnosisStatus } from "../diagnosis/checks.js";
import type { Locale } from "./shell-texts.js";

/** Of each check: what is well, and what to do where it is not. */
type Sentences = Readonly<Record<DiagnosisCode, readonly [pass: string, problem: string]>>;

interface DiagnosisTexts {
  readonly skipped: string;
  readonly checks: Sentences;
}

const en: DiagnosisTexts = {
  skipped: "Not looked at: it does not matter here, or cannot be known.",
  checks: {
    "secure-context": ["The page is secure.", "The page is not secure: serve it over https."],
    "policy-microphone": [
      "The page may use the microphone.",
      "The page may not use the microphone: allow it in Permissions-Policy, and in the frame's allow attribute.",
    ],
    "policy-camera": [
      "The page may use the camera.",
      "The page may not use the camera: allow it in Permissions-Policy.",
    ],
    "policy-display-capture": [
      "The page may share a screen.",
      "The page may not share a screen: allow display-capture in Permissions-Policy.",
    ],
    "policy-autoplay": [
      "The page may play sound.",
      "The page may not play sound: allow autoplay in Permissions-Policy.",
    ],
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
    llm: [
      "The language model's server answers.",
      "The language model's server fails: look at llm-base-url and its log.",
    ],
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
  },
};

const de: DiagnosisTexts = {
  skipped: "Nicht geprüft: Es spielt hier keine Rolle oder lässt sich nicht feststellen.",
  checks: {
    "secure-context": ["Die Seite ist sicher.", "Die Seite ist nicht sicher: Liefern Sie sie über https aus."],
    "policy-microphone": [
      "Die Seite darf das Mikrofon benutzen.",
      "Die Seite darf das Mikrofon nicht benutzen: Erlauben Sie es in Permissions-Policy und im allow-Attribut des Rahmens.",
    ],
    "policy-camera": [
      "Die Seite darf die Kamera benutzen.",
      "Die Seite darf die Kamera nicht benutzen: Erlauben Sie es in Permissions-Policy.",
    ],
    "policy-display-capture": [
      "Die Seite darf einen Bildschirm teilen.",
      "Die Seite darf keinen Bildschirm teilen: Erlauben Sie display-capture in Permissions-Policy.",
    ],
    "policy-autoplay": [
      "Die Seite darf Ton abspielen.",
      "Die Seite darf keinen Ton abspielen: Erlauben Sie autoplay in Permissions-Policy.",
    ],
    microphone: ["Es gibt ein Mikrofon.", "Es wurde kein Mikrofon gefunden. Schließen Sie eines an, oder tippen Sie."],
    "microphone-permission": [
      "Das Mikrofon ist nicht gesperrt.",
      "Das Mikrofon ist gesperrt. Erlauben Sie es in den Einstellungen des Browsers, neben der Adresse.",
    ],
    "web-audio": [
      "Der Browser kann Ton abspielen.",
      "Der Browser hat kein Web Audio: Antworten gibt es vielleicht nur als Text.",
    ],
    "audio-worklet": [
      "Der Browser kann zuhören.",
      "Der Browser hat kein AudioWorklet, oder die Seite ist nicht sicher: Der Avatar hört vielleicht nicht. Tippen Sie stattdessen.",
    ],
    webrtc: [
      "Der Browser kann Videogespräche führen.",
      "Videogespräche gehen in diesem Browser nicht. Nehmen Sie einen anderen, und schalten Sie Erweiterungen ab, die WebRTC sperren.",
    ],
    "webrtc-network": [
      "Das Netz lässt Videogespräche hinaus.",
      "Das Netz sperrt vielleicht Videogespräche. Nehmen Sie ein anderes, oder lassen Sie UDP und TCP 443 zum Server des Raums öffnen.",
    ],
    "codec-video": ["Der Browser kann das Bild zeigen.", "Dem Browser fehlt H.264: Das Bild kommt vielleicht nicht."],
    "codec-audio": [
      "Der Browser kann die Stimme abspielen.",
      "Der Browser kann die Stimme nicht abspielen: Ihm fehlt Opus.",
    ],
    websocket: ["Der Browser hat WebSockets.", "Der Browser hat keine WebSockets: Kein Raum kann betreten werden."],
    room: [
      "Der Server des Raums antwortet.",
      "Der Server des Raums ist nicht zu erreichen: Sehen Sie nach connect-src und nach Firewalls.",
    ],
    "token-endpoint": [
      "Der Token-Endpunkt antwortet.",
      "Der Token-Endpunkt antwortet nicht, wie er soll: Sehen Sie nach seiner Adresse und seinem Protokoll.",
    ],
    api: [
      "Der Dienst antwortet.",
      "Der Dienst ist von dieser Seite nicht zu erreichen: Sehen Sie nach api-url, connect-src und der Statusseite des Dienstes.",
    ],
    llm: [
      "Der Server des Sprachmodells antwortet.",
      "Der Server des Sprachmodells versagt: Sehen Sie nach llm-base-url und seinem Protokoll.",
    ],
    tts: [
      "Der Server der Stimme antwortet.",
      "Der Server der Stimme versagt: Sehen Sie nach tts-base-url und seinem Protokoll.",
    ],
    stt: [
      "Der Server der Spracherkennung antwortet.",
      "Der Server der Spracherkennung versagt: Sehen Sie nach stt-base-url und seinem Protokoll.",
    ],
    storage: [
      "Der Browser behält, was die Seite speichert.",
      "Der Browser behält für diese Seite nichts, wie in privaten Fenstern: Gespräche werden vergessen.",
    ],
    "save-data": [
      "Der Browser spart keine Daten.",
      "Der Browser spart Daten: Das Bild ist aus, bis der Besucher es haben will.",
    ],
    network: [
      "Das Netz ist schnell genug.",
      "Das Netz ist langsam oder weg: Das Bild geht vielleicht, damit die Stimme bleibt.",
    ],
    "content-security-policy": [
      "Die Richtlinie der Seite hat nichts gesperrt.",
      "Die Content-Security-Policy der Seite hat etwas gesperrt: Fügen Sie hinzu, was dabeisteht.",
    ],
  },
};

const TEXTS = { en, de } as const satisfies Record<Locale, DiagnosisTexts>;

export function diagnosisTexts(locale: Locale): (code: DiagnosisCode, status: DiagnosisStatus) => string {
  const { skipped, checks } = TEXTS[locale];
  return (code, status) => (status === "skipped" ? skipped : checks[code][status === "pass" ? 0 : 1]);
}
