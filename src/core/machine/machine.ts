/**
 * The session's machine: `transition(state, input)` says what comes next and what is to be done about it.
 *
 * It owns the seven states, the life of a turn and the order of events. It does not own time, promises, the
 * renderer or the history: those are effects, and what becomes of them comes back as input. Every pair of
 * state and input has an answer; `ignored` is one.
 */
import type { Effect, MachineInput, MachineState, Step } from "./types.js";
import { answerOf, ask, cutShort, emit, endTurn, moved, say, turnOf } from "./turns.js";
import { takeProgress } from "./progress.js";
import { takeReport } from "./reports.js";
import { takeWords } from "./words.js";

export const INITIAL_STATE: MachineState = { name: "idle" };

const ignored = (state: MachineState): Step => ({ state, effects: [], ignored: true });

const isLive = (state: MachineState): state is Extract<MachineState, { utterance: boolean }> =>
  state.name === "ready" || state.name === "thinking" || state.name === "speaking";

/** Moves to a state without a turn; whatever turn was running is closed first. */
function leave(from: MachineState, to: MachineState, before: readonly Effect[], after: readonly Effect[]): Step {
  const turn = turnOf(from);
  return {
    state: to,
    effects: [...(turn ? endTurn(turn) : []), ...before, ...moved(from, to), ...after],
  };
}

export function transition(state: MachineState, input: MachineInput): Step {
  if (state.name === "destroyed") return ignored(state);
  switch (input.type) {
    case "start":
      if (state.name !== "idle" && state.name !== "error") return ignored(state);
      return leave(state, { name: "connecting" }, [], [{ type: "mount" }]);

    case "mounted":
      if (state.name !== "connecting") return ignored(state);
      return leave(state, { name: "ready", utterance: false }, [], []);

    case "mount-failed":
      if (state.name !== "connecting") return ignored(state);
      return leave(state, { name: "error" }, [], [emit("error", input.error)]);

    case "mount-cancelled":
      if (state.name !== "connecting") return ignored(state);
      return leave(state, { name: "idle" }, [{ type: "unmount" }], []);

    case "ask":
      if (!isLive(state) || (input.interrupts === false && turnOf(state))) return ignored(state);
      return ask(state, { ...input, origin: input.origin ?? "typed" });

    case "say":
      return isLive(state) ? say(state, input) : ignored(state);

    case "interrupt":
      return isLive(state) && turnOf(state) ? cutShort(state) : ignored(state);

    case "leave-thread": {
      if (!isLive(state)) return ignored(state);
      // Late words of what was said in the old thread have no place in the new one: the text of its last reply is taken for kept.
      const tail = state.name === "ready" && state.tail ? { ...state.tail, committed: true } : undefined;
      return { state: { name: "ready", tail, utterance: state.utterance }, effects: cutShort(state).effects };
    }

    case "heard":
      return isLive(state) ? takeWords(state, input) : ignored(state);

    case "report":
      return isLive(state) ? takeReport(state, input) : ignored(state);

    case "progress":
      if ((state.name !== "thinking" && state.name !== "speaking") || state.turn.id !== input.turnId) {
        return ignored(state);
      }
      return takeProgress(state, input);

    case "turn-failed":
    case "watch-ended": {
      const turn = turnOf(state);
      if (!turn || !isLive(state) || turn.id !== input.turnId) return ignored(state);
      const answer = answerOf(state, input.type === "watch-ended" ? input.at : undefined);
      const ready: MachineState = { name: "ready", utterance: state.utterance, answer };
      const isCutOff = state.utterance && !turn.whole;
      if (input.type === "watch-ended" && isCutOff && turn.origin === "unasked") {
        // The visitor's sound stopped what the avatar began of its own accord: nobody misses it.
        return { state: ready, effects: [...endTurn(turn), ...moved(state, ready)] };
      }
      if (input.type === "watch-ended" && turn.reply !== "" && !isCutOff) {
        // It answered in text and never spoke: the answer counts.
        return { state: ready, effects: [...endTurn(turn, { commitAt: input.at }), ...moved(state, ready)] };
      }
      // What broke off in mid-speech must not go on talking.
      const silence: Effect[] = turn.voiced ? [{ type: "silence" }] : [];
      const failed = emit("error", input.error);
      return {
        state: ready,
        effects: [...silence, ...endTurn(turn, { error: input.error }), failed, ...moved(state, ready)],
      };
    }

    case "tail-ended":
      if (state.name !== "ready" || state.tail?.turnId !== input.turnId) return ignored(state);
      return { state: { name: "ready", answer: state.answer, utterance: state.utterance }, effects: [] };

    case "failed":
      if (!isLive(state)) return ignored(state);
      // Everything is released before anybody is told: a listener may start anew.
      return leave(state, { name: "error" }, [{ type: "unmount" }], [emit("error", input.error)]);

    case "end": {
      if (state.name === "connecting") return ignored(state);
      const destroyed: MachineState = { name: "destroyed" };
      if (!isLive(state)) return leave(state, destroyed, [{ type: "unmount" }], [{ type: "release" }]);
      const ended = emit("ended", input.reason, input.raw);
      return leave(state, destroyed, [{ type: "silence" }, { type: "unmount" }, ended], [{ type: "release" }]);
    }

    case "destroy": {
      const silence: Effect[] = turnOf(state) ? [{ type: "silence" }] : [];
      return leave(state, { name: "destroyed" }, [...silence, { type: "unmount" }], [{ type: "release" }]);
    }
  }
}
