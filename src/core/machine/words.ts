/** What the visitor is heard to say: partial words are told, final ones open a turn. */
import { ask, commit, commitLate, cutShort, emit, endTurn, type LiveState, moved, newTurn, turnOf } from "./turns.js";
import type { Effect, MachineInput, MachineState, Step, Turn } from "./types.js";

type Heard = Extract<MachineInput, { type: "heard" }>;

export function takeWords(state: LiveState, input: Heard): Step {
  const { text, isFinal, source, details } = input;
  const transcript = emit("transcript", text, { ...details, isFinal });
  if (!isFinal) return { state, effects: [transcript] };
  return source === "session" ? answerWords(state, input, transcript) : followWords(state, input, transcript);
}

/** The session has to answer them. Sound without a word is noise: it is told, and interrupts nothing. */
function answerWords(state: LiveState, { id, at, text, details, handling = {} }: Heard, transcript: Effect): Step {
  if (!/[\p{L}\p{N}]/u.test(text)) return { state: { ...state, utterance: false }, effects: [transcript] };
  if (details?.isLate) return { state, effects: [transcript, ...commitLate(handling.before, `${id}-user`, text, at)] };
  if (handling.interrupts === false && turnOf(state)) return { state, effects: [transcript] };
  const { question = text } = handling;
  const { state: next, effects } = handling.waits
    ? cutShort(state)
    : ask(state, { id, at, origin: "spoken", text: question, content: question });
  return { state: next, effects: [transcript, ...effects] };
}

/** The renderer answers them: they open a turn, unless they belong to the one that is running. */
function followWords(state: LiveState, { id, at, text }: Heard, transcript: Effect): Step {
  const turn = turnOf(state);
  const words = text.trim();
  // A service may echo words that it was asked as if it had heard them; nobody spoke to it.
  const echo = turn?.isAsked && !state.utterance && turn.prompt.trim() === words;
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
