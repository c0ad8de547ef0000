import type { CommonSettings, GuardSettings } from "./common-options.js";
import { HandlerFailure } from "./failure.js";

/**
 * Decides whether a request is worked on at all, cheapest question first.
 *
 * @param type the one content type that is taken
 * @throws HandlerFailure with what is wrong
 */
export async function admit(
  request: Request,
  { origins, authorize, rateLimit }: Pick<CommonSettings, "origins" | "authorize" | "rateLimit">,
  type = "application/json",
): Promise<void> {
  checkForm(request, ["POST"], type);
  checkOrigin(request, origins);
  // Only `true` opens: a hook that forgets its `return`, or returns an object, must not.
  const verdict: unknown = authorize ? await authorize(request) : true;
  if (verdict !== true) throw notLetIn();
  if (rateLimit) await rateLimit.admit(request);
}

/**
 * JSON only is the guard against forms of other sites: a page cannot send that type across origins without a pre-flight. Where
 * another type has to be taken, the origin is the guard: browsers put it on every POST, forms' own included.
 *
 * @param type the content type of everything that has a body
 */
export function checkForm(request: Request, methods: readonly string[], type = "application/json"): void {
  if (!methods.includes(request.method)) {
    throw new HandlerFailure("method-not-allowed", `Use ${methods.join(" or ")}.`);
  }
  if (request.method === "GET" || request.method === "DELETE") return;
  const sent = (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (sent !== type) throw new HandlerFailure("unsupported-media-type", `Send ${type}.`);
}

export function checkOrigin(request: Request, origins: GuardSettings["origins"]): void {
  if (!origins.allows(request)) {
    throw new HandlerFailure("origin-not-allowed", "This page's origin is not in allowedOrigins.");
  }
}

export const notLetIn = (): HandlerFailure => new HandlerFailure("unauthorized", "This visitor is not let in.");
