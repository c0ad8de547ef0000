/** Runs the machine's effects. One handler a kind; a new kind without a handler does not compile. */
import { isAbortError } from "../core/abort.js";
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { Effect, MachineInput } from "../core/machine/types.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { Logger } from "../core/ports/logger.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { SessionEventMap, SessionEventName } from "../core/session-events.js";
import type { WritableSessionSignals } from "./signals.js";
import type { TurnPipeline } from "./turn/turn-pipeline.js";
import type { TurnBook } from "./turn-registry.js";

/** How long the text of a reply may trail behind its speech. */
const TAIL_MS = 1500;

export interface EffectTools {
  readonly renderer: AvatarRenderer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly noAnswerTimeoutMs: number;
  readonly signals: WritableSessionSignals;
  readonly book: TurnBook;
  /** Where the session converses itself; else the renderer does. */
  readonly pipeline: TurnPipeline | undefined;
  readonly emit: <K extends SessionEventName>(name: K, ...args: SessionEventMap[K]) => void;
  readonly dispatch: (input: MachineInput) => void;
  readonly commit: (message: ChatMessage) => void;
  readonly mount: () => void;
  readonly cancelMount: () => void;
  readonly unmount: () => void;
  readonly release: () => void;
  /** The wait for a trailing text; the newest replaces the one before. */
  readonly setTail: (cancel: () => void) => void;
}

type Handlers = { readonly [K in Effect["type"]]: (effect: Extract<Effect, { type: K }>, tools: EffectTools) => void };

const HANDLERS: Handlers = {
  emit(effect, { emit, signals, book }) {
    if (effect.name === "state-change") signals.state.set(effect.args[0]);
    if (effect.name === "speech-start") book.unwatch(effect.args[0]);
    (emit as (name: SessionEventName, ...args: readonly unknown[]) => void)(effect.name, ...effect.args);
  },
  mount: (_, tools) => {
    tools.mount();
  },
  "cancel-mount": (_, tools) => {
    tools.cancelMount();
  },
  unmount: (_, tools) => {
    tools.unmount();
  },
  release: (_, tools) => {
    tools.release();
  },
  respond: ({ turnId, text }, tools) => {
    if (tools.pipeline) tools.pipeline.respond(turnId, tools.book.signal(turnId));
    else handOver(turnId, tools, (signal) => tools.renderer.respond?.(text, { signal }));
  },
  "speak-text": ({ turnId, text }, tools) => {
    if (tools.pipeline) tools.pipeline.say(turnId, text, tools.book.signal(turnId));
    else handOver(turnId, tools, (signal) => tools.renderer.speakText?.(text, signal));
  },
  silence: (_, { renderer, logger }) => {
    try {
      renderer.interrupt();
    } catch (error) {
      logger.error("The renderer could not be interrupted.", error); // the turn ends all the same
    }
  },
  watch: ({ turnId }, { book, noAnswerTimeoutMs, dispatch, clock, pipeline }) => {
    // A model says itself when its time is over, and some think for longer.
    if (pipeline) return;
    book.watch(turnId, noAnswerTimeoutMs, () => {
      const error = new LiveAvatarError(
        "no-answer",
        `The avatar gave no sign of an answer for ${String(noAnswerTimeoutMs / 1000)} s.`,
      );
      dispatch({ type: "watch-ended", turnId, at: clock.now(), error });
    });
  },
  "await-tail": ({ turnId }, { clock, dispatch, setTail }) => {
    setTail(
      clock.setTimeout(() => {
        dispatch({ type: "tail-ended", turnId });
      }, TAIL_MS),
    );
  },
  settle: ({ turnId, error }, { book }) => {
    book.close(turnId, error);
  },
  reply: ({ text }, { signals }) => {
    signals.reply.set(text);
  },
  commit: ({ message }, { commit }) => {
    commit(message);
  },
};

export function runEffect(effect: Effect, tools: EffectTools): void {
  (HANDLERS[effect.type] as (effect: Effect, tools: EffectTools) => void)(effect, tools);
}

/** Gives words to the renderer; only a refusal comes back from here, the answer comes as reports. */
function handOver(turnId: string, tools: EffectTools, send: (signal: AbortSignal) => Promise<void> | undefined): void {
  const refuse = (cause: unknown): void => {
    if (isAbortError(cause)) return;
    const error = LiveAvatarError.is(cause)
      ? cause
      : new LiveAvatarError("command-timeout", "The words could not be handed to the avatar.", { cause });
    tools.dispatch({ type: "turn-failed", turnId, error });
  };
  try {
    send(tools.book.signal(turnId))?.catch(refuse);
  } catch (error) {
    refuse(error);
  }
}
