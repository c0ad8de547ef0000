/**
 * `/api/model/realtime-token`: a short-lived token of the speech service for the demo's own pages. It stands in for
 * `createRealtimeTokenHandler` of `live-avatar/server`, whose answer it has.
 */
import { isRecord } from "../../src/core/is-record.js";
import { HEARING_MODEL } from "../../speech/models.js";

const SECONDS = 600;

export interface RealtimeTokenOptions {
  /** Of the demo's pages. */
  readonly origins: readonly string[];
  readonly speechUrl: () => string | undefined;
}

export function createDemoRealtimeToken({ origins, speechUrl }: RealtimeTokenOptions) {
  return async (request: Request): Promise<Response> => {
    if (request.method !== "POST") return problem(405, "method-not-allowed", "This address is for POST.");
    const origin = request.headers.get("origin");
    if (origin !== null && !origins.includes(origin)) return problem(403, "origin-not-allowed", "Not for this page.");
    const url = speechUrl();
    if (url === undefined) return problem(404, "not-found", "There are no ears here yet.");
    const transcription = { model: HEARING_MODEL, language: "en" };
    const response = await fetch(`${url}/realtime/client_secrets`, {
      method: "POST",
      headers: { Authorization: "Bearer demo", "Content-Type": "application/json" },
      body: JSON.stringify({
        expires_after: { anchor: "created_at", seconds: SECONDS },
        session: { type: "transcription", audio: { input: { transcription } } },
      }),
    }).catch(() => undefined);
    const secret: unknown = await response?.json().catch(() => undefined);
    if (!response?.ok || !isRecord(secret)) return problem(502, "upstream-unreachable", "The ears do not answer.");
    const { value, expires_at } = secret;
    return Response.json(
      { client_secret: { value, expires_at }, model: HEARING_MODEL },
      { headers: { "Cache-Control": "no-store" } },
    );
  };
}

const problem = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status });
