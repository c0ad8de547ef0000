/** The life of a turn: how it opens, how it closes, and which events say so. */
import type { Answer, Effect, MachineInput, MachineState, Step, Turn } from "./types.js";
import type { ChatMessage, ContentPart } from "../ports/chat-message.js";
import type { LiveAvatarError } from "../errors.js";
import type { SessionEventMap, SessionEventName } from "../session-events.js";
import { hasVisibleText } from "../visible-text.js";

export type LiveState = Extract<MachineState, { utterance: boolean }>;

export function emit<K extends SessionEventName>(name: K, ...args: SessionEventMap[K]): Effect {
  return { type: "emit", name, args } as Effect;
}

export function turnOf(state: MachineState): Turn | undefined {
  return state.name === "thinking" || state.name === "speaking" ? state.turn : undefined;
}

/** The state-change event, where the public name changes. */
export function moved(from: MachineState, to: MachineState): Effect[] {
  return from.name === to.name ? [] : [emit("state-change", to.name, from.name)];
}

/** A message of the history: nobody can change it. Words of the avatar that nobody would see are none. */
export function commit(id: string, role: ChatMessage["role"], content: ChatMessage["content"], at: number): Effect[] {
  if (role === "assistant" && typeof content === "string" && !hasVisibleText(content)) return [];
  const message: ChatMessage = Object.freeze({ id, role, content: frozen(content), createdAt: at });
  return [{ type: "commit", message }, emit("message", message)];
}

function frozen(content: ChatMessage["content"]): ChatMessage["content"] {
  if (typeof content === "string") return content;
  const parts = content.map((part): ContentPart => {
    return Object.freeze(
      part.type === "text" ? { ...part } : { ...part, image_url: Object.freeze({ ...part.image_url }) },
    );
  });
  return Object.freeze(parts);
}

/** The visitor's words, told after what followed them, such as their answer: their place and time are before it. */
export function commitLate(answer: Answer | undefined, id: string, content: string, now: number): Effect[] {
  const message: ChatMessage = Object.freeze({ id, role: "user", content, createdAt: answer?.at ?? now });
  return [{ type: "commit", message, before: answer?.id }, emit("message", message)];
}

/** What the visitor's words answer to, if they come after the running turn. @param at when its reply is committed */
export function answerOf(state: LiveState, at?: number): Answer | undefined {
  const turn = turnOf(state);
  return turn?.awaitsWords ? { id: replyId(turn), at: turn.reply === "" ? undefined : at } : state.answer;
}

/** The id of the message of a turn's reply. */
export const replyId = ({ id }: Pick<Turn, "id">): string => `${id}-reply`;

/** Closes a turn: its speech first, then, where it is asked for, its reply as a message. */
export function endTurn(turn: Turn, options: { commitAt?: number; error?: LiveAvatarError } = {}): Effect[] {
  const effects: Effect[] = turn.voiced ? [emit("speech-end", turn.id)] : [];
  if (options.commitAt !== undefined) {
    effects.push(...commit(replyId(turn), "assistant", turn.reply, options.commitAt));
  }
  effects.push({ type: "settle", turnId: turn.id, error: options.error });
  return effects;
}

export function newTurn(id: string, origin: Turn["origin"], prompt = ""): Turn {
  return { id, origin, prompt, reply: "", whole: false, voiced: false, awaitsWords: false };
}

/** Ends the running turn, if there is one, before its time. */
export function cutShort(state: LiveState): Step {
  const turn = turnOf(state);
  if (!turn) return { state, effects: [] };
  const ready: MachineState = { name: "ready", utterance: state.utterance, answer: answerOf(state) };
  // The sound first, then our own bookkeeping: nothing of the turn may be heard once anybody is told.
  return { state: ready, effects: [{ type: "silence" }, ...endTurn(turn), ...moved(state, ready)] };
}

/** A question that the session has to answer. */
export interface Question {
  readonly id: string;
  readonly at: number;
  readonly origin: "typed" | "spoken";
  readonly text: string;
  readonly content: ChatMessage["content"];
  /** It is in the history already. */
  readonly isRepeated?: true | undefined;
}

/** A question opens a turn. */
export function ask(state: LiveState, { id, at, origin, text, content, isRepeated }: Question): Step {
  const turn: Turn = { ...newTurn(id, origin, text), isAsked: true };
  return openTurn(state, turn, isRepeated ? [] : commit(`${id}-user`, "user", content, at), {
    type: "respond",
    turnId: id,
    text,
  });
}

/** Words to be said verbatim open a turn. */
export function say(state: LiveState, { id, text }: Extract<MachineInput, { type: "say" }>): Step {
  return openTurn(state, newTurn(id, "said", text), [], { type: "speak-text", turnId: id, text });
}

/** The newest wish wins, and what was being said is silenced first. */
function openTurn(state: LiveState, turn: Turn, before: readonly Effect[], begin: Effect): Step {
  const old = turnOf(state);
  const utterance = turn.origin === "spoken" ? false : state.utterance;
  const next: MachineState = { name: "thinking", turn, utterance, answer: answerOf(state) };
  const closing: Effect[] = old ? [{ type: "silence" }, ...endTurn(old)] : [];
  const watch: Effect = { type: "watch", turnId: turn.id };
  return { state: next, effects: [...closing, watch, ...before, ...moved(state, next), begin] };
}
