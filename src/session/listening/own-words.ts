/** What the session makes of what its recogniser hears: tells it, drops the avatar's own voice, waits for the rest, and asks. */
import type { Clock } from "../../core/clock.js";
import type { Answer, MachineInput, WordsDetails } from "../../core/machine/types.js";
import type { TranscriptionTextOptions } from "../../core/session-events.js";
import { interrupts, type VoiceConfig } from "../config.js";
import { handleReport, type ReportContext } from "../reports.js";
import { EchoFilter } from "./echo-filter.js";
import { isUnfinished, joinPieces } from "./end-of-turn.js";
import { HeldWords } from "./held-words.js";
import { type Beginning, Utterances } from "./utterances.js";

export type VoiceSettings = Required<{
  readonly [Key in "bargeIn" | "bargeInMinLength" | "waitForEndOfTurn" | "dropEcho"]: NonNullable<VoiceConfig[Key]>;
}>;

export interface OwnWordsContext {
  readonly clock: Clock;
  readonly voice: VoiceSettings;
  /** BCP 47 of the conversation, where it is known. */
  readonly language: string | undefined;
  readonly reports: ReportContext;
  readonly isBusy: () => boolean;
  /** A person did something: the service is told, too. */
  readonly keepAlive: () => void;
  /** A turn's name and time. */
  readonly stamp: () => { readonly id: string; readonly at: number };
  readonly dispatch: (input: MachineInput) => void;
  /** Words were recognised that are the avatar's, of what was heard between these milliseconds before now. */
  readonly handleEcho: (from: number, to: number) => void;
}

/** Milliseconds: late words are no older, as far as anybody knows. */
const LATE_MS = 15_000;

const hasWord = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

export class OwnWords {
  /** Nothing more will be said: unfinished words do not wait. */
  isOver = false;
  readonly echo: EchoFilter;
  readonly #context: OwnWordsContext;
  readonly #held: HeldWords;
  readonly #utterances = new Utterances();
  /** The newest partial words, without echo. */
  #partial = "";
  #details: WordsDetails = {};
  /** The newest question that was heard. */
  #asked: Answer | undefined;

