/** The emulated REST API: `Request → Response`, so that it can be tested without a socket. */
import type { FullSessionConfig, SessionStartData, SessionTokenData } from "../backend/rest-protocol.js";
import { SUCCESS_CODE } from "../backend/rest-protocol.js";
import { systemClock } from "../core/clock.js";
import { deferred } from "../core/wait.js";
import type { RestBehaviour } from "./behaviour.js";
import type { EmulatedSession } from "./emulated-session.js";
import { inBackground } from "./background.js";
import { EmulatorError } from "./emulator-error.js";
import type { OriginGuard } from "./origins.js";
import type { SessionRegistry } from "./session-registry.js";
import { validateConfig } from "./validate-config.js";

export interface RestOptions {
  readonly registry: SessionRegistry;
  readonly livekitUrl: string;
  readonly guard: OriginGuard;
}

type Handler = (request: Request, url: URL) => Promise<Response>;

export function createRestHandler(options: RestOptions): (request: Request) => Promise<Response> {
  const { registry } = options;

  const mint: Handler = async (request) => {
    if (!hasKey(request)) return keyMissing();
    const config = validateConfig(await readJson(request));
    if (typeof config === "string") return failure(422, 4000, config, [{ message: config }]);
    let session: ReturnType<SessionRegistry["mint"]>;
    try {
      session = registry.mint(config);
    } catch (error) {
      if (error instanceof EmulatorError) return failure(422, 4000, error.message, [{ message: error.message }]);
      throw error;
    }
    const data: SessionTokenData = { session_id: session.session.id, session_token: session.token };
    return behave(session.session.behaviour.token, request, () => Promise.resolve(success(data)));
  };

  const start: Handler = async (request) => {
    const session = registry.byToken(bearer(request));
    if (!session) return failure(403, 4003, "Not authenticated");
    return behave(session.behaviour.start, request, async () => {
      if (!isNew(session) || registry.isWaiting(session)) return failure(400, 4000, STARTED);
      if (!registry.hasRoomFor(session)) return failure(429, 4029, BUSY);
      const started = await registry.turnOf(session, request.signal);
      if (!started) return failure(429, 4029, WAITING, null, registry.retryAfterSeconds);
      // It may have been stopped while it waited.
      if (!isNew(session)) {
        started();
        return failure(400, 4000, STARTED);
      }
      const data: SessionStartData = {
        session_id: session.id,
        livekit_url: options.livekitUrl,
        livekit_client_token: await session.start().finally(() => {
          inBackground("a start", () => session.joined.then(started));
        }),
        livekit_agent_token: null,
        max_session_duration: session.maxDurationSeconds,
        ws_url: null,
      };
      return success(data, 201);
    });
  };

  const stop: Handler = async (request) => {
    const session = await find(request);
    if (!session) return failure(403, 4003, "Not authenticated");
    return behave(session.behaviour.stop, request, () => {
      inBackground("a session", () => session.end("USER_CLOSED", "none"));
      return Promise.resolve(success(null));
    });
  };

  const keepAlive: Handler = async (request) => {
    const session = await find(request);
    if (!session) return failure(403, 4003, "Not authenticated");
    session.keepAlive();
    return success(null);
  };

  /** By Bearer, or by API key and a `session_id` in the body. */
  async function find(request: Request): Promise<EmulatedSession | undefined> {
    const byToken = registry.byToken(bearer(request));
    if (byToken) return byToken;
    if (!hasKey(request)) return undefined;
    const body = await readJson(request);
    const id = typeof body === "object" && body !== null ? (body as Record<string, unknown>).session_id : undefined;
    return typeof id === "string" ? registry.byId(id) : undefined;
  }

  const list: Handler = (request, url) => {
    if (!hasKey(request)) return Promise.resolve(keyMissing());
    const type = url.searchParams.get("type");
    if (type !== "active" && type !== "historic")
      return Promise.resolve(failure(422, 4000, "query.type: Field required"));
    const results = registry.sessions
      .filter(({ state }) => (type === "active" ? state !== "ended" : state === "ended"))
      .map(describe);
    return Promise.resolve(success({ count: results.length, next: null, previous: null, results }));
  };

  const one: Handler = (request, url) => {
    if (!hasKey(request)) return Promise.resolve(keyMissing());
    const [, , , id = "", part] = url.pathname.split("/");
    const session = registry.byId(id);
    if (!session) return Promise.resolve(failure(404, 4004, "Session not found"));
    if (part === undefined) return Promise.resolve(success(describe(session)));
    const from = Number(url.searchParams.get("start_timestamp") ?? 0);
    const lines = session.transcript.filter((line) => line.absolute_timestamp >= from);
    const last = lines.at(-1);
    return Promise.resolve(
      success({
        session_active: session.state === "running",
        ...(last ? { next_timestamp: last.absolute_timestamp + 1 } : {}),
        transcript_data: lines,
      }),
    );
  };

  const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
    ["POST", /^\/v1\/sessions\/token$/, mint],
    ["POST", /^\/v1\/sessions\/start$/, start],
    ["POST", /^\/v1\/sessions\/stop$/, stop],
    ["POST", /^\/v1\/sessions\/keep-alive$/, keepAlive],
    ["GET", /^\/v1\/sessions$/, list],
    ["GET", /^\/v1\/sessions\/[^/]+(\/transcript)?$/, one],
  ];

  return async (request) => {
    const refusal = options.guard.refuses(request);
    // Without CORS headers: the page that asked is not to read even this.
    if (refusal !== undefined) return failure(403, 4003, refusal);
    const url = new URL(request.url);
    const origin = request.headers.get("origin");
    const known = routes.filter(([, path]) => path.test(url.pathname));
    const route = known.find(([method]) => method === request.method);
    let response: Response;
    if (request.method === "OPTIONS") response = new Response(null, { status: 204 });
    else if (route) response = await route[2](request, url);
    else response = known.length > 0 ? failure(405, 4005, "Method Not Allowed") : failure(404, 4004, "Not Found");
    return withCors(response, origin);
  };
}

