/** Which service stands behind the demo's token endpoint, and what the page must know of it. */
import type { FullSessionConfig } from "../../src/server/index.js";
import type { Service } from "./app.js";

/** The avatar that the service's own sandbox offers. */
const SANDBOX_AVATAR = "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a";
const REAL_API = "https://api.liveavatar.com";

/** The real service, when its key is in the environment. */
export function realService(env: NodeJS.ProcessEnv): Service | undefined {
  const apiKey = env["LIVEAVATAR_API_KEY"];
  if (!apiKey) return undefined;
  const apiUrl = env["LIVEAVATAR_API_URL"] ?? REAL_API;
  const persona = {
    language: env["LIVEAVATAR_LANGUAGE"] ?? "en",
    ...(env["LIVEAVATAR_VOICE_ID"] ? { voice_id: env["LIVEAVATAR_VOICE_ID"] } : {}),
  };
  // Without a context the service hears and speaks, and never answers by itself.
  const mouth: FullSessionConfig = {
    mode: "FULL",
    avatar_id: env["LIVEAVATAR_AVATAR_ID"] ?? SANDBOX_AVATAR,
    avatar_persona: persona,
    is_sandbox: env["LIVEAVATAR_SANDBOX"] !== "0" && !env["LIVEAVATAR_AVATAR_ID"],
  };
  const context = env["LIVEAVATAR_CONTEXT_ID"];
  const session = { ...mouth, avatar_persona: { ...persona, ...(context ? { context_id: context } : {}) } };
  // The room's host is known only when a session starts; the policy lets it be any secure one.
  return {
    name: "the LiveAvatar service",
    apiKey,
    apiUrl,
    ...{ session, mouth },
    connect: [new URL(apiUrl).origin, "https:", "wss:"],
  };
}

/** The emulator. Any key is good for it. */
export function emulatedSession(apiUrl: string, livekitUrl: string): Service {
  const base: FullSessionConfig = { mode: "FULL", avatar_id: SANDBOX_AVATAR, avatar_persona: { language: "en" } };
  return {
    name: "the emulator",
    apiKey: "emulator",
    apiUrl,
    session: { ...base, dynamic_variables: { opening_text: "Hello! I am Ada. Ask me anything." } },
    mouth: { ...base, dynamic_variables: { scenario: "restricted" } },
    connect: [apiUrl, livekitUrl, livekitUrl.replace(/^ws/, "http")],
  };
}
