/** What the visitor is heard to say: partial words are told, final ones open a turn. */
import { ask, commit, commitLate, emit, endTurn, type LiveState, moved, newTurn, turnOf } from "./turns.js";
import type { Effect, MachineInput, MachineState, Step, Turn } from "./types.js";

type Heard = Extract<MachineInput, { type: "heard" }>;

export function takeWords(state: LiveState, input: Heard): Step {
  const { text, isFinal, source } = input;
  const transcript = emit("transcript", text, { isFinal });
  if (!isFinal) return { state, effects: [transcript] };
  return source === "session" ? answerWords(state, input, transcript) : followWords(state, input, transcript);
}

/** The session has to answer them. Words without a word are noise: they are told, and interrupt nothing. */
function answerWords(state: LiveState, { id, at, text }: Heard, transcript: Effect): Step {
  if (text.trim() === "") return { state: { ...state, utterance: false }, effects: [transcript] };
  const { state: next, effects } = ask(state, { id, at, origin: "spoken", text, content: text });
  return { state: next, effects: [transcript, ...effects] };
}

/** The renderer answers them: they open a turn, unless they belong to the one that is running. */
function followWords(state: LiveState, { id, at, text }: Heard, transcript: Effect): Step {
  const turn = turnOf(state);
  const words = text.trim();
  // A service may echo typed words as if they had been spoken; nobody spoke.
  const echo = turn?.origin === "typed" && !state.utterance && turn.prompt.trim() === words;
  if (words === "" || echo) return { state: { ...state, utterance: false }, effects: [] };

  if (state.answer) {
    const late = [transcript, ...commitLate(state.answer, `${id}-user`, text, at)];
    return { state: { ...state, answer: undefined }, effects: late };
  }
  const said = [transcript, ...commit(`${id}-user`, "user", text, at)];
  if (turn?.awaitsWords && state.name !== "ready") {
    const asked: Turn = { ...turn, origin: "spoken", prompt: text, awaitsWords: false };
    // An utterance that began since then has cut into the answer, and keeps its mark.
    return { state: { ...state, turn: asked }, effects: said };
  }
  const next: MachineState = { name: "thinking", turn: newTurn(id, "spoken", text), utterance: false };
  const watch: Effect = { type: "watch", turnId: id };
  return { state: next, effects: [...(turn ? endTurn(turn) : []), watch, ...said, ...moved(state, next)] };
}
