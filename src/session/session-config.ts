import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";

/** What a session is made of. Everything is read once, by the constructor. */
export interface AvatarSessionConfig {
  /** The avatar. It must converse itself (`respond`, `subscribe`), as LiveAvatar FULL mode does. */
  readonly renderer: AvatarRenderer;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
  /** Default: the platform's time. */
  readonly clock?: Clock | undefined;
  /** Milliseconds without any sign of an answer before `no-answer`. Default 15000. */
  readonly noAnswerTimeoutMs?: number | undefined;
  /** Seconds without activity after which the session ends, warned 20 s ahead. Default: never. */
  readonly idleTimeoutSeconds?: number | undefined;
  /** Seconds after which the session ends, warned 20 s ahead. Default: the renderer's limit, if it has one. */
  readonly maxDurationSeconds?: number | undefined;
}

/** Rejects, in plain words, a configuration that could only fail later. */
export function checkConfig(config: AvatarSessionConfig): void {
  const renderer = (config as Partial<AvatarSessionConfig> | undefined)?.renderer;
  if (!renderer) throw new LiveAvatarError("config-missing", "AvatarSession needs a renderer.");
  if (!renderer.respond || !renderer.subscribe) {
    throw new LiveAvatarError(
      "config-invalid",
      `The renderer "${renderer.id}" cannot converse: it has no respond() or no subscribe().`,
    );
  }
  for (const name of ["noAnswerTimeoutMs", "idleTimeoutSeconds", "maxDurationSeconds"] as const) {
    const value = config[name];
    if (value !== undefined && !(value >= 0)) {
      throw new LiveAvatarError("config-invalid", `${name} must be a number of 0 or more, not ${String(value)}.`);
    }
  }
}
