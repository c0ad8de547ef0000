/**
 * The scenarios by name. Each is a partial behaviour over the default; its key is what `dynamic_variables.scenario`
 * of a token, the option `scenario` and `--scenario` take. Words joined by "+" combine.
 */
import { type Behaviour, DEFAULT_BEHAVIOUR, type PresenceBehaviour, type RestBehaviour } from "./behaviour.js";
import { EmulatorError } from "./emulator-error.js";
import { SERVICE_END_REASONS, type ServiceEndReason } from "../backend/rest-protocol.js";

const rest = (answer: RestBehaviour["answer"], delayMs = 0): RestBehaviour => ({ answer, delayMs });
const late: PresenceBehaviour = { joinAfterMs: 2500, leaveAfterMs: null, returnAfterMs: null };
const missing: PresenceBehaviour = { joinAfterMs: null, leaveAfterMs: null, returnAfterMs: null };
const leaving: PresenceBehaviour = { joinAfterMs: 0, leaveAfterMs: 2500, returnAfterMs: null };
const returning: PresenceBehaviour = { joinAfterMs: 0, leaveAfterMs: 2500, returnAfterMs: 2500 };

const endings = Object.fromEntries(
  SERVICE_END_REASONS.map((reason) => [
    `ends-${reason.toLowerCase().replaceAll("_", "-")}`,
    { end: { afterMs: 2000, reason, event: "both" } },
  ]),
) as Record<`ends-${string}`, Partial<Behaviour>>;

const ending = (
  event: "end_reason" | "stop_reason" | "none",
  reason: ServiceEndReason = "SERVER_ERROR",
): Partial<Behaviour> => ({
  end: { afterMs: 2000, reason, event },
});

export const SCENARIOS: Readonly<Record<string, Partial<Behaviour>>> = {
  "avatar-late": { avatar: late },
  "agent-late": { agent: late },
  "both-late": { avatar: late, agent: late },
  "avatar-missing": { avatar: missing },
  "agent-missing": { agent: missing },
  "both-missing": { avatar: missing, agent: missing },
  "avatar-leaves": { avatar: leaving },
  "agent-leaves": { agent: leaving },
  "avatar-returns": { avatar: returning },
  "agent-returns": { agent: returning },
  decoy: { decoy: true },
  "audio-first": { trackOrder: "audio-first" },
  "late-tracks": { trackDelayMs: 2000 },
  "frozen-picture": { picture: "frozen" },
  "green-screen": { wall: "green" },

  "push-to-talk-refused": { pushToTalk: "refuse" },
  "push-to-talk-silent": { pushToTalk: "silent" },
  "push-to-talk-late": { pushToTalk: "late" },
  "push-to-talk-stop-refused": { pushToTalk: "refuse-stop" },
  "push-to-talk-stop-silent": { pushToTalk: "silent-stop" },
  restricted: { answers: false },
  opening: { opening: "Welcome. I am glad that you are here." },

  "noise-malformed": { noise: ["malformed"] },
  "noise-foreign": { noise: ["foreign"] },
  "noise-unknown": { noise: ["unknown"] },
  "noise-duplicate": { noise: ["duplicate"] },
  noise: { noise: ["malformed", "foreign", "unknown", "duplicate"] },

  "token-slow": { token: rest("ok", 3000) },
  "token-hangs": { token: rest("hang") },
  "token-html": { token: rest("html") },
  "token-401": { token: rest(401) },
  "token-403": { token: rest(403) },
  "token-422": { token: rest(422) },
  "token-429": { token: rest(429) },
  "token-500": { token: rest(500) },
  "start-slow": { start: rest("ok", 3000) },
  "start-hangs": { start: rest("hang") },
  "start-html": { start: rest("html") },
  "start-400": { start: rest(400) },
  "start-401": { start: rest(401) },
  "start-403": { start: rest(403) },
  "start-422": { start: rest(422) },
  "start-429": { start: rest(429) },
  "start-500": { start: rest(500) },
  "stop-500": { stop: rest(500) },
  "stop-hangs": { stop: rest("hang") },
  /** The latencies of the benchmark. */
  bench: { token: rest("ok", 150), start: rest("ok", 300) },

  ...endings,
  "ends-with-end-reason-only": ending("end_reason", "AGENT_HANG_UP"),
  "ends-with-stop-reason-only": ending("stop_reason", "AGENT_HANG_UP"),
  "ends-without-event": ending("none"),
  /** The service's default of late 2026, by its own demo (UNVERIFIED). */
  "idle-2min": { idleSeconds: 120 },
  /** The free plan's, by the service's own demo. How the service refuses more is UNVERIFIED. */
  "plan-cap": { planSeconds: 120 },
  "short-idle": { idleSeconds: 5 },
  "short-session": { maxDurationSeconds: 5 },

  "interrupt-silent": { afterInterrupt: "silent" },
  "interrupt-late": { afterInterrupt: "late-ended" },
  "interrupt-trailing": { afterInterrupt: "trailing" },
  "interrupt-twice": { afterInterrupt: "ended-twice" },
  "events-from-avatar": { eventSender: "avatar" },
  "events-from-server": { eventSender: "server" },
  "events-lossy": { reliable: false },
  "speak-started-lost": { lost: ["avatar.speak_started"] },
  "speak-ended-lost": { lost: ["avatar.speak_ended"] },
  "speech-events-lost": { lost: ["avatar.speak_started", "avatar.speak_ended"] },
  "no-source-event-id": { sourceEventId: false },
  "typed-echo": { echoTyped: true },
  "no-chunks": { chunks: false },
  "text-after-speech": { transcription: "after-speech" },
};

/** The behaviour of a scenario, or of several joined by "+"; the empty name is the default. */
export function behaviourOf(scenario: string | undefined, base: Behaviour = DEFAULT_BEHAVIOUR): Behaviour {
  let behaviour = base;
  for (const name of (scenario ?? "").split("+").filter((part) => part !== "" && part !== "default")) {
    const change = Object.hasOwn(SCENARIOS, name) ? SCENARIOS[name] : undefined;
    if (!change)
      throw new EmulatorError(`There is no scenario "${name}". Known: ${Object.keys(SCENARIOS).join(", ")}.`);
    behaviour = { ...behaviour, ...change };
  }
  return behaviour;
}
