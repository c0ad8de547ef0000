/** A process of bots, seen from the emulator: it takes sessions until it is retired, and ends when the last of them has left. */
import { type ChildProcess, fork } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../core/clock.js";
import { attempt, type Deferred, deferred } from "../core/wait.js";
import type { EndBehaviour } from "./behaviour.js";
import type { BotsOfSession, Farewell, Order, Report, Role } from "./bots-messages.js";
import { EmulatorError } from "./emulator-error.js";
import type { LiveKitOptions } from "./room-admin.js";
import type { EmulatorSpeechOptions } from "./speech-client.js";

/** How long a process that was let go may take to end. A native part has been seen to hang at its end. */
const EXIT_PATIENCE_MS = 2_000;

/** Of this module and of the built one. */
const PROGRAM = fileURLToPath(new URL(`bots-process${extname(import.meta.url)}`, import.meta.url));

export interface BotsHandlers {
  readonly handleActivity: () => void;
  readonly handleLine: (role: Role, text: string) => void;
  /** The scenario ends the session now. */
  readonly handleEnd: (end: Pick<EndBehaviour, "reason" | "event">) => void;
  /** The process has ended, and the bots with it. */
  readonly handleLost: () => void;
}

/** The bots of a session. */
export interface Bots {
  /** Resolves when those that come at once are in the room with their tracks, or have failed to. */
  readonly joined: Promise<void>;
  /**
   * @param farewell the event that is sent first. Undefined: none
   * @returns resolves when they have left; false: they were gone, and have said nothing. A process that does not answer is killed
   * after a while, with all that it has
   */
  leave(farewell: Farewell | undefined): Promise<boolean>;
}

interface Present {
  readonly handlers: BotsHandlers;
  readonly joined: Deferred<void>;
  readonly left: Deferred<boolean>;
}

export class BotsWorker {
  /** Rejects with an EmulatorError where a package is missing, or the process has ended before. */
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #ready = deferred();
  readonly #exited = deferred();
  readonly #handleExit: () => void;
  readonly #hangMs: number;
  readonly #present = new Map<string, Present>();
  #lagMs = 0;
  #isRetired = false;
  #isClosed = false;

  /**
   * @param handleExit called when the process has ended, before the sessions that it still had are told
   * @param hangMs how long it may take to let go of a session; one that takes longer is killed
   */
  constructor(
    livekit: LiveKitOptions,
    speech: EmulatorSpeechOptions | undefined,
    handleExit: () => void,
    hangMs: number,
  ) {
    this.#hangMs = hangMs;
    this.#child = fork(PROGRAM, [], {
      // Work-around: on import, @livekit/rtc-node writes debug lines to standard output unless NODE_ENV is "production". It can
      // go when the emulator's output stays clean without it.
      env: { ...process.env, NODE_ENV: "production" },
      // The emulator's standard output is its own.
      stdio: ["ignore", 2, 2, "ipc"],
      serialization: "advanced",
    });
    this.ready = this.#ready.promise;
    this.#child.on("message", (report: Report) => {
      this.#hear(report);
    });
    this.#handleExit = handleExit;
    this.#child.once("exit", (code, signal) => {
      this.#end(`it ended with ${String(signal ?? code)}`);
    });
    this.#child.on("error", (error) => {
      // One that has started tells of its end by itself; an order that came too late is none.
      if (this.#child.pid === undefined) this.#end(error.message);
    });
    const { url, apiKey, apiSecret } = livekit;
    this.#tell({ type: "begin", livekit: { url, apiKey, apiSecret }, speech });
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How late its timers are, in milliseconds, by its last report. */
  get lagMs(): number {
    return this.#lagMs;
  }

  join(session: BotsOfSession, handlers: BotsHandlers): Bots {
    const { id } = session;
    const present: Present = { handlers, joined: deferred(), left: deferred<boolean>() };
    this.#present.set(id, present);
    this.#tell({ type: "join", session });
    return {
      joined: present.joined.promise,
      leave: (farewell) => {
        this.#tell({ type: "leave", id, farewell });
        this.#endIfItHangs(present);
        return present.left.promise;
      },
    };
  }

  setSpeech(speech: EmulatorSpeechOptions | undefined): void {
    this.#tell({ type: "speech", speech });
  }

  /** It gets no more sessions. */
  retire(): void {
    this.#isRetired = true;
    this.#endIfUnused();
  }

  /** Ends the process, with what is left of its sessions. */
  async close(): Promise<void> {
    this.#isClosed = true;
    // One that is not ready would first load to the end.
    if (!this.#ready.settled) this.#child.kill("SIGKILL");
    else if (this.#child.connected) this.#child.disconnect();
    await attempt(() => this.#exited.promise, { clock: systemClock, ms: EXIT_PATIENCE_MS }).catch(() => {
      this.#child.kill("SIGKILL");
    });
    await this.#exited.promise;
  }

  #tell(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  #hear(report: Report): void {
    if (report.type === "ready") this.#ready.resolve();
    else if (report.type === "failed") this.#ready.reject(new EmulatorError(report.message));
    else if (report.type === "lag") this.#lagMs = report.ms;
    else this.#pass(report);
  }

  #pass(report: Exclude<Report, { readonly type: "ready" | "failed" | "lag" }>): void {
    const present = this.#present.get(report.id);
    if (!present) return;
    const { handlers, joined, left } = present;
    switch (report.type) {
      case "joined":
        joined.resolve();
        return;
      case "activity":
        handlers.handleActivity();
        return;
      case "line":
        handlers.handleLine(report.role, report.text);
        return;
      case "end":
        handlers.handleEnd(report);
        return;
      case "left":
        this.#present.delete(report.id);
        left.resolve(true);
        this.#endIfUnused();
        return;
    }
  }

  /** What hangs would otherwise keep its memory, and its participants in their rooms, for as long as the emulator lives. */
  #endIfItHangs({ left }: Present): void {
    const timer = setTimeout(() => {
      this.#child.kill("SIGKILL");
    }, this.#hangMs);
    void left.promise.then(() => {
      clearTimeout(timer);
    });
  }

  #endIfUnused(): void {
    if (this.#isRetired && this.#present.size === 0) void this.close();
  }

  #end(how: string): void {
    if (this.#exited.settled) return;
    const lost = [...this.#present.values()];
    this.#present.clear();
    // Whoever waits for a process that is not ready yet is told why.
    if (!this.#isClosed && (this.#ready.settled || lost.length > 0)) {
      console.error(`emulator: a process of bots is lost, with its sessions (${String(lost.length)}): ${how}`);
    }
    this.#ready.reject(new EmulatorError(`The emulator's bots could not start: ${how}`));
    this.#exited.resolve();
    this.#handleExit();
    for (const { handlers, joined, left } of lost) {
      left.resolve(false);
      joined.resolve();
      handlers.handleLost();
    }
  }
}
