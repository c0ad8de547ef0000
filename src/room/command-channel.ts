import type { OwnBytes } from "../core/own-buffer.js";
import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Logger } from "../core/ports/logger.js";
import { attempt, deferred, type Deferred } from "../core/wait.js";
import { encodeCommand } from "./event-codec.js";
import { COMMANDS } from "./protocol.js";
import type { AgentCommand, CommandType, TextCommandType } from "./protocol.js";

/** Longer than any absence that ends well: an absence of 15 s ends the session, and LiveKit gives up within 40 s. */
const HOLD_TIMEOUT_MS = 60_000;
/** As long as LiveKit itself waits for a data channel. */
const HAND_OVER_TIMEOUT_MS = 15_000;

export interface CommandChannelOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Hands one reliable packet on `agent-control` to the room. */
  readonly publish: (packet: OwnBytes) => Promise<void>;
}

interface Waiting {
  readonly command: AgentCommand;
  readonly turn: Deferred<void>;
}

/** A command with an id of its own, ready to be sent. */
export function makeCommand(type: TextCommandType, text: string): AgentCommand;
export function makeCommand(type: Exclude<CommandType, TextCommandType>): AgentCommand;
export function makeCommand(type: CommandType, text?: string): AgentCommand {
  return { event_id: uuid(), event_type: type, ...(text !== undefined && { text }) } as AgentCommand;
}

/** A version 4 UUID. `crypto.randomUUID` is there on secure pages alone, and typing works on the others too. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sends commands in order, and keeps them while the room reconnects or the agent is away. */
export class CommandChannel {
  readonly #options: CommandChannelOptions;
  #waiting: Waiting[] = [];
  #held = false;
  #disposed: Error | undefined;

  constructor(options: CommandChannelOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the command is handed over, which is all that the wire tells (protocol §2.4).
   * Rejects `command-timeout`, with an AbortError when `signal` fires or an interrupt overtakes the words, or
   * with the reason for which the room ended.
   */
  async send(command: AgentCommand, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw abortError();
    if (this.#disposed !== undefined) throw this.#disposed;
    if (this.#held) await this.#turn(command, signal);
    await this.#publish(command);
  }

  /** Sends a command whose outcome no caller waits for: a failure is logged. */
  post(command: AgentCommand): void {
    this.send(command).catch((error: unknown) => {
      this.#options.logger.debug(`${command.event_type} was not sent`, error);
    });
  }

  /** Keeps commands from now on, because the room or the agent is away. */
  hold(): void {
    this.#held = true;
  }

  /** Sends the kept commands, because room and agent are back. */
  release(): void {
    this.#held = false;
    for (const { turn } of this.#waiting.splice(0)) turn.resolve();
  }

  /** Drops the kept commands that carry text: an interrupt has overtaken them. */
  dropTexts(): void {
    const texts = this.#waiting.filter(({ command }) => COMMANDS[command.event_type] === "text");
    this.#waiting = this.#waiting.filter((entry) => !texts.includes(entry));
    for (const { turn } of texts) turn.reject(abortError());
  }

  /** Rejects every kept and every later command with `reason`. */
  dispose(reason: Error): void {
    this.#disposed ??= reason;
    for (const { turn } of this.#waiting.splice(0)) turn.reject(reason);
  }

  async #turn(command: AgentCommand, signal: AbortSignal | undefined): Promise<void> {
    const { clock } = this.#options;
    const entry: Waiting = {
      command,
      turn: deferred({ signal, clock, ms: HOLD_TIMEOUT_MS, timeout: () => notHandedOver(command) }),
    };
    this.#waiting.push(entry);
    try {
      await entry.turn.promise;
    } finally {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
    }
  }

  async #publish(command: AgentCommand): Promise<void> {
    const { clock, publish } = this.#options;
    const timeout = notHandedOver(command);
    try {
      await attempt(() => publish(encodeCommand(command)), {
        clock,
        ms: HAND_OVER_TIMEOUT_MS,
        timeout: () => timeout,
      });
    } catch (cause) {
      if (cause === timeout) throw cause;
      throw (
        this.#disposed ?? new LiveAvatarError("command-timeout", `${command.event_type} could not be sent.`, { cause })
      );
    }
  }
}

const notHandedOver = (command: AgentCommand): LiveAvatarError =>
  new LiveAvatarError("command-timeout", `${command.event_type} could not be handed over in time.`);
