import { throwIfAborted } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import { attempt, deferred, type Deferred } from "../core/wait.js";
import { makeCommand } from "./command-channel.js";
import type { AgentCommand, EventType } from "./protocol.js";

/** The default time limit for an answer of the service. The official SDK has none (0.0.18). */
export const PUSH_TO_TALK_TIMEOUT_MS = 5000;

type Edge = "start" | "stop";
type Acknowledgement = Extract<EventType, `user.push_to_talk_${string}`>;
const ACKNOWLEDGEMENTS: Readonly<Record<Acknowledgement, { readonly edge: Edge; readonly granted: boolean }>> = {
  "user.push_to_talk_started": { edge: "start", granted: true },
  "user.push_to_talk_start_failed": { edge: "start", granted: false },
  "user.push_to_talk_stopped": { edge: "stop", granted: true },
  "user.push_to_talk_stop_failed": { edge: "stop", granted: false },
};

export interface PushToTalkOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Hands a command to the room; one that is still kept is dropped when `signal` is aborted. */
  readonly send: (command: AgentCommand, signal: AbortSignal | undefined) => Promise<void>;
  /** Called when the service opens or closes the window without having been asked. */
  readonly handleWindowChange: (open: boolean) => void;
}

interface Pending {
  readonly edge: Edge;
  readonly commandId: string;
  readonly answer: Deferred<void>;
}

/** The number of command ids that are remembered: more than answers can be outstanding. */
const REMEMBERED_COMMANDS = 16;

/** The requests to open and to close the push-to-talk window: one at a time, in order, each with a time limit. */
export class PushToTalk {
  readonly #options: PushToTalkOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #pending: Pending | undefined;
  /** The ids of our commands, the newest last. */
  #sent: readonly string[] = [];

  constructor(options: PushToTalkOptions) {
    this.#options = options;
  }

  /**
   * Asks the service to open or to close the window; resolves when it has.
   * @throws `push-to-talk-refused`, `command-timeout`, an AbortError, or the reason for which the room ended
   */
  request(edge: Edge, signal?: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#ask(edge, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /**
   * Handles an acknowledgement.
   * @param source the id of the command that it answers, where the service gives one (UNVERIFIED); else its type decides
   */
  handleAcknowledgement(type: Acknowledgement, source?: string): void {
    const { edge, granted } = ACKNOWLEDGEMENTS[type];
    const pending = this.#pending;
    const isOfAnother = source !== undefined && source !== pending?.commandId && this.#sent.includes(source);
    if (pending?.edge !== edge || isOfAnother) {
      if (granted) this.#options.handleWindowChange(edge === "start");
    } else if (granted) pending.answer.resolve();
    else {
      pending.answer.reject(new LiveAvatarError("push-to-talk-refused", `The agent refused to ${edge} push-to-talk.`));
    }
  }

  /** Rejects the request that waits with `reason`. */
  dispose(reason: Error): void {
    this.#pending?.answer.reject(reason);
  }

  async #ask(edge: Edge, signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted(signal);
    const { clock, timeoutMs, send } = this.#options;
    const command = makeCommand(`user.${edge}_push_to_talk`);
    this.#sent = [...this.#sent.slice(1 - REMEMBERED_COMMANDS), command.event_id];
    const timeout = () =>
      new LiveAvatarError("command-timeout", `Push-to-talk (${edge}) was not acknowledged in ${timeoutMs / 1000} s.`);
    await attempt(
      async (given) => {
        const answer = deferred({ signal: given });
        this.#pending = { edge, commandId: command.event_id, answer };
        // An opening may be given up before it was sent; a closing must reach the service, however late.
        attempt(() => send(command, edge === "start" ? given : undefined)).catch(answer.reject);
        await answer.promise;
      },
      { signal, clock, ms: timeoutMs, timeout },
    ).finally(() => {
      this.#pending = undefined;
    });
  }
}
