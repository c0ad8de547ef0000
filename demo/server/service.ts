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
  const session: FullSessionConfig = {
    mode: "FULL",
    avatar_id: env["LIVEAVATAR_AVATAR_ID"] ?? SANDBOX_AVATAR,
    avatar_persona: {
      language: env["LIVEAVATAR_LANGUAGE"] ?? "en",
      ...(env["LIVEAVATAR_VOICE_ID"] ? { voice_id: env["LIVEAVATAR_VOICE_ID"] } : {}),
      ...(env["LIVEAVATAR_CONTEXT_ID"] ? { context_id: env["LIVEAVATAR_CONTEXT_ID"] } : {}),
    },
    is_sandbox: env["LIVEAVATAR_SANDBOX"] !== "0" && !env["LIVEAVATAR_AVATAR_ID"],
  };
  // The room's host is known only when a session starts; the policy lets it be any secure one.
  return {
    name: "the LiveAvatar service",
    apiKey,
    apiUrl,
    session,
    connect: [new URL(apiUrl).origin, "https:", "wss:"],
  };
}

/** The emulator. Any key is good for it. */
export function emulatedSession(apiUrl: string, livekitUrl: string): Service {
  return {
    name: "the emulator",
    apiKey: "emulator",
    apiUrl,
    session: {
      mode: "FULL",
      avatar_id: SANDBOX_AVATAR,
      avatar_persona: { language: "en" },
      dynamic_variables: { opening_text: "Hello! I am Ada. Ask me anything." },
    },
    connect: [apiUrl, livekitUrl, livekitUrl.replace(/^ws/, "http")],
  };
}
