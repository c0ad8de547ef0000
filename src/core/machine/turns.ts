/** The life of a turn: how it opens, how it closes, and which events say so. */
import type { Effect, MachineInput, MachineState, Step, Turn } from "./types.js";
import type { ChatMessage } from "../ports/chat-message.js";
import type { LiveAvatarError } from "../errors.js";
import type { SessionEventMap, SessionEventName } from "../session-events.js";

type LiveState = Extract<MachineState, { utterance: boolean }>;

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

export function commit(id: string, role: ChatMessage["role"], content: ChatMessage["content"], at: number): Effect[] {
  const message: ChatMessage = { id, role, content, createdAt: at };
  return [{ type: "commit", message }, emit("message", message)];
}

/** Closes a turn: its speech first, then, where it is asked for, its reply as a message. */
export function endTurn(turn: Turn, options: { commitAt?: number; error?: LiveAvatarError } = {}): Effect[] {
  const effects: Effect[] = turn.voiced ? [emit("speech-end", turn.id)] : [];
  if (options.commitAt !== undefined && turn.reply !== "") {
    effects.push(...commit(`${turn.id}-reply`, "assistant", turn.reply, options.commitAt));
  }
  effects.push({ type: "reply", text: "" }, { type: "settle", turnId: turn.id, error: options.error });
  return effects;
}

/** A person's wish opens a turn; the newest wins, and what was being said is silenced first. */
export function openTurn(state: LiveState, input: Extract<MachineInput, { type: "ask" | "say" }>): Step {
  const old = turnOf(state);
  const turn: Turn = {
    id: input.id,
    origin: input.type === "ask" ? "typed" : "said",
    prompt: input.text,
    reply: "",
    whole: false,
    voiced: false,
    awaitsWords: false,
  };
  const next: MachineState = { name: "thinking", turn, utterance: state.utterance };
  const opening: Effect[] =
    input.type === "ask"
      ? [
          ...commit(`${input.id}-user`, "user", input.content, input.at),
          ...moved(state, next),
          { type: "respond", turnId: turn.id, text: input.text },
        ]
      : [...moved(state, next), { type: "speak-text", turnId: turn.id, text: input.text }];
  return {
    state: next,
    effects: [
      ...(old ? [{ type: "silence" } as const, ...endTurn(old)] : []),
      { type: "watch", turnId: turn.id },
      ...opening,
    ],
  };
}
