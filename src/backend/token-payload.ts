import { isRecord } from "../core/is-record.js";
import { LiveAvatarError } from "../core/errors.js";

/** The agents with a conversation of their own, without FULL mode's events (SDK 0.0.18, `AgentType`). */
const FOREIGN_AGENTS = ["ELEVENLABS_AGENT", "OPENAI_REALTIME", "GEMINI_REALTIME"];
const FOREIGN_CONFIGS = ["elevenlabs_agent_config", "openai_realtime_config", "gemini_realtime_config"];

export type Interaction = "conversational" | "push-to-talk";

/**
 * Reads the payload of a session token. Its signature is not checked here; a payload that cannot be read counts as FULL, as in
 * the SDK (0.0.18).
 *
 * @returns the way of taking turns, where the token names it (`start_session_data.interactivity_type`: seen by third parties)
 * @throws `token-wrong-mode`
 */
export function readSessionToken(token: string): Interaction | undefined {
  const data = decodePayload(token)?.start_session_data;
  if (!isRecord(data)) return undefined;
  const { mode, agent_type: agent, interactivity_type: interactivity } = data;
  if (typeof mode === "string" && mode.toUpperCase() !== "FULL") {
    throw new LiveAvatarError(
      "token-wrong-mode",
      `The session token was minted for mode ${mode.slice(0, 20)}, not FULL.`,
    );
  }
  if (typeof agent === "string" && FOREIGN_AGENTS.includes(agent.toUpperCase())) {
    throw new LiveAvatarError(
      "token-wrong-mode",
      `The session token is for an agent of type ${agent}, which has no FULL mode.`,
    );
  }
  const config = FOREIGN_CONFIGS.find((name) => isRecord(data[name]));
  if (config !== undefined) {
    throw new LiveAvatarError("token-wrong-mode", `The session token carries ${config}, which makes the session LITE.`);
  }
  if (interactivity === "PUSH_TO_TALK") return "push-to-talk";
  if (interactivity === "CONVERSATIONAL") return "conversational";
  return undefined;
}

function decodePayload(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const base64 = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const payload: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}
