import type { Clock } from "../core/clock.js";
import { HINT_ID } from "../core/hint-id.js";
import { readJsonObject } from "./body.js";

/**
 * The page's hints about its visitor. They can be forged: use them to choose a language, never to identify or to authorise a
 * visitor.
 */
export interface SessionHints {
  /** A BCP 47 tag. */
  readonly language?: string;
  readonly interaction?: "conversational" | "push-to-talk";
  readonly thread_id?: string;
  readonly user_id?: string;
  /** The service's id of the conversation that went on in the thread last: whose it is, your own records have to say. */
  readonly previous_session_id?: string;
}

/** The page's body has five short fields. */
const MAX_BODY_BYTES = 8192;
const PATIENCE_SECONDS = 10;
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const INTERACTION = /^(?:conversational|push-to-talk)$/;

/**
 * Reads the body, at most 8 kB of it. Unknown fields and fields that make no sense are left out: they are hints.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no JSON object
 */
export async function readHints(request: Request, clock: Clock): Promise<SessionHints> {
  const fields = await readJsonObject(request, { maxBytes: MAX_BODY_BYTES, seconds: PATIENCE_SECONDS, clock });
  const hint = (name: keyof SessionHints, pattern: RegExp) => {
    const value = fields[name];
    return typeof value === "string" && pattern.test(value) ? { [name]: value } : {};
  };
  return Object.freeze({
    ...hint("language", LANGUAGE),
    ...hint("interaction", INTERACTION),
    ...hint("thread_id", HINT_ID),
    ...hint("user_id", HINT_ID),
    ...hint("previous_session_id", HINT_ID),
  });
}
