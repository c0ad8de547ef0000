/** A site's token endpoint on a bad day. */
const HTML = "<!doctype html><title>Sign in</title><h1>Sign in</h1>";

/**
 * @param how a status, `html`, or `hang`
 * @returns undefined where it is not broken
 */
export function brokenEndpoint(how: string | null, request: Request): Response | Promise<Response> | undefined {
  if (how === null) return undefined;
  if (how === "html") return new Response(HTML, { headers: { "Content-Type": "text/html" } });
  if (how === "hang") {
    // Until the visitor gives up.
    return new Promise((resolve) => {
      request.signal.addEventListener("abort", () => resolve(new Response(null, { status: 499 })));
    });
  }
  const headers = { "Content-Type": "application/json", ...(how === "429" && { "Retry-After": "7" }) };
  return new Response(JSON.stringify({ error: { code: "broken", message: "as the test wants it" } }), {
    status: Number(how),
    headers,
  });
}
