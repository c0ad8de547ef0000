/** Holds a session's signals against its events; and watchers that throw, beside one that must be told all the same. */
import { Signal } from "signal-polyfill";
import type { LiveAvatarError } from "../../../src/core/errors.js";
import type { AvatarSession } from "../../../src/session/index.js";
import type { World } from "./face.js";

type Objection = (invariant: string, what: string) => void;
type Watchable = Signal.State<unknown>;

const WATCHED = ["state", "turnId", "messages", "connection"] as const;

export class SignalWitness {
  readonly #session: AvatarSession;
  readonly #object: Objection;
  #told = "idle";
  /** The state that the signal shows ahead of its event. */
  #ahead: string | undefined;
  readonly #watchers: Signal.subtle.Watcher[] = [];
  #seen: readonly unknown[];
  #wasTold = false;

  /** @param throwing how many watchers throw, before and behind the one that does not */
  constructor(session: AvatarSession, object: Objection, throwing: number) {
    this.#session = session;
    this.#object = object;
    this.#seen = this.#values();
    for (let i = 0; i <= throwing; i += 1) this.#watch(i !== (throwing === 1 ? 1 : Math.ceil(throwing / 2)));
  }

  hear(name: string, args: readonly unknown[]): void {
    const { signals } = this.#session;
    const state = signals.state.get();
    const expect = (isTrue: boolean, what: string): void => {
      if (!isTrue) this.#object("signals go first", what);
    };
    expect(state === this.#session.state, `state ${state}, session ${this.#session.state}`);
    if (name === "state-change") {
      expect(args[0] === state, `told ${String(args[0])}, shown ${state}`);
      expect(args[1] === this.#told, `from ${String(args[1])}, but ${this.#told} was told`);
      expect(this.#ahead === undefined || this.#ahead === args[0], `${String(this.#ahead)} was shown and never told`);
      this.#told = state;
      this.#ahead = undefined;
    } else if (state !== this.#told) {
      expect(this.#ahead === undefined || this.#ahead === state, "two states ahead");
      this.#ahead = state;
    }
    if (name === "chunk") expect(signals.reply.get() === args[1], "a chunk that the reply does not show");
    if (name === "message") expect(signals.messages.get().includes(args[0] as never), "a message that is not shown");
    if (name === "error") expect(signals.error.get() === (args[0] as LiveAvatarError), "an error that is not shown");
    if (name === "connection-change") expect(signals.connection.get() === args[0], "a connection that is not shown");
    if (name === "mic-change") expect(signals.mic.get() === args[0], "a microphone that is not shown");
    const isNew = this.#values().some((value, index) => value !== this.#seen[index]);
    if (isNew && !this.#wasTold) this.#object("watchers are told", `nobody was, before "${name}"`);
  }

  /** No step is under way. @param world what the renderer in place has reported; undefined: unknown */
  check(world: World | undefined): void {
    const { signals, state } = this.#session;
    if (signals.state.get() !== this.#told || state !== this.#told) {
      this.#object("signals go first", `at rest ${state} was never told`);
    }
    if (!world) return;
    const expected = JSON.stringify([world.connection, world.mic, world.audio, world.mic === "live"]);
    const { connection, mic, audio, listening } = signals;
    const shown = JSON.stringify([connection.get(), mic.get(), audio.get(), listening.get()]);
    if (shown !== expected) this.#object("the world is shown", `${shown} instead of ${expected}`);
  }

  stop(): void {
    for (const watcher of this.#watchers) watcher.unwatch(...this.#signals());
  }

  #watch(throws: boolean): void {
    const watcher = new Signal.subtle.Watcher(() => {
      if (!throws) this.#wasTold = true;
      queueMicrotask(() => {
        watcher.watch();
        if (throws) return;
        this.#seen = this.#values();
        this.#wasTold = false;
      });
      if (throws) throw new Error("a watcher of the page");
    });
    watcher.watch(...this.#signals());
    this.#watchers.push(watcher);
  }

  #signals(): readonly Watchable[] {
    return WATCHED.map((name) => this.#session.signals[name] as unknown as Watchable);
  }

  #values(): readonly unknown[] {
    return this.#signals().map((signal) => signal.get());
  }
}
