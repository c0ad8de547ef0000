/**
 * The session token: a JWT whose payload a client may read (`start_session_data`), as the service's is. It is
 * signed with a secret of this process; the emulator looks sessions up by it and checks nothing else.
 */
import { createHmac } from "node:crypto";
import type { FullSessionConfig } from "../backend/rest-protocol.js";

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export function signSessionToken(sessionId: string, config: FullSessionConfig, secret: string): string {
  const body = `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({
    session_id: sessionId,
    iat: Math.floor(Date.now() / 1000),
    start_session_data: {
      mode: config.mode ?? "FULL",
      avatar_id: config.avatar_id,
      interactivity_type: config.interactivity_type ?? "CONVERSATIONAL",
      is_sandbox: config.is_sandbox ?? false,
    },
  })}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
