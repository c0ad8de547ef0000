/** Handlers whose data belongs to somebody: who that is, the site's own code says. */
import { checkForm, checkOrigin, notLetIn } from "./admission.js";
import { checkFunction } from "./checks.js";
import { checkGuardOptions } from "./common-options.js";
import type { GuardOptions, GuardSettings } from "./common-options.js";
import { withPatience } from "./hooks.js";
import { isId } from "./ids.js";
import { createKeyRedactor } from "./redact-key.js";

/** The options of handlers that keep something for somebody. */
export interface OwnerOptions extends GuardOptions {
  /**
   * Says whose request this is: an id of your own for the account or the visitor, which you have read from a session, a cookie
   * or a token that you checked yourself. 1…200 characters without control characters. Nothing that a page merely says may
   * decide it. null, undefined, false and "" are a 401.
   */
  readonly authorize: (
    request: Request,
  ) => string | null | undefined | false | Promise<string | null | undefined | false>;
}

/** {@link OwnerOptions}, checked and with every default filled in. */
export interface OwnerSettings extends GuardSettings {
  readonly ownerOf: (request: Request) => Promise<unknown>;
}

/**
 * @param identity what makes this handler another one than others on the same rate limit store
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkOwnerOptions(options: OwnerOptions, identity: unknown): OwnerSettings {
  checkFunction("authorize", options.authorize);
  // These handlers hold no key that could get out.
  const redactor = createKeyRedactor("", { mayBePlaceholder: true });
  const guards = checkGuardOptions(options, { redactor, identity: [identity, options.allowedOrigins] });
  return { ...guards, ownerOf: withPatience(options.authorize, "authorize", guards.clock) };
}

/**
 * Decides whether a request is worked on at all, cheapest question first.
 * @returns whose it is
 * @throws HandlerFailure with what is wrong
 */
export async function admitOwner(
  request: Request,
  { origins, ownerOf, rateLimit }: OwnerSettings,
  methods: readonly string[],
): Promise<string> {
  checkForm(request, methods);
  checkOrigin(request, origins);
  const owner = await ownerOf(request);
  if (owner === null || owner === undefined || owner === false || owner === "") throw notLetIn();
  // A hook that returns `true` or a number would make one owner of many visitors, or two of one.
  if (!isId(owner)) throw new TypeError("authorize must return the owner as a text of 1…200 characters, or null");
  if (rateLimit) await rateLimit.admit(request);
  return owner;
}
