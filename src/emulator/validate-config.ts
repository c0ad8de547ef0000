import type { FullSessionConfig } from "../backend/rest-protocol.js";
import { isRecord } from "../core/is-record.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** The service's limits of `dynamic_variables`. */
const MAX_VARIABLES = 50;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 1000;

/** A field that may be left out: what the service says where it is not what it must be. */
type Check = readonly [field: string, isRight: (value: unknown) => boolean, problem: string];

const oneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === "string" && words.includes(value);
const isDuration = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;
const isObjectOrNull = (value: unknown): boolean => value === null || isRecord(value);

const CHECKS: readonly Check[] = [
  ["avatar_id", (value) => typeof value === "string" && UUID.test(value), "Input should be a valid UUID"],
  ["avatar_persona", isRecord, "Input should be a valid dictionary"],
  ["voice_agent", isRecord, "Input should be a valid dictionary"],
  ["interactivity_type", oneOf("CONVERSATIONAL", "PUSH_TO_TALK"), "Input should be 'CONVERSATIONAL' or 'PUSH_TO_TALK'"],
  ["is_sandbox", (value) => typeof value === "boolean", "Input should be a valid boolean"],
  ["video_settings", isObjectOrNull, "Input should be a valid dictionary"],
  ["max_session_duration", isDuration, "Input should be greater than 0"],
  ["llm_configuration_id", (value) => typeof value === "string" && UUID.test(value), "Input should be a valid UUID"],
  ["memory", isObjectOrNull, "Input should be a valid dictionary"],
  ["dynamic_variables", isVariables, "Input should be at most 50 valid strings of at most 1000 characters"],
];
const VIDEO_CHECKS: readonly Check[] = [
  ["quality", oneOf("very_high", "high", "medium", "low"), "Input should be 'very_high', 'high', 'medium' or 'low'"],
  ["encoding", oneOf("VP8", "H264"), "Input should be 'VP8' or 'H264'"],
];
const PERSONA_CHECKS: readonly Check[] = [
  ["language", (value) => typeof value === "string", "Input should be a valid string"],
];

function isVariables(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.keys(value).length <= MAX_VARIABLES &&
    Object.entries(value).every(
      ([name, text]) => name.length <= LONGEST_NAME && typeof text === "string" && text.length <= LONGEST_VALUE,
    )
  );
}

/** The configuration, or the sentence that the service refuses it with. */
export function validateConfig(body: unknown): FullSessionConfig | string {
  if (!isRecord(body)) return invalid("body: Input should be a valid dictionary");
  const { mode } = body;
  if (mode !== "FULL" && mode !== "LITE") return invalid("body: Unable to extract tag using discriminator 'mode'");
  if (mode === "LITE") return invalid("body: this emulator speaks FULL mode only");
  if (body.avatar_id === undefined) return invalid("body.avatar_id: Input should be a valid UUID");
  if ("avatar_persona" in body === "voice_agent" in body) return "Provide exactly one of avatar_persona or voice_agent";
  const problem =
    problemIn(body, "body", CHECKS) ??
    problemIn(body.video_settings, "body.video_settings", VIDEO_CHECKS) ??
    problemIn(body.avatar_persona, "body.avatar_persona", PERSONA_CHECKS);
  return problem === undefined ? (body as unknown as FullSessionConfig) : invalid(problem);
}

function problemIn(fields: unknown, place: string, checks: readonly Check[]): string | undefined {
  if (!isRecord(fields)) return undefined;
  const wrong = checks.find(([name, isRight]) => fields[name] !== undefined && !isRight(fields[name]));
  return wrong && `${place}.${wrong[0]}: ${wrong[2]}`;
}

const invalid = (problem: string): string => `Request validation errors. ${problem}`;
