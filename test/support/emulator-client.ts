/** What a site's backend says to the service. */
import type { Envelope, FullSessionConfig, SessionTokenData } from "../../src/backend/rest-protocol.js";

export const AVATAR_ID = "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a";

/** A POST with an API key. */
export const post = (
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = { "X-API-KEY": "any" },
): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Mints a session of a small picture unless the configuration says otherwise. */
export async function mint(apiUrl: string, config: Partial<FullSessionConfig> = {}): Promise<SessionTokenData> {
  const response = await post(`${apiUrl}/v1/sessions/token`, {
    mode: "FULL",
    avatar_id: AVATAR_ID,
    avatar_persona: {},
    ...config,
  });
  const { data, message } = (await response.json()) as Envelope<SessionTokenData>;
  if (!data) throw new Error(`no token: ${String(response.status)} ${String(message)}`);
  return data;
}
