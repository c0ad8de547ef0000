/**
 * The model beside the session: it sees the questions and the events, knows what the history must be, and objects as soon
 * as an event breaks an invariant. Each objection begins with the invariant's name.
 */
import type { ChatMessage } from "../../../src/core/ports/chat-message.js";
import { splitSentences } from "../../../src/core/sentence-splitter/sentence-splitter.js";
import type { Segment } from "../../../src/core/session-events.js";
import { type Answer, isWhole } from "./script.js";

const LEGAL = new Set(
  (
    "idle>connecting connecting>ready connecting>idle connecting>error connecting>destroyed ready>thinking ready>speaking " +
    "thinking>speaking thinking>ready speaking>thinking speaking>ready ready>destroyed thinking>destroyed " +
    "speaking>destroyed idle>destroyed error>connecting error>destroyed ready>error thinking>error speaking>error"
  ).split(" "),
);

interface WitnessedTurn {
  readonly id: string;
  /** What may be read in it. */
  readonly text: string;
  /** Whether it may be committed. */
  readonly whole: boolean;
  read: string;
  voiced: boolean;
  /** Index of the newest segment, and whether it sounds. */
  segment: number;
  sounding: boolean;
  /** How much of the text the segments have covered. */
  spoken: number;
  /** Sentences that began to sound, and those that failed. */
  begun: number;
  failed: number;
}

export class Witness {
  readonly history: (readonly [role: string, content: unknown])[] = [];
  readonly objections: string[] = [];
  /** Turns that were cut short: nothing more of them. */
  readonly #dead = new Set<string>();
  readonly #answers: ReadonlyMap<string, Answer>;
  readonly #turnId: () => string | undefined;
  /** What `say` was called with, by turn. */
  readonly #said = new Map<string, string>();
  #turn: WitnessedTurn | undefined;
  #sound: string | undefined;
  #ended = false;

  /** @param turnId the session's own word for the running turn, to name a turn when it opens */
  constructor(answers: ReadonlyMap<string, Answer>, turnId: () => string | undefined) {
    this.#answers = answers;
    this.#turnId = turnId;
  }

  get turn(): string | undefined {
    return this.#turn?.id;
  }

  /** Takes note of a broken invariant, from here or from a witness beside. */
  object(invariant: string, what: string): void {
    this.objections.push(`${invariant}: ${what}`);
  }

  #expect(condition: boolean, invariant: string, what: string): void {
    if (!condition) this.object(invariant, what);
  }

  /** `say` was called and the session is live: the turn under way is this one. */
  said(text: string): void {
    this.cut();
    const id = this.#turnId();
    if (id === undefined) return;
    this.#said.set(id, text);
    this.#open(id, text, true);
  }

  /** From now on nothing of the running turn may happen. */
  cut(): void {
    if (this.#turn) this.#dead.add(this.#turn.id);
    this.#turn = undefined;
  }

  /** The session is gone. */
  end(): void {
    if (this.#ended) return;
    this.cut();
    this.#ended = true;
    this.#expect(this.#sound === undefined, "speech is paired", "the speech of the last turn never ended");
  }

  #open(id: string, text: string, whole: boolean): void {
    this.#turn = {
      id,
      text,
      whole,
      read: "",
      voiced: false,
      segment: -1,
      sounding: false,
      spoken: 0,
      begun: 0,
      failed: 0,
    };
  }

  hear(name: string, args: readonly unknown[]): void {
    if (this.#ended) this.object("nothing after the end", name);
    switch (name) {
      case "state-change":
        this.#expect(
          LEGAL.has(`${String(args[1])}>${String(args[0])}`),
          "legal transitions",
          args.slice(0, 2).join(" < "),
        );
        return;
      case "message":
        this.#hearMessage(args[0] as ChatMessage);
        return;
      case "chunk":
        this.#hearChunk(args[0] as string, args[1] as string, args[2] as string);
        return;
      case "speech-start":
        this.#expect(this.#sound === undefined, "speech is paired", `started twice, in ${String(args[0])}`);
        this.#current(args[0] as string, name);
        this.#expect(!this.#turn?.voiced, "speech is paired", "a second time in one turn");
        if (this.#turn) this.#turn.voiced = true;
        this.#sound = args[0] as string;
        return;
      case "speech-end":
        this.#expect(
          this.#sound === args[0],
          "speech is paired",
          `${String(args[0])} ended, ${String(this.#sound)} began`,
        );
        this.#sound = undefined;
        return;
      case "segment":
        this.#hearSegment(args[0] as Segment);
        return;
      case "error":
        if (this.#turn) this.#turn.failed += 1;
        return;
      default:
    }
  }

  #current(id: string, what: string): boolean {
    if (this.#dead.has(id)) this.object("nothing after an interrupt", `${what} of ${id}`);
    else if (this.#turn?.id !== id) this.object("one turn at a time", `${what} of ${id} in ${String(this.#turn?.id)}`);
    else return true;
    return false;
  }

  #hearMessage({ role, content, id }: ChatMessage): void {
    this.history.push([role, content]);
    if (role === "user") {
      this.cut();
      const answer = this.#answers.get(content as string);
      const turnId = this.#turnId();
      if (!answer || turnId === undefined) this.object("history", `nobody asked ${JSON.stringify(content)}`);
      else this.#open(turnId, answer.chunks.join(""), isWhole(answer));
      return;
    }
    const turn = this.#turn;
    if (!this.#current(id.replace("-reply", ""), "the reply") || !turn) return;
    this.#expect(turn.whole, "nothing truncated is committed", JSON.stringify(content));
    this.#expect(content === turn.text, "history", `"${JSON.stringify(content)}" instead of "${turn.text}"`);
    if (turn.voiced) this.#expectSpoken(turn);
    this.#turn = undefined;
  }

  /** A turn with sound has spoken everything that can be spoken, but for what it said that it could not. */
  #expectSpoken({ text, begun, failed }: WitnessedTurn): void {
    const sentences = splitSentences(text.replaceAll("🎉", "")).filter((sentence) =>
      /[\p{L}\p{N}]/u.test(sentence),
    ).length;
    this.#expect(begun + failed >= sentences, "everything is spoken", `${String(begun)} of ${String(sentences)}`);
  }

  #hearChunk(text: string, accumulated: string, id: string): void {
    const turn = this.#turn;
    if (!this.#current(id, "a chunk") || !turn) return;
    turn.read += text;
    this.#expect(turn.read === accumulated && turn.text.startsWith(turn.read), "chunks add up", accumulated);
  }

  #hearSegment({ turnId, index, text, phase }: Segment): void {
    const turn = this.#turn;
    if (!this.#current(turnId, "a segment") || !turn) return;
    if (phase === "end") {
      this.#expect(turn.sounding && index === turn.segment, "order of sentences", `${String(index)} ended`);
      turn.sounding = false;
      return;
    }
    // One that failed in the mouth began and never ended.
    this.#expect(index > turn.segment, "order of sentences", `${String(index)} after ${String(turn.segment)}`);
    const words = lettersOf(text);
    const at = lettersOf(turn.text).indexOf(words, turn.spoken);
    this.#expect(at >= 0, "order of sentences", `"${text}" is not what comes next`);
    turn.spoken = Math.max(turn.spoken, at + words.length);
    turn.segment = index;
    turn.begun += 1;
    turn.sounding = true;
  }
}

/** What is heard of a text: the voice gets no pictograph, and no gap where one stood. */
const lettersOf = (text: string): string => text.replaceAll(/\s|🎉/gu, "");
