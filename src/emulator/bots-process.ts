/**
 * A process of bots: it holds the rooms of some sessions, and does what the emulator orders. It ends when the emulator lets go of it,
 * or is gone. Started with `fork`.
 */
import type { Order, Report } from "./bots-messages.js";
import { inBackground } from "./background.js";
import { EmulatorError } from "./emulator-error.js";
import { watchLag } from "./lag-watch.js";
import { Media } from "./media.js";
import { Recogniser } from "./recogniser.js";
import { type LiveKitOptions, RoomAdmin } from "./room-admin.js";
import { type BotsContext, SessionBots } from "./session-bots.js";
import { type EmulatorSpeechOptions, SpeechClient } from "./speech-client.js";
import { loadVoice, Voice } from "./voice.js";

type OrderTo<Type extends Order["type"]> = Extract<Order, { readonly type: Type }>;

/** Where nobody listens any more, this process is about to end. */
function tell(report: Report): void {
  if (process.connected) process.send?.(report);
}

class BotsProcess {
  readonly #sessions = new Map<string, SessionBots>();
  readonly #recogniser = new Recogniser(() => this.#speech);
  readonly #context: Promise<BotsContext>;
  #speech: SpeechClient | undefined;
  /** Undefined where there are no sessions. */
  #endLagWatch: (() => void) | undefined;

  constructor({ livekit, speech }: OrderTo<"begin">) {
    this.#hear(speech);
    this.#context = this.#load(livekit);
    this.#context.then(
      () => {
        tell({ type: "ready" });
      },
      (error: unknown) => {
        const message = error instanceof EmulatorError ? error.message : String(error);
        process.send?.({ type: "failed", message } satisfies Report, undefined, undefined, () => {
          process.disconnect();
        });
      },
    );
  }

  obey(order: Order): void {
    switch (order.type) {
      case "begin":
        return;
      case "speech":
        this.#hear(order.speech);
        return;
      case "join":
        inBackground("a session", () => this.#join(order.session));
        return;
      case "leave":
        inBackground("a session", () => this.#leave(order.id, order.farewell));
        return;
    }
  }

  close(): Promise<void> {
    return this.#recogniser.close();
  }

  async #load(livekit: LiveKitOptions): Promise<BotsContext> {
    const [media, admin] = await Promise.all([Media.load(), RoomAdmin.load(livekit), loadVoice()]);
    const voice = new Voice(() => this.#speech);
    return { media, admin, voice, recogniser: this.#recogniser, livekitUrl: livekit.url };
  }

  #hear(speech: EmulatorSpeechOptions | undefined): void {
    this.#speech = speech && new SpeechClient(speech);
  }

  async #join(session: OrderTo<"join">["session"]): Promise<void> {
    const { id } = session;
    const bots = new SessionBots(session, await this.#context, {
      handleActivity: () => {
        tell({ type: "activity", id });
      },
      handleLine: (role, text) => {
        tell({ type: "line", id, role, text });
      },
      handleEnd: ({ reason, event }) => {
        tell({ type: "end", id, reason, event });
      },
    });
    this.#sessions.set(id, bots);
    this.#endLagWatch ??= watchLag((ms) => {
      tell({ type: "lag", ms });
    });
    await bots.join();
    tell({ type: "joined", id });
  }

  async #leave(id: string, farewell: OrderTo<"leave">["farewell"]): Promise<void> {
    // It may have been told to come a moment ago.
    await this.#context;
    await this.#sessions.get(id)?.leave(farewell);
    this.#sessions.delete(id);
    if (this.#sessions.size === 0) this.#restFromLag();
    tell({ type: "left", id });
  }

  #restFromLag(): void {
    this.#endLagWatch?.();
    this.#endLagWatch = undefined;
    tell({ type: "lag", ms: 0 });
  }
}

/**
 * A work-around: on a machine that is too busy the native part gives a room up while it is being joined, and the garbage collector
 * then drops its handle once more, which throws where nobody can catch it. The sessions of the other rooms are not to end with it. It
 * can go when @livekit/rtc-node (1.1.0) owns each handle once.
 */
const HANDLE_DROPPED_TWICE = "trying to drop an invalid handle";

function handleUncaught(error: Error): void {
  if (error.message === HANDLE_DROPPED_TWICE) return;
  console.error("emulator:", error);
  process.exit(1);
}

let bots: BotsProcess | undefined;
process.on("message", (order: Order) => {
  if (order.type !== "begin") {
    bots?.obey(order);
    return;
  }
  // A terminal's Ctrl-C reaches this process, too: the emulator says when it ends.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
  process.on("uncaughtException", handleUncaught);
  const begun = (bots = new BotsProcess(order));
  process.once("disconnect", () => {
    void begun.close().finally(() => process.exit(0));
  });
});
