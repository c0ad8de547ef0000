/** Opens turns: checks what is asked or to be said, gives each turn its name and time, and hands it to the machine. */
import type { Clock } from "../core/clock.js";
import { LiveAvatarError } from "../core/errors.js";
import type { MachineInput, WordsHandling } from "../core/machine/types.js";
import type { AvatarRenderer } from "../core/ports/avatar-renderer.js";
import type { ChatMessage } from "../core/ports/chat-message.js";
import type { Logger } from "../core/ports/logger.js";
import type { SessionState } from "../core/vocabulary.js";
import type { Brain } from "./brain/brain.js";
import { isImageUrl, textOf, withImages } from "./images.js";
import type { TurnRegistry } from "./turn-registry.js";

export interface TurnOpenerContext {
  readonly brain: Brain;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly turns: TurnRegistry;
  /** What the ids of turns begin with. */
  readonly idPrefix: string;
  readonly state: () => SessionState;
  readonly isLive: () => boolean;
  /** The one in place, for messages. */
  readonly renderer: () => Pick<AvatarRenderer, "id">;
  /** A person did something. */
  readonly handleActivity: () => void;
  readonly dispatch: (input: MachineInput) => void;
}

/** What a turn is opened with. */
interface Opening {
  readonly type: "ask" | "say";
  readonly text: string;
  readonly content: ChatMessage["content"];
  readonly isRepeated?: true | undefined;
}

export class TurnOpener {
  readonly #context: TurnOpenerContext;
  #count = 0;

  constructor(context: TurnOpenerContext) {
    this.#context = context;
  }

  /** A turn's name and time come from outside the machine. */
  stamp(): { readonly id: string; readonly at: number } {
    this.#count += 1;
    return { id: `${this.#context.idPrefix}turn-${this.#count}`, at: this.#context.clock.now() };
  }

  /** Words of the visitor that a renderer with a microphone has heard. */
  hear(text: string, isFinal: boolean, handling: WordsHandling): void {
    const { brain, dispatch } = this.#context;
    dispatch({ type: "heard", source: brain.wordsSource, text, isFinal, handling, ...this.stamp() });
  }

  ask(text: string, images: readonly string[]): Promise<void> {
    if (images.length === 0) return this.#open({ type: "ask", text, content: text });
    if (!this.#context.brain.sees) return invalid("images are for sessions with an llm; here the renderer converses.");
    if (!images.every(isImageUrl)) return invalid("An image must be a data: or https: URL.");
    return this.#open({ type: "ask", text, content: withImages(text, images) });
  }

  /** @param newest the newest message of the history */
  askAgain(newest: ChatMessage | undefined): Promise<void> {
    if (newest?.role !== "user") return invalid("askAgain() needs a question without an answer as the newest message.");
    const { content } = newest;
    return this.#open({ type: "ask", text: textOf(content), content, isRepeated: true });
  }

  say(text: string): Promise<void> {
    if (this.#context.brain.canSpeak) return this.#open({ type: "say", text, content: text });
    return invalid(`The renderer "${this.#context.renderer().id}" cannot speak given text, and there is no tts.`);
  }

  /** Whoever waits for a greeting hears of a failure by the `error` event. */
  greet(greeting: string): void {
    const { brain, logger, renderer } = this.#context;
    if (greeting.trim() === "") return;
    if (brain.canGreet) this.#open({ type: "say", text: greeting, content: greeting }).catch(noop);
    else logger.warn(`The renderer "${renderer().id}" cannot speak the greeting.`);
  }

  #open({ type, text, content, isRepeated }: Opening): Promise<void> {
    const { isLive, state, turns, dispatch, handleActivity } = this.#context;
    if (!isLive()) return Promise.reject(wrongState(type === "ask" ? "sendMessage" : "say", state()));
    if (typeof content === "string" && content.trim() === "") {
      return invalid("There is nothing to say: the text is empty.");
    }
    handleActivity();
    const stamp = this.stamp();
    const settled = turns.open(stamp.id);
    dispatch(type === "ask" ? { type, text, content, isRepeated, ...stamp } : { type, text, ...stamp });
    return settled;
  }
}

/** The error of a call that does not fit the session's state. */
export function wrongState(call: string, state: SessionState): LiveAvatarError {
  return new LiveAvatarError("wrong-state", `${call}() cannot be called while the session is ${state}.`);
}

function invalid(message: string): Promise<never> {
  return Promise.reject(new LiveAvatarError("config-invalid", message));
}

const noop = (): void => undefined;
