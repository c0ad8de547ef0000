/** The behaviour of an emulated session: the default; `scenarios.ts` has the named departures from it. */
import type { EventType } from "../room/protocol.js";
import type { ServiceEndReason } from "../backend/rest-protocol.js";

/** The answer to one REST call. */
export interface RestBehaviour {
  readonly delayMs: number;
  /** `ok`, a status to fail with, `html` for a page instead of JSON, `hang` for no answer at all. */
  readonly answer: "ok" | "html" | "hang" | number;
}

/** When a bot is in the room. `null`: never. */
export interface PresenceBehaviour {
  readonly joinAfterMs: number | null;
  /** Counted from its joining. */
  readonly leaveAfterMs: number | null;
  /** Counted from its leaving. */
  readonly returnAfterMs: number | null;
}

export interface EndBehaviour {
  /** Counted from both bots' joining. */
  readonly afterMs: number;
  readonly reason: ServiceEndReason;
  /** Which of the two names for the reason are sent (UNVERIFIED which one the service uses), or no event. */
  readonly event: "both" | "end_reason" | "stop_reason" | "none";
}

export interface Behaviour {
  readonly token: RestBehaviour;
  readonly start: RestBehaviour;
  readonly stop: RestBehaviour;
  readonly avatar: PresenceBehaviour;
  readonly agent: PresenceBehaviour;
  /** Whether an untrusted participant publishes a picture and sends forged events. */
  readonly decoy: boolean;
  readonly trackOrder: "video-first" | "audio-first";
  readonly trackDelayMs: number;
  readonly picture: "moving" | "frozen";
  /** What is behind the face. */
  readonly wall: "room" | "green";
  /** `late`: 2.5 s after the push. The last two acknowledge the start, and the stop never. */
  readonly pushToTalk: "acknowledge" | "late" | "refuse" | "silent" | "refuse-stop" | "silent-stop";
  /** `false`: restricted mode, as a session without a context: it hears and never answers. */
  readonly answers: boolean;
  /** The kinds of malformed and foreign packets that are sent once both bots are there. */
  readonly noise: readonly ("malformed" | "foreign" | "unknown" | "duplicate")[];
  readonly end: EndBehaviour | null;
  /** Seconds without a keep-alive or activity. */
  readonly idleSeconds: number;
  /** Seconds that sessions of the account's plan may last; a token that asks for more is refused. */
  readonly planSeconds: number | null;
  /** Seconds; the smaller of this and the token's wins. */
  readonly maxDurationSeconds: number | null;
  readonly sandboxSeconds: number;
  /** Spoken as soon as both bots are there; the token's `opening_text` variable wins. */
  readonly opening: string | null;
  // One switch for each behaviour of the service that could not be verified:
  readonly afterInterrupt: "speak-ended" | "silent" | "late-ended" | "trailing" | "ended-twice";
  readonly eventSender: "agent" | "avatar" | "server";
  readonly reliable: boolean;
  /** Events of these types never arrive. */
  readonly lost: readonly EventType[];
  readonly sourceEventId: boolean;
  /** Typed words come back as a user transcription. */
  readonly echoTyped: boolean;
  readonly chunks: boolean;
  /** The whole text comes before the voice, or only after it. */
  readonly transcription: "before-speech" | "after-speech";
}

const OK: RestBehaviour = { delayMs: 0, answer: "ok" };
const PRESENT: PresenceBehaviour = { joinAfterMs: 0, leaveAfterMs: null, returnAfterMs: null };

export const DEFAULT_BEHAVIOUR: Behaviour = {
  token: OK,
  start: OK,
  stop: OK,
  avatar: PRESENT,
  agent: PRESENT,
  decoy: false,
  trackOrder: "video-first",
  trackDelayMs: 0,
  picture: "moving",
  wall: "room",
  pushToTalk: "acknowledge",
  answers: true,
  noise: [],
  end: null,
  idleSeconds: 300,
  planSeconds: null,
  maxDurationSeconds: null,
  sandboxSeconds: 60,
  opening: null,
  afterInterrupt: "speak-ended",
  eventSender: "agent",
  reliable: true,
  lost: [],
  sourceEventId: true,
  echoTyped: false,
  chunks: true,
  transcription: "before-speech",
};
