/**
 * What a renderer's reports do to the turn. The order in which a service sends them is nobody's promise: text may lead or
 * trail the voice, and the visitor's words may come after the answer to them. Each of these is met here, once.
 */
import { answerOf, commit, emit, endTurn, type LiveState, moved, newTurn, replyId, turnOf } from "./turns.js";
import type { Effect, MachineInput, MachineState, Step, Turn, TurnReport } from "./types.js";

type ReportInput = Extract<MachineInput, { type: "report" }>;

export function takeReport(state: LiveState, input: ReportInput): Step {
  const { report } = input;
  switch (report.type) {
    case "user-speech-start":
      if (input.isOwn) return { state, effects: [emit("user-speech-start")] };
      // The words that come from now on are those of this utterance, and no longer of the one that has been answered.
      return { state: { ...state, utterance: true, answer: undefined }, effects: [emit("user-speech-start")] };
    case "user-speech-end":
      return takeUtteranceEnd(state);
    case "reply-chunk":
    case "reply-text":
      return takeReply(state, input, report);
    case "speech-start":
      return takeSpeechStart(state, input);
    case "speech-end":
      return takeSpeechEnd(state, input);
  }
}

/**
 * Sound of the visitor that was no words, such as a cough, may have stopped the service as it prepared its answer, and no event
 * says so. Words or a further sign of the answer start the patience anew.
 */
function takeUtteranceEnd(state: LiveState): Step {
  const effects: Effect[] = [emit("user-speech-end")];
  if (state.name === "thinking" && state.utterance) {
    effects.push({ type: "watch", turnId: state.turn.id, short: true });
  }
  return { state, effects };
}

function takeReply(state: LiveState, input: ReportInput, report: Extract<TurnReport, { text: string }>): Step {
  const isWhole = report.type === "reply-text";
  if (state.name === "ready" && state.tail && isWhole) {
    // The text of the turn that has just ended, late.
    const late =
      state.tail.committed || report.text === ""
        ? []
        : commit(replyId({ id: state.tail.turnId }), "assistant", report.text, input.at);
    return { state: { name: "ready", answer: state.answer, utterance: state.utterance }, effects: late };
  }
  const { turn, opening, utterance } = runningTurn(state, input);
  const reply = isWhole ? report.text : turn.reply + report.text;
  const next: MachineState = {
    name: state.name === "speaking" ? "speaking" : "thinking",
    turn: { ...turn, reply, whole: turn.whole || isWhole },
    ...{ utterance, answer: state.answer },
  };
  // A whole text adds what the chunks had not yet said; where it contradicts them it is a chunk of its own.
  const delta = isWhole ? (reply.startsWith(turn.reply) ? reply.slice(turn.reply.length) : "") : report.text;
  const effects: Effect[] = [...opening, ...moved(state, next)];
  if (delta !== "") effects.push(emit("chunk", delta, reply, turn.id));
  if (next.name === "thinking") effects.push({ type: "watch", turnId: turn.id });
  return { state: next, effects };
}

function takeSpeechStart(state: LiveState, input: ReportInput): Step {
  if (state.name === "speaking") return { state, effects: [], ignored: true };
  const { turn, opening, utterance } = runningTurn(state, input);
  const { answer } = state;
  const next: MachineState = { name: "speaking", turn: { ...turn, voiced: true }, utterance, answer };
  return { state: next, effects: [...opening, ...moved(state, next), emit("speech-start", turn.id)] };
}

function takeSpeechEnd(state: LiveState, input: ReportInput): Step {
  if (state.name !== "speaking") return { state, effects: [], ignored: true };
  const { turn } = state;
  if (state.utterance && !turn.whole) {
    // The visitor spoke into it and the service fell silent in mid-reply: that is an interruption, not an answer.
    const ready: MachineState = { name: "ready", utterance: true };
    return { state: ready, effects: [...endTurn(turn), ...moved(state, ready)] };
  }
  const tail = turn.whole ? undefined : { turnId: turn.id, committed: turn.reply !== "" };
  const next: MachineState = { name: "ready", tail, answer: answerOf(state, input.at), utterance: state.utterance };
  const effects: Effect[] = [...endTurn(turn, { commitAt: input.at }), ...moved(state, next)];
  if (tail) effects.push({ type: "await-tail", turnId: turn.id });
  return { state: next, effects };
}

/**
 * The turn that a sign of a reply belongs to. Where there is none, the avatar speaks unasked; or it answers an utterance whose
 * words are still to come, which then has not cut into the answer.
 */
function runningTurn(state: LiveState, input: ReportInput): { turn: Turn; opening: Effect[]; utterance: boolean } {
  const running = turnOf(state);
  if (running) return { turn: running, opening: [], utterance: state.utterance };
  const turn: Turn = { ...newTurn(input.id, "unasked"), awaitsWords: state.utterance };
  return { turn, opening: [{ type: "watch", turnId: turn.id }], utterance: false };
}
