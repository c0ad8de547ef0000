/**
 * A local stand-in for the LiveAvatar service, for development and tests: REST as the service's, two bots in a
 * real LiveKit room, held by processes of their own. Its peers (@livekit/rtc-node, livekit-server-sdk, espeak-ng) are loaded when
 * it starts.
 */
import { systemClock } from "../core/clock.js";
import { attempt } from "../core/wait.js";
import { BotsPool } from "./bots-pool.js";
import type { EmulatedSession, TranscriptLine } from "./emulated-session.js";
import { EmulatorError } from "./emulator-error.js";
import { listen } from "./http-server.js";
import { createOriginGuard } from "./origins.js";
import { createRestHandler } from "./rest.js";
import { type LiveKitOptions, RoomAdmin } from "./room-admin.js";
import { capacityOfMachine } from "./capacity.js";
import { behaviourOf, SCENARIOS } from "./scenarios.js";
import { SessionRegistry } from "./session-registry.js";
import { type EmulatorSpeechOptions, SpeechClient } from "./speech-client.js";

export { EmulatorError, SCENARIOS };
export type { EmulatorSpeechOptions, LiveKitOptions, TranscriptLine };
export { ANSWER_BOOK, type AnswerEntry } from "./answers.js";
export type { Behaviour, EndBehaviour, PresenceBehaviour, RestBehaviour } from "./behaviour.js";

const CLOSE_PATIENCE_MS = 4_000;

export interface EmulatorOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 4100; 0 takes a free one. */
  readonly port?: number;
  /** The LiveKit server whose rooms are used. */
  readonly livekit: LiveKitOptions;
  /**
   * How many conversations of the largest picture it holds at a time. One of `medium` quality counts 0.5, one of `low` 0.25. A start
   * beyond it is answered with 429. Default: 2.5 for each processor.
   */
  readonly capacity?: number | undefined;
  /** A name of {@link SCENARIOS}, or several joined by `+`, for every session of the process. */
  readonly scenario?: string | undefined;
  /**
   * The origins of the pages that are answered, such as `https://www.example.com`, beside those of this machine (localhost and
   * its addresses, with any port). Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * What hears the visitors and speaks for the avatar. Default: the phrases of the {@link ANSWER_BOOK} are heard, and espeak-ng
   * speaks, as also where the service does not answer.
   */
  readonly speech?: EmulatorSpeechOptions | undefined;
}

/** The public part of a session. */
export type SessionSummary = Pick<EmulatedSession, "id" | "state" | "endReason" | "transcript">;

export interface Emulator {
  readonly url: string;
  /** Every session that was minted, newest last; `state` tells which ones run. */
  readonly sessions: readonly SessionSummary[];
  /** Changes the speech service, also for sessions that run; undefined: none. @throws EmulatorError for a URL that is none */
  setSpeech(speech: EmulatorSpeechOptions | undefined): void;
  /** Ends every session and the processes of their bots, in 10 s at most; afterwards the process can exit. */
  close(): Promise<void>;
}

/**
 * @throws EmulatorError when a peer package is missing, the scenario is unknown, or the LiveKit server does not answer or
 * refuses its keys
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { host = "127.0.0.1", port = 4100, livekit, scenario, allowedOrigins = [] } = options;
  const { capacity = capacityOfMachine() } = options;
  if (!(capacity > 0)) throw new EmulatorError("The capacity (--capacity) is a number above 0.");
  const guard = createOriginGuard(allowedOrigins);
  behaviourOf(scenario);
  checkSpeech(options.speech);
  const bots = new BotsPool(livekit, options.speech);
  let registry: SessionRegistry;
  let server: Awaited<ReturnType<typeof listen>>;
  try {
    // At once: each of the two loads for a while.
    const [admin] = await Promise.all([adminOf(livekit), bots.begin()]);
    registry = new SessionRegistry({ admin, bots }, scenario, capacity);
    server = await listen(createRestHandler({ registry, livekitUrl: livekit.url, guard }), host, port);
  } catch (error) {
    await bots.close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    url: server.url,
    get sessions() {
      return registry.sessions;
    },
    setSpeech(next) {
      checkSpeech(next);
      bots.setSpeech(next);
    },
    close: () =>
      (closing ??= (async () => {
        await server.close();
        // What a LiveKit server does not answer by then goes with the process.
        await attempt(() => registry.close(), { clock: systemClock, ms: CLOSE_PATIENCE_MS }).catch(() => undefined);
        await bots.close();
      })()),
  };
}

async function adminOf(livekit: LiveKitOptions): Promise<RoomAdmin> {
  const admin = await RoomAdmin.load(livekit);
  await admin.check();
  return admin;
}

/** @throws EmulatorError for a URL that is none */
function checkSpeech(speech: EmulatorSpeechOptions | undefined): void {
  if (speech) new SpeechClient(speech);
}
