import { abortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { EventType } from "./protocol.js";

/** The official SDK waits for ever (0.0.18). */
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
  readonly send: (
    type: "user.start_push_to_talk" | "user.stop_push_to_talk",
    signal: AbortSignal | undefined,
  ) => Promise<void>;
}

/** Opens and closes the speech window: one at a time, in order, each until the service has answered or the time is up. */
export class PushToTalk {
  readonly #options: PushToTalkOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #pending:
    | { readonly edge: Edge; readonly answer: (granted: boolean) => void; readonly refuse: (reason: Error) => void }
    | undefined;

  constructor(options: PushToTalkOptions) {
    this.#options = options;
  }

  /** @throws `push-to-talk-refused`, `command-timeout`, an AbortError, or the reason for which the room ended */
  request(edge: Edge, signal?: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#ask(edge, signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** An acknowledgement; one that nobody waits for changes nothing. */
  receive(type: Acknowledgement): void {
    const { edge, granted } = ACKNOWLEDGEMENTS[type];
    if (this.#pending?.edge === edge) this.#pending.answer(granted);
  }

  fail(reason: Error): void {
    this.#pending?.refuse(reason);
  }

  #ask(edge: Edge, signal: AbortSignal | undefined): Promise<void> {
    const { clock, timeoutMs, send } = this.#options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortError());
        return;
      }
      const finish = (settle: () => void) => {
        cancelTimer();
        signal?.removeEventListener("abort", abort);
        this.#pending = undefined;
        settle();
      };
      const refuse = (reason: unknown) =>
        finish(() => reject(reason instanceof Error ? reason : new Error(String(reason))));
      const abort = () => refuse(abortError());
      const cancelTimer = clock.setTimeout(() => {
        refuse(
          new LiveAvatarError(
            "command-timeout",
            `Push-to-talk (${edge}) was not acknowledged in ${timeoutMs / 1000} s.`,
          ),
        );
      }, timeoutMs);
      signal?.addEventListener("abort", abort, { once: true });
      this.#pending = {
        edge,
        answer: (granted) => {
          if (granted) finish(resolve);
          else refuse(new LiveAvatarError("push-to-talk-refused", `The agent refused to ${edge} push-to-talk.`));
        },
        refuse,
      };
      send(`user.${edge}_push_to_talk`, signal).catch(refuse);
    });
  }
}
