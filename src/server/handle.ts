/** The frame of every handler: pre-flights, headers, and failures without the site's secrets. */
import type { GuardSettings } from "./common-options.js";
import { HandlerFailure } from "./failure.js";

/**
 * @param name what the log calls the handler
 * @param methods those that a page may use across origins
 */
export function createHandler(
  name: string,
  settings: Pick<GuardSettings, "origins" | "redactor" | "logger">,
  work: (request: Request) => Promise<Response>,
  methods: readonly string[] = ["POST"],
): (request: Request) => Promise<Response> {
  const { origins } = settings;
  const allow = [...methods, "OPTIONS"].join(", ");
  const withHeaders = (request: Request, response: Response, more: Record<string, string> = {}): Response => {
    for (const [header, value] of Object.entries({ ...origins.headers(request), ...more })) {
      response.headers.set(header, value);
    }
    return response;
  };

  return async (request) => {
    if (request.method === "OPTIONS") {
      const preflight = new Response(null, { status: 204 });
      return withHeaders(request, preflight, { ...origins.preflightHeaders(request, methods), Allow: allow });
    }
    try {
      return withHeaders(request, await work(request));
    } catch (error) {
      const failure = asFailure(error, settings);
      report(name, failure, settings);
      const { status, body, retryAfter } = failure;
      return withHeaders(request, answer(status, body), {
        ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
        ...(status === 405 && { Allow: allow }),
      });
    }
  };
}

export function answer(status: number, body: object): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json", "X-Content-Type-Options": "nosniff" },
  });
}

/**
 * What a hook threw is the site's secret: the visitor only learns that something broke. Sentences of the service are
 * passed on, without the key should they quote it.
 */
function asFailure(error: unknown, { redactor }: Pick<GuardSettings, "redactor">): HandlerFailure {
  if (!(error instanceof HandlerFailure)) {
    return new HandlerFailure("internal", "This endpoint failed.", { cause: error });
  }
  if (!redactor.isIn(error.message)) return error;
  const { code, message, retryAfter, cause } = error;
  return new HandlerFailure(code, redactor.text(message), {
    ...(retryAfter !== undefined && { retryAfter }),
    ...(cause !== undefined && { cause }),
  });
}

/** Visitors' mistakes are no news; what the site's developer can mend is, with its cause. */
function report(name: string, failure: HandlerFailure, { logger }: Pick<GuardSettings, "logger">): void {
  const { code, status, message, cause } = failure;
  const level = status >= 500 ? "error" : code === "request-refused" ? "warn" : "debug";
  logger[level](`${name}: ${code}: ${message}`, ...(cause === undefined ? [] : [cause]));
}
