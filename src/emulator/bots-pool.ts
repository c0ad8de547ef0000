/**
 * The processes that hold the bots. Each takes some sessions and is then replaced, and ends with the last of them, so that the system
 * takes back what the native part has kept.
 *
 * A work-around: @livekit/rtc-node 1.1.0 keeps one to two megabytes of each conversation (decision 20). It can go when
 * `npm run bench -- soak` keeps its limit with one process.
 */
import { BotsWorker, type Bots, type BotsHandlers } from "./bots-worker.js";
import type { BotsOfSession } from "./bots-messages.js";
import type { LiveKitOptions } from "./room-admin.js";
import type { EmulatorSpeechOptions } from "./speech-client.js";

/** With fewer the processes would be busy with starting, with more they would grow by more than one of them has at first. */
const SESSIONS_OF_A_PROCESS = 50;

/** A process that has not let go of a session for so long hangs: all steps of a leave together may take half of it. */
const HANG_MS = 30_000;

export class BotsPool {
  readonly #livekit: LiveKitOptions;
  readonly #sessionsOfAProcess: number;
  readonly #hangMs: number;
  readonly #workers = new Set<BotsWorker>();
  #speech: EmulatorSpeechOptions | undefined;
  /** Takes the next session. Undefined: the last one has crashed, and nobody has asked since. */
  #current: BotsWorker | undefined;
  /** The sessions that it has taken. */
  #taken = 0;

  constructor(
    livekit: LiveKitOptions,
    speech: EmulatorSpeechOptions | undefined,
    sessionsOfAProcess = SESSIONS_OF_A_PROCESS,
    hangMs = HANG_MS,
  ) {
    this.#livekit = livekit;
    this.#speech = speech;
    this.#sessionsOfAProcess = sessionsOfAProcess;
    this.#hangMs = hangMs;
  }

  /** The ids of the processes that run. */
  get pids(): readonly number[] {
    return [...this.#workers].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** How late the timers of the busiest process are, in milliseconds. */
  get lagMs(): number {
    return Math.max(0, ...[...this.#workers].map(({ lagMs }) => lagMs));
  }

  /** Resolves when sessions can come. @throws EmulatorError where a package is missing */
  async begin(): Promise<void> {
    await this.#replace().ready;
  }

  /** Lets the bots of a session come. */
  join(session: BotsOfSession, handlers: BotsHandlers): Bots {
    const worker = this.#current ?? this.#replace();
    const bots = worker.join(session, handlers);
    this.#taken += 1;
    if (this.#taken >= this.#sessionsOfAProcess) {
      // The next one is ready before it is needed.
      this.#replace();
      worker.retire();
    }
    return bots;
  }

  /** Also for sessions that run. */
  setSpeech(speech: EmulatorSpeechOptions | undefined): void {
    this.#speech = speech;
    for (const worker of this.#workers) worker.setSpeech(speech);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.close()));
  }

  #replace(): BotsWorker {
    const handleExit = (): void => {
      this.#workers.delete(worker);
      if (this.#current === worker) this.#current = undefined;
    };
    const worker: BotsWorker = new BotsWorker(this.#livekit, this.#speech, handleExit, this.#hangMs);
    this.#workers.add(worker);
    this.#current = worker;
    this.#taken = 0;
    return worker;
  }
}
