import type { Clock } from "../core/clock.js";
import type { Logger } from "../core/ports/logger.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { SessionState } from "../core/vocabulary.js";
import type { AvatarSessionConfig } from "./config.js";
import type { SignalWriter } from "./signals.js";

/** What the vision of a session is given by it. */
export interface VisionContext {
  readonly config: Pick<AvatarSessionConfig, "vision" | "visionWorkloads">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signals: SignalWriter;
  readonly emit: <K extends SessionEventName>(name: K, ...args: SessionEventMap[K]) => void;
  /** Whether the model of the session is shown pictures. */
  readonly sees: () => boolean;
  readonly isLive: () => boolean;
  readonly state: () => SessionState;
}
