import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import type { FetchOptions, TokenSource } from "../room/index.js";

/** What a start reads from the element. */
export interface Settings {
  readonly renderer: AvatarRenderer | undefined;
  readonly tokenProvider: TokenSource | undefined;
  readonly tokenEndpoint: string | undefined;
  readonly apiUrl: string | undefined;
  readonly fetchOptions: FetchOptions | undefined;
  readonly interaction: "conversational" | "push-to-talk";
  readonly microphone: "ask" | "muted" | "off";
  readonly keepAlive: boolean;
  readonly idleTimeout: number | undefined;
  readonly maxDuration: number | undefined;
  readonly threadId: string | undefined;
  readonly userId: string | undefined;
  readonly language: string;
  readonly logger: Logger;
}

/** The properties of the element that a start reads. */
export type SettingsSource = Omit<Settings, "keepAlive" | "language" | "logger"> & { readonly noKeepAlive: boolean };

export function settingsOf(element: SettingsSource, language: string, logger: Logger): Settings {
  const { renderer, tokenProvider, tokenEndpoint, apiUrl, fetchOptions, interaction, microphone } = element;
  const { noKeepAlive, idleTimeout, maxDuration, threadId, userId } = element;
  return {
    ...{ renderer, tokenProvider, tokenEndpoint, apiUrl, fetchOptions, interaction, microphone },
    ...{ keepAlive: !noKeepAlive, idleTimeout, maxDuration, threadId, userId, language, logger },
  };
}
