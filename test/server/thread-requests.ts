/** What a page sends to a thread handler, for the tests. */
import { silentLogger } from "../../src/core/ports/logger.js";
import { createMemoryThreadStore, createThreadHandler } from "../../src/server/index.js";
import type { FailureBody, ThreadHandlerOptions } from "../../src/server/index.js";
import { SITE } from "./fake-service.js";

export const BASE = "/api/threads";

/** The site's own check in these tests: the owner is who the header says. */
export function makeThreads(options: Partial<ThreadHandlerOptions> = {}) {
  const handler = createThreadHandler({
    store: createMemoryThreadStore(),
    basePath: BASE,
    authorize: (request) => request.headers.get("x-account"),
    allowedOrigins: [SITE],
    rateLimit: false,
    logger: silentLogger,
    ...options,
  });
  /** @param path below the list */
  const ask = (owner: string, method: string, path = "", body?: unknown, headers: Record<string, string> = {}) =>
    handler(
      new Request(`${SITE}${BASE}${path}`, {
        method,
        headers: {
          Origin: SITE,
          "x-account": owner,
          ...(body !== undefined && { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
  return { handler, ask };
}

export const failureOf = async (response: Response): Promise<FailureBody["error"]> =>
  ((await response.json()) as FailureBody).error;

export const times = { createdAt: 1, updatedAt: 1 };
