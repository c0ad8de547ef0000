/**
 * The composition root: makes a session out of what the element was told. Loaded on intent; LiveKit is a chunk
 * behind it. What it re-exports is what the shell needs once somebody is about to talk.
 */
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import { endpointTokenSource } from "../room/endpoint-token-source.js";
import type * as RoomModule from "../room/index.js";
import type { TokenSource } from "../room/index.js";
import { AvatarSession } from "../session/avatar-session.js";
import { loadFailure } from "./shell-errors.js";
import type { Settings } from "./settings.js";
import { TokenPrefetch } from "./token-prefetch.js";

export { PageLife } from "./controllers/page-life.js";
export { ConversationView } from "./conversation/conversation-view.js";

export interface Assembly {
  readonly session: AvatarSession;
  readonly renderer: AvatarRenderer;
}

const tokens = new TokenPrefetch();

/**
 * Somebody has pressed Start: asks for the token and makes the session.
 * @param signal the start was given up: what the token request may have begun on the site is undone
 * @throws LiveAvatarError `config-missing`, `config-invalid`, `load-failed`
 */
export async function assemble(settings: Settings, signal: AbortSignal): Promise<Assembly> {
  const renderer = settings.renderer ?? (await makeRenderer(settings, signal));
  const session = new AvatarSession({
    renderer,
    logger: settings.logger,
    idleTimeoutSeconds: settings.idleTimeout,
    maxDurationSeconds: settings.maxDuration,
  });
  return { session, renderer };
}

/** Fetches the room ahead of the press, where it will be needed. A failure is told at the start, not here. */
export function preload(settings: Settings): void {
  if (!settings.renderer) loadRoom().catch(() => undefined);
}

/** Asks for a token ahead of the press; the next start takes it if it is still fresh. */
export function prefetchToken(settings: Settings): void {
  if (settings.renderer || !hasTokenSource(settings)) return;
  tokens.mint(keyOf(settings), tokenSource(settings));
}

type Room = typeof RoomModule;

async function loadRoom(): Promise<Room> {
  try {
    return await import("../room/index.js");
  } catch (cause) {
    throw loadFailure(cause);
  }
}

async function makeRenderer(settings: Settings, signal: AbortSignal): Promise<AvatarRenderer> {
  if (!hasTokenSource(settings)) {
    throw new LiveAvatarError("config-missing", "The element has no token-endpoint and no tokenProvider.");
  }
  for (const [name, url] of [
    ["token-endpoint", settings.tokenEndpoint],
    ["api-url", settings.apiUrl],
  ] as const) {
    if (url !== undefined && !isSafe(url)) {
      throw new LiveAvatarError("config-invalid", `${name} must be of this site, or https (or localhost).`);
    }
  }
  const source = tokenSource(settings);
  // The request is on its way while LiveKit, a hundred times its size, still loads. One press, one request.
  let early: Promise<unknown> | undefined = tokens.take(keyOf(settings)) ?? source({ signal });
  early.catch(() => undefined); // the renderer tells of it
  const room = await loadRoom();
  const renderer = new room.LiveAvatarRenderer({
    token: (options) => {
      const answer = early ?? source(options);
      early = undefined;
      return answer;
    },
    apiUrl: settings.apiUrl,
    fetchOptions: settings.fetchOptions,
    keepAlive: settings.keepAlive,
    logger: settings.logger,
  });
  // Given up meanwhile: the site may have started a session already, and the renderer knows how to stop a late one.
  if (signal.aborted) giveUp(renderer);
  return renderer;
}

function giveUp(renderer: AvatarRenderer): void {
  const controller = new AbortController();
  renderer.mount(undefined, { signal: controller.signal }).catch(() => undefined); // it rejects with our own abort
  controller.abort();
}

function hasTokenSource(settings: Settings): boolean {
  return settings.tokenProvider !== undefined || settings.tokenEndpoint !== undefined;
}

function tokenSource(settings: Settings): TokenSource {
  if (settings.tokenProvider) return settings.tokenProvider;
  const { tokenEndpoint = "", fetchOptions, language, interaction, threadId, userId } = settings;
  return endpointTokenSource({
    url: tokenEndpoint,
    fetchOptions,
    hints: { language, interaction, threadId, userId },
  });
}

/** A token is good for whoever would have asked in the same words. */
function keyOf({ tokenProvider, tokenEndpoint, language, interaction, threadId, userId }: Settings): unknown {
  return tokenProvider ?? JSON.stringify([tokenEndpoint, language, interaction, threadId, userId]);
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address, location.href)) return false;
  const url = new URL(address, location.href);
  const local = /^(localhost|.*\.localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  return url.origin === location.origin || url.protocol === "https:" || (local && url.protocol === "http:");
}
