/** Whose threads they are, for a demo in which nobody logs in: a random cookie, which no script of the page can read. */

const NAME = "live-avatar-visitor";
const DAYS = 30;
const BYTES = 16;
const VALUE = new RegExp(`(?:^|;\\s*)${NAME}=([0-9a-f]{${BYTES * 2}})(?:;|$)`);

/** @returns null for a visitor without a cookie of this demo */
export const visitorOf = (request: Request): string | null =>
  VALUE.exec(request.headers.get("Cookie") ?? "")?.[1] ?? null;

/** The `Set-Cookie` of a new visitor. A site over https adds `Secure`, and calls the cookie `__Host-…`. */
export function newVisitorCookie(): string {
  const value = Buffer.from(crypto.getRandomValues(new Uint8Array(BYTES))).toString("hex");
  // Lax: whoever follows a link to the page is still the same visitor, and no other site's page can write for them.
  return `${NAME}=${value}; Path=/; Max-Age=${DAYS * 86_400}; HttpOnly; SameSite=Lax`;
}
