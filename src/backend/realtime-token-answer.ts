import { LiveAvatarError } from "../core/errors.js";
import { isRecord } from "../core/is-record.js";

/** What a sub-protocol of a WebSocket may be made of; another token could not be sent. */
const TOKEN = /^[\w!#$%&'*+\-.^`|~]{1,4096}$/;

/**
 * The token in the answer of a token source: a text, `{client_secret: {value}}` as `createRealtimeTokenHandler` answers, `{value}`
 * as OpenAI does, or `{token}`.
 * @throws LiveAvatarError `stt-failed`; its message does not repeat the answer
 */
export function readRealtimeToken(answer: unknown): string {
  const token = tokenIn(answer);
  if (token === undefined) throw invalid("has no token");
  if (!TOKEN.test(token)) throw invalid("has a token that cannot be sent");
  return token;
}

function tokenIn(answer: unknown): string | undefined {
  if (typeof answer === "string") return answer.trim() || undefined;
  if (!isRecord(answer)) return undefined;
  const { client_secret: secret, value, token } = answer;
  return tokenIn(secret) ?? [value, token].find((text): text is string => typeof text === "string" && text !== "");
}

const invalid = (problem: string): LiveAvatarError =>
  new LiveAvatarError("stt-failed", `The answer of the token source of the speech recognition ${problem}.`, {
    retryable: false,
  });
