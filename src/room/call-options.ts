import type { Clock } from "../core/clock.js";
import type { RendererReport } from "../core/ports/avatar-renderer.js";
import type { PictureWish } from "../core/vocabulary.js";
import type { Logger } from "../core/ports/logger.js";
import type { FetchOptions } from "../backend/site-request.js";
import type { Interaction } from "../backend/token-payload.js";
import type { TokenSource } from "../backend/token-source.js";
import type { EventSender } from "./event-senders.js";

/** The options of a {@link LiveAvatarRenderer}; they are read when it is made. */
export interface LiveAvatarRendererOptions {
  /** The source of the session token: {@link endpointTokenSource}, or a function of the page. */
  readonly token: TokenSource;
  /** The base URL of the LiveAvatar API. Default `https://api.liveavatar.com`. */
  readonly apiUrl?: string | undefined;
  /** The logger. Default: a silent one. */
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
  /** The `fetch` of every request. Default: the page's. */
  readonly fetch?: typeof fetch | undefined;
  /** Headers and credentials for the site's own stop and keep-alive endpoints. */
  readonly fetchOptions?: FetchOptions | undefined;
  /**
   * The origins, besides the page's own and that of an {@link endpointTokenSource}, at which the site may have its stop and
   * keep-alive endpoints: what `fetchOptions` gives goes there. Default none.
   */
  readonly siteOrigins?: readonly string[] | undefined;
  /** What `mount` does with the microphone, without waiting for it. Default `off`: the caller of `mount` decides. */
  readonly microphone?: "ask" | "muted" | "off" | undefined;
  /**
   * The way of taking turns when the session token does not name one. With `push-to-talk` the visitor's voice is sent
   * only in granted windows. Default `conversational`.
   */
  readonly interaction?: Interaction | undefined;
  /** Milliseconds that avatar and agent have to join the room. Default 30 000 (SDK 0.0.18). */
  readonly requiredParticipantTimeoutMs?: number | undefined;
  /** Milliseconds that one of them may be away. Default 15 000. */
  readonly absenceTimeoutMs?: number | undefined;
  /**
   * The senders whose events are accepted; others are dropped, and so are packets of unknown sender unless `server` is among
   * them (see {@link EventSender}). Default `agent` and `avatar`.
   */
  readonly eventSenders?: readonly EventSender[] | undefined;
  /** Milliseconds until reports count again after an interrupt that nothing answered. Default 1500. */
  readonly interruptQuietMs?: number | undefined;
  /** Milliseconds until push-to-talk counts as unanswered. Default 5000. */
  readonly pushToTalkTimeoutMs?: number | undefined;
  /**
   * Whether the service is told that somebody is there, while the page is visible, the avatar speaks or the visitor is active.
   * Else it is told only by a visitor who is active after an `idle-warning`. Default true.
   */
  readonly keepAlive?: boolean | undefined;
}

/** {@link LiveAvatarRendererOptions} with every default filled in, and the renderer's own values for one call. */
export interface CallOptions {
  readonly token: TokenSource;
  readonly apiUrl: string | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly fetchOptions: FetchOptions | undefined;
  readonly siteOrigins: readonly string[];
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
  readonly picture: PictureWish;
  readonly report: (report: RendererReport) => void;
}
