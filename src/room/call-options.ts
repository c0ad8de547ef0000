import type { Clock } from "../core/clock.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import type { FetchOptions } from "../backend/site-request.js";
import type { Interaction } from "../backend/token-payload.js";
import type { TokenSource } from "../backend/token-source.js";
import type { EventSender } from "./event-senders.js";

/** What a {@link LiveAvatarRenderer} can be told; read when it is made. */
export interface LiveAvatarRendererOptions {
  /** Where the session token comes from: {@link endpointTokenSource}, or a function of the page. */
  readonly token: TokenSource;
  /** Default `https://api.liveavatar.com`. */
  readonly apiUrl?: string | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** Default: the page's. */
  readonly fetch?: typeof fetch | undefined;
  /** Headers and credentials for the site's own stop and keep-alive endpoints. */
  readonly fetchOptions?: FetchOptions | undefined;
  /** What `mount` does about the microphone, without waiting for it. Default `off`: whoever mounts decides. */
  readonly microphone?: "ask" | "muted" | "off" | undefined;
  /**
   * How turns are taken where the session token does not say it. With `push-to-talk` nothing of the visitor's voice leaves
   * but in granted windows. Default `conversational`.
   */
  readonly interaction?: Interaction | undefined;
  /** Milliseconds that avatar and agent have to join the room. Default 30 000 (SDK 0.0.18). */
  readonly requiredParticipantTimeoutMs?: number | undefined;
  /** Milliseconds that one of them may be away. Default 15 000. */
  readonly absenceTimeoutMs?: number | undefined;
  /** Whose events are believed. Default agent, avatar and server. */
  readonly eventSenders?: readonly EventSender[] | undefined;
  /** Milliseconds until reports count again after an interrupt that nothing answered. Default 1500. */
  readonly interruptQuietMs?: number | undefined;
  /** Milliseconds until push-to-talk counts as unanswered. Default 5000. */
  readonly pushToTalkTimeoutMs?: number | undefined;
  /** Whether activity is passed on to the service. Default true. */
  readonly keepAlive?: boolean | undefined;
}

/** The same with every default filled in, and what the renderer itself knows. */
export interface CallOptions {
  readonly token: TokenSource;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly fetchOptions: FetchOptions | undefined;
  readonly interaction: Interaction;
  readonly requiredParticipantTimeoutMs: number;
  readonly absenceTimeoutMs: number;
  readonly eventSenders: readonly EventSender[];
  readonly interruptQuietMs: number;
  readonly pushToTalkTimeoutMs: number;
  readonly keepAlive: boolean;
  readonly container: HTMLElement | undefined;
  readonly muted: boolean;
  readonly volume: number;
  readonly report: (report: RendererReport) => void;
}
