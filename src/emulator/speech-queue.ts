/**
 * The queue of the avatar's speech, with the events that belong to it. It owns the order of events
 * around speech and what follows an interrupt.
 */
import type { AvatarBot } from "./avatar-bot.js";
import { inBackground } from "./background.js";
import type { Behaviour } from "./behaviour.js";
import type { EventSender } from "./event-sender.js";
import type { Voice } from "./voice.js";

interface Utterance {
  readonly text: string;
  readonly sourceId: string | null;
  /** A reply comes in chunks; verbatim text is transcribed at once. */
  readonly kind: "reply" | "verbatim";
}

const LATE_MS = 2500;

export class SpeechQueue {
  readonly #avatar: AvatarBot;
  readonly #behaviour: Behaviour;
  readonly #sender: EventSender;
  readonly #voice: Voice;
  readonly #language: string;
  readonly #handleSaid: (text: string) => void;
  readonly #waiting: Utterance[] = [];
  #current: Utterance | undefined;
  #speaking = false;
  #generation = 0;

  constructor(
    avatar: AvatarBot,
    behaviour: Behaviour,
    sender: EventSender,
    voice: Voice,
    language: string,
    handleSaid: (text: string) => void,
  ) {
    this.#avatar = avatar;
    this.#behaviour = behaviour;
    this.#sender = sender;
    this.#voice = voice;
    this.#language = language;
    this.#handleSaid = handleSaid;
  }

  get isBusy(): boolean {
    return this.#current !== undefined;
  }

  add(utterance: Utterance): void {
    this.#waiting.push(utterance);
    if (utterance.kind === "verbatim" && this.#behaviour.transcription === "before-speech") {
      this.#sender.send("avatar.transcription", utterance.sourceId, { text: utterance.text });
    }
    if (!this.#current) inBackground("the avatar's speech", () => this.#run());
  }

  /** Silence, and nothing of what was queued; the events depend on the scenario. */
  interrupt(sourceId: string | null): void {
    const current = this.#current;
    this.#generation += 1;
    this.#waiting.length = 0;
    this.#current = undefined;
    this.#avatar.stopSpeaking();
    if (!current) return;
    const wasSpeaking = this.#speaking;
    this.#speaking = false;
    const ended = (): void => {
      if (wasSpeaking) this.#sender.send("avatar.speak_ended", sourceId ?? current.sourceId);
    };
    switch (this.#behaviour.afterInterrupt) {
      case "silent":
        return;
      case "late-ended":
        this.#sender.later(LATE_MS, ended);
        return;
      case "trailing":
        this.#sender.send("avatar.transcription.chunk", current.sourceId, { text: " and so on" });
        this.#sender.send("avatar.transcription", current.sourceId, { text: current.text });
        ended();
        return;
      case "ended-twice":
        ended();
        ended();
        return;
      case "speak-ended":
        ended();
    }
  }

  async #run(): Promise<void> {
    const generation = this.#generation;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.#current = next;
      try {
        await this.#say(next, () => generation === this.#generation);
      } catch (error) {
        // The next one is said all the same: a text that no voice can say must not make the avatar dumb.
        console.error("emulator: the avatar could not speak:", error);
      }
      if (generation !== this.#generation) return;
      this.#speaking = false;
    }
    this.#current = undefined;
  }

  async #say({ text, sourceId, kind }: Utterance, isCurrent: () => boolean): Promise<void> {
    const { chunks, transcription } = this.#behaviour;
    const words = text.split(/(?<=\s)/);
    const speech = await this.#voice.synthesize(text, this.#language);
    if (!isCurrent()) return;
    const isChunked = chunks && kind === "reply";
    // The first words lead the voice, the rest keeps pace with it.
    if (isChunked) this.#sender.send("avatar.transcription.chunk", sourceId, { text: words.shift() ?? "" });
    const perWord = ((speech.samples.length / speech.sampleRate) * 1000) / Math.max(1, words.length + 1);
    let pace: NodeJS.Timeout | undefined;
    const sendWord = (): void => {
      const word = words.shift();
      if (word === undefined || !isCurrent()) clearInterval(pace);
      else this.#sender.send("avatar.transcription.chunk", sourceId, { text: word });
    };
    const spoken = this.#avatar.speak(text, speech, () => {
      this.#speaking = true;
      this.#sender.send("avatar.speak_started", sourceId);
      if (isChunked) pace = setInterval(sendWord, perWord);
    });
    await spoken.finally(() => {
      clearInterval(pace);
    });
    if (!isCurrent()) return;
    if (isChunked) while (words.length > 0) sendWord();
    const full = (): void => {
      this.#sender.send("avatar.transcription", sourceId, { text });
    };
    if (kind === "reply" && transcription === "before-speech") full();
    // An avatar that is not in the room has not spoken.
    if (this.#speaking) this.#sender.send("avatar.speak_ended", sourceId);
    this.#speaking = false;
    if (transcription === "after-speech") full();
    this.#handleSaid(text);
  }
}
