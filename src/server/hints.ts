import { HandlerFailure } from "./failure.js";

/**
 * What the page says about its visitor. Anybody can write anything here: good for choosing a language, never for
 * deciding who somebody is or what they may do.
 */
export interface SessionHints {
  /** A BCP 47 tag. */
  readonly language?: string;
  readonly interaction?: "conversational" | "push-to-talk";
  readonly thread_id?: string;
  readonly user_id?: string;
}

/** The page's body has four short fields. */
const MAX_BODY_BYTES = 8192;
/** Letters, digits and what ids are joined with; 200 characters hold any id and no prompt. */
const ID = /^[\w.:@~-]{1,200}$/;
const LANGUAGE = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}$/;
const INTERACTION = /^(?:conversational|push-to-talk)$/;

async function readText(request: Request): Promise<string> {
  const tooLarge = () => new HandlerFailure("body-too-large", `The body is limited to ${MAX_BODY_BYTES} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  if (!request.body) return "";
  const reader = request.body.getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      size += value.byteLength;
      if (size > MAX_BODY_BYTES) throw tooLarge();
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // The rest of the body must not keep its sender busy; nobody waits for the cancellation.
    reader.cancel().catch(() => undefined);
    throw error;
  }
}

/**
 * Reads the body, at most 8 kB of it. Unknown fields and fields that make no sense are left out: they are hints.
 * @throws HandlerFailure `body-too-large`; `body-invalid` where it is no JSON object
 */
export async function readHints(request: Request): Promise<SessionHints> {
  if (request.bodyUsed)
    throw new TypeError("authorize or rateLimit.key read the request's body: give them request.clone()");
  let body: unknown;
  try {
    const text = await readText(request);
    body = text === "" ? {} : JSON.parse(text);
  } catch (error) {
    if (error instanceof HandlerFailure) throw error;
    throw new HandlerFailure("body-invalid", "The body could not be read as JSON.", { cause: error });
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new HandlerFailure("body-invalid", "The body must be a JSON object.");
  }
  const fields = body as Readonly<Record<string, unknown>>;
  const hint = (name: keyof SessionHints, pattern: RegExp) => {
    const value = fields[name];
    return typeof value === "string" && pattern.test(value) ? { [name]: value } : {};
  };
  return Object.freeze({
    ...hint("language", LANGUAGE),
    ...hint("interaction", INTERACTION),
    ...hint("thread_id", ID),
    ...hint("user_id", ID),
  });
}