  constructor(context: OwnWordsContext) {
    this.#context = context;
    this.echo = new EchoFilter({ minLength: context.voice.bargeInMinLength });
    this.#held = new HeldWords(context.clock, (text) => {
      this.#ask(text);
    });
  }

  /** Words of an utterance are still to come. */
  get isPending(): boolean {
    return this.#utterances.isOpen;
  }

  /** Somebody, or the avatar, is heard now. */
  get isHearing(): boolean {
    return this.#utterances.isSounding;
  }

  /** Since when, in the session's time; undefined: nobody is. */
  get hearingSince(): number | undefined {
    return this.#utterances.soundingSince;
  }

  /** What is heard is ended by us; where somebody was speaking, the rest comes in the next words. */
  handleCut(): void {
    this.#utterances.cut();
  }

  handleSpeechStart(): void {
    const { clock, voice } = this.#context;
    const beginning = this.#utterances.begin(clock.now());
    // Whether it is the visitor or the avatar, its words will tell.
    if (voice.dropEcho && this.echo.isSounding(clock.now())) return;
    this.#tellStart(beginning);
    this.#held.handleSpeech();
  }

  handleSpeechEnd(): void {
    this.#utterances.end(this.#context.clock.now());
    this.#tellEnd();
    this.#held.handleSilence();
  }

  handleTranscript(given: string, { isFinal, ...details }: TranscriptionTextOptions): void {
    const now = this.#context.clock.now();
    if (details.isLate) {
      const late = isFinal ? this.#withoutEcho(given, { at: now - LATE_MS, endedAt: now }, now) : "";
      if (late !== "") this.#tellLate(late, details);
      return;
    }
    // Nothing was said, and nothing is to come: that is for whoever waits, and no transcript.
    const isNothing = isFinal && given.trim() === "" && this.#partial === "";
    const closed = isFinal ? this.#utterances.close(given, now) : undefined;
    const beginning = closed?.beginning ?? this.#utterances.current(now);
    const text = this.#withoutEcho(given, beginning, now);
    this.#partial = isFinal ? "" : text;
    this.#details = details;
    if (isNothing) {
      if (closed?.isNewest) this.#tellEnd();
    } else if (text !== "" || given === "") {
      if (text.trim() !== "") this.#tellStart(beginning);
      if (closed?.isNewest) this.#tellEnd();
      if (isFinal) this.#handleFinal(text, details, closed?.beginning.isCut === true && !closed.isNewest);
      else this.#handlePartial(text, details);
    } else {
      // Partial words that turned out to be the avatar's.
      this.#context.reports.signals.write("partialTranscript", "");
      if (closed?.isNewest) this.#tellEnd();
    }
    if (!isFinal) return;
    if (text === "" && hasWord(given)) this.#context.handleEcho(now - beginning.at, now - (beginning.endedAt ?? now));
    if (text === "" && this.#held.isCut) this.#held.release();
    else if (closed?.isNewest) this.#held.handleSilence();
  }

  /** The final words will not come: the newest partial ones count. */
  promote(): void {
    const text = this.#partial;
    this.reset();
    if (text !== "") this.#handleFinal(text, this.#details);
  }

  /** What waits for the rest is asked now. */
  release(): void {
    this.#held.release();
  }

  /** Nobody is heard any more; what waits goes on waiting. */
  reset(): void {
    this.#partial = "";
    this.#utterances.reset();
    this.#context.reports.signals.write("partialTranscript", "");
    this.#tellEnd();
  }

  /** What waits is forgotten. */
  clear(): void {
    this.#held.clear();
  }

  #handlePartial(text: string, details: WordsDetails): void {
    const { dispatch, reports, stamp } = this.#context;
    reports.signals.write("partialTranscript", text);
    reports.handleActivity();
    if (hasWord(text)) this.#held.handleSpeech();
    dispatch({ type: "heard", source: "session", text, isFinal: false, details, ...stamp() });
  }

  /** @param goesOn whether the rest of what was being said is in the next words */
  #handleFinal(text: string, details: WordsDetails, goesOn = false): void {
    const { dispatch, isBusy, keepAlive, reports, stamp, voice, language } = this.#context;
    reports.signals.write("partialTranscript", "");
    keepAlive();
    const heard = { type: "heard", source: "session", text, isFinal: true, details, ...stamp() } as const;
    const question = joinPieces(this.#held.text, text);
    const interrupts = this.#interrupts(text);
    if (!hasWord(text) || (isBusy() && !interrupts)) {
      if (hasWord(text)) this.#asked = undefined;
      dispatch({ ...heard, handling: { interrupts: false } });
      return;
    }
    const isPiece = goesOn && !this.isOver;
    const waits =
      isPiece || (!this.isOver && voice.waitForEndOfTurn && isUnfinished(text, details.language ?? language));
    if (waits) this.#held.hold(question, isPiece);
    else {
      this.#held.clear();
      this.#asked = { id: `${heard.id}-user`, at: heard.at };
    }
    dispatch({ ...heard, handling: { interrupts, waits, question } });
  }

  /** They stand before what was said after them; where that waits, too, they come first. */
  #tellLate(text: string, details: WordsDetails): void {
    const { dispatch, stamp } = this.#context;
    const before = this.#held.text === "" ? this.#asked : undefined;
    dispatch({ type: "heard", source: "session", text, isFinal: true, details, handling: { before }, ...stamp() });
  }

  #ask(text: string): void {
    const { dispatch, stamp } = this.#context;
    const fresh = stamp();
    this.#asked = { id: `${fresh.id}-user`, at: fresh.at };
    dispatch({ type: "ask", text, content: text, origin: "spoken", interrupts: this.#interrupts(text), ...fresh });
  }

  #withoutEcho(text: string, { at: beganAt, endedAt }: Pick<Beginning, "at" | "endedAt">, now: number): string {
    return this.#context.voice.dropEcho ? this.echo.filter({ text, beganAt, endedAt, now }) : text;
  }

  #interrupts(text: string): boolean {
    return interrupts(text, this.#context.voice);
  }

  #tellStart(beginning: Beginning): void {
    const { dispatch, keepAlive, reports, stamp } = this.#context;
    if (beginning.isTold) return;
    beginning.isTold = true;
    // After the end of the sound only words come.
    if (this.isOver && !reports.signals.signals.listening.get()) return;
    if (!reports.signals.write("userSpeaking", true)) return;
    keepAlive();
    dispatch({ type: "report", report: { type: "user-speech-start" }, isOwn: true, ...stamp() });
  }

  #tellEnd(): void {
    handleReport({ type: "user-speech-end" }, this.#context.reports);
  }
}
