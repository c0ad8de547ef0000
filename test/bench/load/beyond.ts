/** One more conversation than the emulator holds: it is refused, and told when to come again. */
import { setTimeout as later } from "node:timers/promises";
import type { Envelope } from "../../../src/backend/rest-protocol.js";
import { mint, post } from "../../support/emulator-client.js";

const LOOK_EVERY_MS = 100;
/** From the last token to its start. */
const STARTED_MS = 500;

/** How many sessions have a token, and have not ended. */
async function active(apiUrl: string): Promise<number> {
  const response = await fetch(`${apiUrl}/v1/sessions?type=active`, { headers: { "X-API-KEY": "any" } });
  return ((await response.json()) as Envelope<{ readonly count: number }>).data?.count ?? 0;
}

/** Comes when `count` others have asked for their start. @returns the status and `Retry-After` of the answer */
export async function askBeyond(
  apiUrl: string,
  count: number,
  quality: "low" | "medium" | "high",
): Promise<{ readonly status: number; readonly retryAfter: string | null }> {
  while ((await active(apiUrl)) < count) await later(LOOK_EVERY_MS);
  await later(STARTED_MS);
  const { session_token: token } = await mint(apiUrl, { video_settings: { quality } });
  const headers = { Authorization: `Bearer ${token}` };
  const response = await post(`${apiUrl}/v1/sessions/start`, undefined, headers);
  if (response.ok) await post(`${apiUrl}/v1/sessions/stop`, undefined, headers);
  return { status: response.status, retryAfter: response.headers.get("Retry-After") };
}
