/**
 * Runs the machine: inputs are taken one after the other, never nested; signals are written with each step, before its
 * effects; and each effect stands for itself, so that one that throws takes nothing along.
 */
import type { Clock } from "../core/clock.js";
import type { Emitter } from "../core/emitter.js";
import { LiveAvatarError } from "../core/errors.js";
import { guard } from "../core/guard.js";
import { INITIAL_STATE, transition } from "../core/machine/machine.js";
import type { Effect, MachineInput, MachineState } from "../core/machine/types.js";
import type { Logger } from "../core/ports/logger.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Brain } from "./brain/brain.js";
import type { Committed } from "./memory-context.js";
import type { SignalWriter } from "./signals.js";
import type { TurnRegistry } from "./turn-registry.js";

/** Milliseconds that the text of a reply may trail behind its speech. */
const TAIL_MS = 1500;
/** Milliseconds that a turn waits further while the renderer reconnects: as long as a room keeps commands. */
const RECONNECTING_MS = 60_000;

export interface EngineContext {
  readonly brain: Brain;
  readonly clock: Clock;
  readonly emitter: Emitter<SessionEventMap>;
  readonly logger: Logger;
  readonly signals: SignalWriter;
  readonly turns: TurnRegistry;
  readonly mount: () => void;
  readonly unmount: () => void;
  readonly silence: () => void;
  /** A message has come into the history. */
  readonly handleCommit: (committed: Committed) => void;
  /** An input that the state has no use for, so that whoever waits for it is told. */
  readonly handleIgnored: (input: MachineInput) => void;
}

export class Engine {
  readonly #context: EngineContext;
  readonly #queue: (MachineInput | (() => void))[] = [];
  #machine: MachineState = INITIAL_STATE;
  #draining = false;
  #cancelTail: () => void = noop;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  get machine(): MachineState {
    return this.#machine;
  }

  /** @param inputs functions are called in their place */
  dispatch(...inputs: (MachineInput | (() => void))[]): void {
    this.#queue.push(...inputs);
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        if (typeof next === "function") next();
        else this.#step(next);
      }
    } finally {
      this.#draining = false;
    }
  }

  /** Tells an occurrence that is none of the machine's. */
  emit<K extends SessionEventName>(name: K, ...args: SessionEventMap[K]): void {
    if (name === "error") this.#context.signals.write("error", args[0] as LiveAvatarError);
    this.#context.emitter.emit(name, ...args);
  }

  #step(input: MachineInput): void {
    const { logger, signals, handleIgnored } = this.#context;
    const step = transition(this.#machine, input);
    this.#machine = step.state;
    signals.writeStep(step);
    if (step.ignored) {
      logger.debug(`"${input.type}" means nothing while ${this.#machine.name}`, input);
      handleIgnored(input);
    }
    for (const effect of step.effects) {
      guard(
        () => {
          this.#run(effect);
        },
        (error) => {
          logger.error(`The step "${effect.type}" failed.`, error);
        },
      );
    }
  }

  #run(effect: Effect): void {
    const { brain, emitter, mount, silence, turns, unmount } = this.#context;
    switch (effect.type) {
      case "emit":
        // Its sound is the answer that was waited for.
        if (effect.name === "speech-start") turns.unwatch(effect.args[0]);
        (emitter.emit as (name: SessionEventName, ...args: readonly unknown[]) => void)(effect.name, ...effect.args);
        return;
      case "mount":
        mount();
        return;
      case "unmount":
        this.#cancelTail();
        unmount();
        return;
      case "respond":
        brain.respond({ ...effect, signal: turns.signal(effect.turnId) });
        return;
      case "speak-text":
        brain.say({ ...effect, signal: turns.signal(effect.turnId) });
        return;
      case "silence":
        silence();
        return;
      case "watch":
        this.#watch(effect.turnId, effect.short);
        return;
      case "await-tail":
        this.#awaitTail(effect.turnId);
        return;
      case "settle":
        turns.close(effect.turnId, effect.error);
        return;
      case "commit":
        this.#context.handleCommit({ ...effect, mayBePreceded: this.#mayBePreceded(effect.message) });
        return;
      case "release":
        emitter.clear();
    }
  }

  /** The connection is back: what was asked in the meantime is only now on its way, and its patience counts from here. */
  handleReconnected(): void {
    if (this.#machine.name === "thinking") this.#watch(this.#machine.turn.id);
  }

  /** The answer to an utterance whose words have not come: they will stand before it. */
  #mayBePreceded({ id }: ChatMessage): boolean {
    return "answer" in this.#machine && this.#machine.answer?.id === id;
  }

  #watch(turnId: string, isShort = false): void {
    const { brain, clock, signals, turns } = this.#context;
    if (brain.patienceMs === undefined) return;
    const patienceMs = isShort ? brain.patienceMs / 3 : brain.patienceMs;
    const giveUp = (): void => {
      const message = `The avatar gave no sign of an answer for ${patienceMs / 1000} s.`;
      const error = new LiveAvatarError("no-answer", message);
      this.dispatch({ type: "watch-ended", turnId, at: clock.now(), error });
    };
    turns.watch(turnId, patienceMs, () => {
      if (signals.signals.connection.get() === "reconnecting") turns.watch(turnId, RECONNECTING_MS, giveUp);
      else giveUp();
    });
  }

  /** The newest wait replaces the one before. */
  #awaitTail(turnId: string): void {
    this.#cancelTail();
    this.#cancelTail = this.#context.clock.setTimeout(() => {
      this.dispatch({ type: "tail-ended", turnId });
    }, TAIL_MS);
  }
}

export const isLive = ({ name }: MachineState): boolean =>
  name === "ready" || name === "thinking" || name === "speaking";

const noop = (): void => undefined;
