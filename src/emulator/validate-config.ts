import type { FullSessionConfig } from "../backend/rest-protocol.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The configuration, or the sentence that the service refuses it with. */
export function validateConfig(body: unknown): FullSessionConfig | string {
  if (typeof body !== "object" || body === null) return invalid("body: Input should be a valid dictionary");
  const config = body as Record<string, unknown>;
  if (config.mode !== "FULL" && config.mode !== "LITE")
    return invalid("body: Unable to extract tag using discriminator 'mode'");
  if (config.mode === "LITE") return invalid("body: this emulator speaks FULL mode only");
  if (typeof config.avatar_id !== "string" || !UUID.test(config.avatar_id))
    return invalid("body.avatar_id: Input should be a valid UUID");
  if ("avatar_persona" in config === "voice_agent" in config)
    return "Provide exactly one of avatar_persona or voice_agent";
  const duration = config.max_session_duration;
  if (duration !== undefined && !(Number.isInteger(duration) && (duration as number) > 0)) {
    return invalid("body.max_session_duration: Input should be greater than 0");
  }
  return config as unknown as FullSessionConfig;
}

const invalid = (problem: string): string => `Request validation errors. ${problem}`;