const isNew = ({ state }: EmulatedSession): boolean => state === "minted";
const STARTED = "Session has been started already";
const WAITING = "Many conversations are starting. Try again later: this one keeps its place.";
/** The service's own words for too many conversations at a time are UNVERIFIED. */
const BUSY = "The emulator holds as many conversations as it can. Try again later, or give it a larger --capacity.";

const hasKey = (request: Request): boolean => Boolean(request.headers.get("x-api-key"));
const keyMissing = (): Response => failure(401, 4001, "Invalid or missing API key");

const bearer = (request: Request): string =>
  /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";

function success(data: unknown, status = 200): Response {
  return Response.json({ code: SUCCESS_CODE, data, message: null }, { status });
}

function failure(status: number, code: number, message: string, data: unknown = null, retryAfterSeconds = 2): Response {
  const seconds = String(retryAfterSeconds);
  const headers = status === 429 ? { "Retry-After": seconds, "X-RateLimit-Reset": seconds } : undefined;
  return Response.json({ code, data, message }, { status, ...(headers ? { headers } : {}) });
}

/** Answers as the scenario wants it; a hanging answer waits until the caller gives up. */
async function behave(behaviour: RestBehaviour, request: Request, answer: () => Promise<Response>): Promise<Response> {
  if (behaviour.delayMs > 0) await gone(request.signal, behaviour.delayMs);
  if (behaviour.answer === "ok") return answer();
  if (behaviour.answer === "hang") {
    await gone(request.signal);
    return failure(499, 4999, "The caller gave up");
  }
  if (behaviour.answer === "html") {
    return new Response("<!doctype html><title>Bad gateway</title><h1>502</h1>", {
      headers: { "Content-Type": "text/html" },
    });
  }
  return failure(behaviour.answer, 4000, `The scenario answers ${String(behaviour.answer)}`);
}

/** Resolves when the caller has gone, or after `ms`. */
function gone(signal: AbortSignal, ms?: number): Promise<void> {
  return deferred({ signal, clock: systemClock, ms }).promise.catch(() => undefined);
}

async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    return undefined; // the caller decides what that means
  }
}

function describe(session: EmulatedSession): object {
  const { config } = session satisfies { config: FullSessionConfig };
  return {
    id: session.id,
    created_at: new Date(session.createdAt).toISOString(),
    updated_at: new Date(session.createdAt + session.durationMs).toISOString(),
    duration: Math.round(session.durationMs / 1000),
    source: "API",
    mode: "FULL",
    is_sandbox: config.is_sandbox ?? false,
    credits_consumed: 0,
    state: session.state,
    ...(session.endReason
      ? { end_at: new Date(session.createdAt + session.durationMs).toISOString(), end_reason: session.endReason }
      : {}),
  };
}

/** The official SDK calls with credentials, so the origin is named and never `*`. */
function withCors(response: Response, origin: string | null): Response {
  if (origin) {
    response.headers.set("Access-Control-Allow-Origin", origin);
    response.headers.set("Access-Control-Allow-Credentials", "true");
    response.headers.set("Access-Control-Allow-Headers", "authorization, content-type, x-api-key");
    response.headers.set("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    response.headers.set("Access-Control-Expose-Headers", "Retry-After, X-RateLimit-Reset");
    response.headers.set("Access-Control-Max-Age", "600");
  }
  response.headers.set("Vary", "Origin");
  response.headers.set("Cache-Control", "no-store");
  return response;
}
