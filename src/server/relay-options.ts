import { checkFunction, checkPositiveInteger } from "./checks.js";
import { checkOwnerOptions } from "./owner.js";
import type { OwnerOptions, OwnerSettings } from "./owner.js";
import type { RelayStore } from "./relay-store.js";

/** An event of a session, as a page told it: nothing of it is more trustworthy than the page. */
export interface RelayedEvent {
  /** Counts the events of a session, from 1 on. */
  readonly seq: number;
  /** The event's name, such as "message". */
  readonly type: string;
  /** When it happened by the page's clock, in milliseconds since the epoch. */
  readonly at: number;
  readonly detail: unknown;
}

export interface RelayContext {
  /** Whose session it is, as `authorize` said. */
  readonly owner: string;
  readonly sessionId: string;
  readonly batchId: string;
  /** Numbers of events that have not come, from the first to the last of each gap; they may come later. */
  readonly missing: readonly (readonly [from: number, to: number])[];
  /** Aborted when it has taken too long, 10 s: the events are then handed over again. */
  readonly signal: AbortSignal;
}

/** The options of {@link createRelayHandler}. They are checked when the handler is made. */
export interface RelayHandlerOptions extends OwnerOptions {
  /** Remembers what has been received: that of `live-avatar/server/sqlite` or `live-avatar/server/postgres`, or one of your own. */
  readonly store: RelayStore;
  /**
   * Takes new events, in the order of `seq`; never two calls for one session at once. They count as received when it has
   * resolved. Where it throws, or the process is killed before that is remembered, they are handed over again: what is written of
   * them should have `(sessionId, seq)` for its key.
   */
  readonly handleEvents: (events: readonly RelayedEvent[], context: RelayContext) => void | Promise<void>;
  /** Ceiling of the body of one request, in bytes. Default: 1 MB. */
  readonly maxBodyBytes?: number;
}

/** {@link RelayHandlerOptions}, checked and with every default filled in. */
export interface RelayHandlerSettings extends OwnerSettings {
  readonly store: RelayStore;
  readonly handleEvents: RelayHandlerOptions["handleEvents"];
  readonly maxBodyBytes: number;
}

const DEFAULT_MAX_BODY_BYTES = 1_000_000;

/**
 * Checks everything that can be checked before the first visitor comes.
 * @throws LiveAvatarError `config-invalid`; its message names the option
 */
export function checkRelayHandlerOptions(options: RelayHandlerOptions): RelayHandlerSettings {
  const { handleEvents, maxBodyBytes = DEFAULT_MAX_BODY_BYTES } = options;
  const store = options.store as Partial<RelayStore> | null | undefined;
  checkFunction("store.claim", store?.claim);
  checkFunction("store.release", store?.release);
  checkFunction("handleEvents", handleEvents);
  return {
    ...checkOwnerOptions(options, ["relay"]),
    store: options.store,
    handleEvents,
    maxBodyBytes: checkPositiveInteger("maxBodyBytes", maxBodyBytes),
  };
}
