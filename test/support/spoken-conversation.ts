/**
 * A spoken conversation with a session: three turns, of which the last cuts into an answer, one by push-to-talk, and one whose words
 * come after the end of the sound. Whoever hears it (the speech service, or what was recorded of it) and whoever keeps the time is
 * not its matter: it is held with the real service once to be recorded, and as often as one likes without.
 */
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/core/clock.js";
import type { RealtimeSTTProvider } from "../../src/core/ports/realtime-stt.js";
import { deferred } from "../../src/core/wait.js";
import { AvatarSession } from "../../src/session/index.js";
import { FakeAudioSource, FakeFace, FakeLLM, recordEvents } from "../../src/testing/index.js";

export const QUESTIONS = [
  "What is your name?",
  "Tell me about the ocean.",
  "Where did you buy those shoes?",
  "The library is closed on Sunday.",
  "Can I bring my dog to the hotel?",
] as const;
export const ANSWERS = [
  "I am called Ada.",
  "It is deep, and full of salt. Whales sing in it. Nobody has seen all of it.",
  "In a market far away.",
  "Then we read at home.",
  "Yes, animals are welcome.",
] as const;

export const RATE = 24_000;
export const FRAME = RATE / 10;
const FRAME_MS = 100;
/** Milliseconds of a sentence of the avatar; those that are cut into last longer than a busy recogniser needs. */
const SENTENCE_MS = 1000;
const LONG_SENTENCE_MS = 8000;
const LONGEST_WAIT_MS = 60_000;

/** What happened, frame by frame: how many frames each wait and each sentence took, in order. */
export type Tape = number[];

export interface VisitorOptions {
  readonly clock: Clock;
  /** The sound of a sentence at 24 kHz. */
  readonly voice: (text: string) => Promise<Float32Array> | Float32Array;
  /** What a visitor did before: it is done again, and what was waited for has to be there in time. */
  readonly tape?: readonly number[];
}

/** A visitor at a microphone, which gives a frame every 100 ms whether somebody speaks or not. */
export class Visitor {
  readonly source = new FakeAudioSource({ sampleRate: RATE });
  readonly tape: Tape = [];
  readonly #options: VisitorOptions;
  readonly #began: number;
  #frames = 0;

  constructor(options: VisitorOptions) {
    this.#options = options;
    this.#began = options.clock.now();
  }

  async say(text: string): Promise<void> {
    const sound = await this.#options.voice(text);
    const count = this.#replayed() ?? Math.ceil(sound.length / FRAME);
    for (let index = 0; index < count; index += 1) {
      const frame = new Float32Array(FRAME);
      frame.set(sound.subarray(index * FRAME, (index + 1) * FRAME));
      await this.#tick(frame);
    }
    this.tape.push(count);
  }

  /** Says nothing until it comes true. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const count = this.#replayed();
    let waited = 0;
    while (count === undefined ? !condition() : waited < count) {
      if (waited * FRAME_MS > LONGEST_WAIT_MS) throw new Error(`The visitor waits in vain: ${what}`);
      await this.#tick(new Float32Array(FRAME));
      waited += 1;
    }
    if (!condition()) throw new Error(`At frame ${this.#frames} it was true when it was recorded: ${what}`);
    this.tape.push(waited);
  }

  async pause(frames: number): Promise<void> {
    for (let index = 0; index < frames; index += 1) await this.#tick(new Float32Array(FRAME));
  }

  #replayed(): number | undefined {
    return this.#options.tape?.[this.tape.length];
  }

  async #tick(frame: Float32Array): Promise<void> {
    const { clock } = this.#options;
    this.#frames += 1;
    // The time of the frame, however late the one before it was.
    await clock.sleep(Math.max(0, this.#began + this.#frames * FRAME_MS - clock.now()));
    this.source.push(frame);
    // It has been read before anything else is done.
    await setImmediate();
  }
}

export interface ConversationOptions {
  readonly clock: Clock;
  readonly stt: RealtimeSTTProvider;
  readonly visitor: Visitor;
}

export async function holdConversation({ clock, stt, visitor }: ConversationOptions) {
  const llm = new FakeLLM({ clock });
  const speechMs = (): number => (asked() === 2 ? LONG_SENTENCE_MS : SENTENCE_MS);
  const face = new FakeFace({ clock, kind: "sound", speechMs });
  llm.plan(...ANSWERS.map((answer) => [50, ...answer.split(/(?<= )/)]));
  const tts = { id: "voice", synthesize: (text: string) => Promise.resolve(new Blob([text])) };
  // Nothing brings the avatar's voice back here, and every frame is to reach the wire; what keeps an echo from it has its own tests.
  const voice = { dropEcho: false };
  const session = new AvatarSession({ renderer: face, llm, tts, clock, realtimeSTT: stt, locale: "en", voice });
  const log = recordEvents(session);
  const asked = (): number => llm.requests.length;
  const answered = (count: number) => (): boolean => asked() === count && session.state === "ready";
  const speaks = (count: number) => (): boolean => asked() === count && session.state === "speaking";
  await session.start();
  const listening = session.startListening(visitor.source);
  await visitor.until("it listens", () => session.listening);
  await listening;

  await visitor.pause(5);
  await visitor.say(QUESTIONS[0]);
  await visitor.until("the first answer is over", answered(1));
  await visitor.say(QUESTIONS[1]);
  await visitor.until("the second answer is heard", speaks(2));
  await visitor.pause(5);
  const whereItWasCut = face.speeches.length;
  await visitor.say(QUESTIONS[2]);
  await visitor.until("the third answer is heard", speaks(3));
  const ends = face.speeches.slice(0, whereItWasCut).map(({ end }) => end);
  await visitor.until("the third answer is over", answered(3));

  session.setMicMuted(true);
  await visitor.say("Nobody hears this.");
  await session.startPushToTalk();
  await visitor.say(QUESTIONS[3]);
  await session.stopPushToTalk();
  await visitor.until("the fourth answer is over", answered(4));

  session.setMicMuted(false);
  await visitor.say(QUESTIONS[4]);
  const over = deferred();
  void session.stopListening({ drain: true }).then(() => over.resolve());
  const isShut = !session.listening;
  await visitor.until("the last words have come", () => over.settled && asked() === 5);
  await visitor.until("the last answer is over", answered(5));
  const { messages } = session;
  session.destroy();
  return {
    /** How each sentence of the avatar ended that had begun when the visitor cut in. */
    ends,
    isShut,
    messages: messages.map(({ role, content }) => ({ role, content: content as string })),
    asked: llm.requests.map((request) => request.messages.at(-1)?.content as string),
    finals: log.events
      .filter(({ name, args }) => name === "transcript" && (args[1] as { isFinal: boolean }).isFinal)
      .map(({ args }) => args[0] as string),
    errors: log.events.filter(({ name }) => name === "error").map(({ args }) => args[0]),
  };
}
