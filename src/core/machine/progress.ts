/** What a turn that the session runs itself tells of its way, from the first chunk to the last word. */
import { emit, endTurn, moved } from "./turns.js";
import type { MachineInput, MachineState, Step } from "./types.js";

type Busy = Extract<MachineState, { name: "thinking" | "speaking" }>;

export function takeProgress(state: Busy, { progress, at }: Extract<MachineInput, { type: "progress" }>): Step {
  const { turn } = state;
  switch (progress.type) {
    case "chunk": {
      const reply = turn.reply + progress.text;
      return { state: { ...state, turn: { ...turn, reply } }, effects: [emit("chunk", progress.text, reply, turn.id)] };
    }
    case "speech-start": {
      // Every sentence says that it sounds; the first one has told the world.
      if (turn.voiced) return { state, effects: [] };
      const next: MachineState = { name: "speaking", turn: { ...turn, voiced: true }, utterance: state.utterance };
      return { state: next, effects: [...moved(state, next), emit("speech-start", turn.id)] };
    }
    case "segment": {
      const { index, text, phase } = progress;
      return { state, effects: [emit("segment", { turnId: turn.id, index, text, phase })] };
    }
    case "emotion":
      return { state, effects: [emit("emotion", progress.emotion)] };
    case "tool-call":
      return { state, effects: [emit("tool-call", progress.call)] };
    case "tool-result":
      return { state, effects: [emit("tool-result", progress.result)] };
    case "problem":
      return { state, effects: [emit("error", progress.error)] };
    case "done": {
      const ready: MachineState = { name: "ready", utterance: state.utterance };
      return { state: ready, effects: [...endTurn(turn, { commitAt: at }), ...moved(state, ready)] };
    }
  }
}
