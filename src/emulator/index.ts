/**
 * A local stand-in for the LiveAvatar service, for development and tests: REST as the service's, two bots in a
 * real LiveKit room. Its peers (@livekit/rtc-node, livekit-server-sdk, espeak-ng) are loaded when it starts.
 */
import type { EmulatedSession, TranscriptLine } from "./emulated-session.js";
import { EmulatorError } from "./emulator-error.js";
import { listen } from "./http-server.js";
import { Media } from "./media.js";
import { Recogniser } from "./recogniser.js";
import { createRestHandler } from "./rest.js";
import { type LiveKitOptions, RoomAdmin } from "./room-admin.js";
import { SessionRegistry } from "./session-registry.js";

export { EmulatorError, SCENARIOS };
export type { LiveKitOptions, TranscriptLine };
export { ANSWER_BOOK, type AnswerEntry } from "./answers.js";
export type { Behaviour } from "./behaviour.js";
import { SCENARIOS } from "./scenarios.js";

export interface EmulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4100; 0 takes a free one. */
  readonly port?: number;
  /** The LiveKit server whose rooms are used. */
  readonly livekit: LiveKitOptions;
  /** A name of {@link SCENARIOS}, or several joined by `+`, for every session of the process. */
  readonly scenario?: string | undefined;
}

/** The public part of a session. */
export type SessionSummary = Pick<EmulatedSession, "id" | "state" | "endReason" | "transcript">;

export interface Emulator {
  readonly url: string;
  /** Every session that was minted, newest last; `state` tells which ones run. */
  readonly sessions: readonly SessionSummary[];
  /** Ends every session and the process's native threads; afterwards the process can exit. */
  close(): Promise<void>;
}

/** @throws EmulatorError when a peer package is missing or the scenario is unknown */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { host = "127.0.0.1", port = 4100, livekit, scenario } = options;
  const [media, admin] = await Promise.all([Media.load(), RoomAdmin.load(livekit)]);
  const recogniser = new Recogniser();
  const registry = new SessionRegistry({ media, admin, recogniser, livekitUrl: livekit.url }, scenario);
  const server = await listen(createRestHandler({ registry, livekitUrl: livekit.url }), host, port);
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    get sessions() {
      return registry.sessions;
    },
    close: () =>
      (closing ??= (async () => {
        await server.close();
        await registry.close();
        await recogniser.close();
        await media.dispose();
      })()),
  };
}
