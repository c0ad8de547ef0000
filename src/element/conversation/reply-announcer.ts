/**
 * Tells screen readers what the avatar says, where no voice does: each sentence when it appears, once. With the sound on nothing
 * is told, or everything would be heard twice. The transcript itself is no live region: what changes in it, such as a text that
 * becomes Markdown, is not news.
 */
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { replyId } from "../../core/machine/turns.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import { state } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";
import { spokenEnd } from "./spoken-part.js";

/** How many sentences stay in the region: older ones have been read, and would only be met again. */
const MAX_TOLD = 5;
/** The end of the last whole sentence or line. */
const SENTENCES = /^[^]*(?:[.!?…]["'”’»)\]*_]{0,4}\s|[。！？\n])/;
/** The signs of Markdown, which a screen reader would spell. */
const SIGNS =
  /^[ \t]{0,9}(?:#{1,6}|>|[-*+])[ \t]|[*_`|~]+|^[ \t]{0,9}\|?[-:| ]{3,}$|!?\[(?=[^\]\n]{1,500}\]\()|\]\([^)\s]{0,2000}\)/gmu;

interface Reply {
  readonly turnId: string;
  text: string;
  /** How much of the text has been dealt with, told or spoken. */
  end: number;
  isVoiced: boolean;
}

export interface AnnouncerContext {
  /** Whether nobody hears the avatar: the sound is off, or it has no voice. */
  readonly isSilent: () => boolean;
  /** Whether answers are spoken sentence by sentence, so that what comes is told with its sentence. */
  readonly speaksSegments: () => boolean;
}

export class ReplyAnnouncer {
  readonly #context: AnnouncerContext;
  readonly #told = state<readonly { readonly number: number; readonly text: string }[]>([]);
  #count = 0;
  #reply: Reply | undefined;

  constructor(context: AnnouncerContext) {
    this.#context = context;
  }

  /** Renders the region; reads signals. It has to be there before there is anything to tell. */
  render(): TemplateResult {
    const told = repeat(
      this.#told.get(),
      ({ number }) => number,
      ({ text }) => html`<p>${text}</p>`,
    );
    return html`<div class="who told" aria-live="polite" dir="auto">${told}</div>`;
  }

  /** Says something that the visitor has to know at once. */
  tell(text: string): void {
    const words = text.replace(SIGNS, "").trim();
    if (!/[\p{L}\p{N}]/u.test(words)) return;
    this.#count += 1;
    this.#told.set([...this.#told.get().slice(1 - MAX_TOLD), { number: this.#count, text: words }]);
  }

  /** Follows a session. Returns the callbacks that end it. */
  follow(session: AvatarSession): (() => void)[] {
    this.#told.set([]);
    this.#reply = undefined;
    const { turnId, reply } = session.signals;
    // What has been written before is in the transcript.
    if (reply.get()) this.#of(turnId.get() ?? "", reply.get()).end = reply.get().length;
    return [
      session.on("chunk", (_text, accumulated, turn) => {
        const running = this.#of(turn, accumulated);
        if (!this.#context.speaksSegments())
          this.#advance(running, SENTENCES.exec(accumulated.slice(running.end))?.[0]);
      }),
      session.on("speech-start", (turn) => {
        const running = this.#of(turn);
        running.isVoiced = true;
        if (!this.#context.isSilent() && !this.#context.speaksSegments()) running.end = running.text.length;
      }),
      session.on("segment", ({ turnId: turn, text, phase }) => {
        if (phase !== "start" || !this.#context.speaksSegments()) return;
        const running = this.#of(turn);
        running.end = spokenEnd(running.text, running.end, text);
        if (this.#context.isSilent()) this.tell(text);
      }),
      session.on("message", (message) => {
        if (message.role === "assistant") this.#commit(message);
      }),
      session.on("state-change", (now) => {
        if (now === "thinking" || now === "speaking" || !this.#reply) return;
        // What was cut off is in the transcript as far as it came.
        if (!this.#context.speaksSegments()) this.#advance(this.#reply, this.#reply.text.slice(this.#reply.end));
        this.#reply = undefined;
      }),
    ];
  }

  #of(turnId: string, text?: string): Reply {
    if (this.#reply?.turnId !== turnId) this.#reply = { turnId, text: "", end: 0, isVoiced: false };
    if (text !== undefined) this.#reply.text = text;
    return this.#reply;
  }

  #advance(reply: Reply, words: string | undefined): void {
    if (!words) return;
    const isSilent = this.#context.isSilent();
    // With the sound on the voice may still come.
    if (!isSilent && !reply.isVoiced) return;
    reply.end += words.length;
    if (isSilent) this.tell(words);
  }

  /** The reply is whole: what no voice has said is told now. */
  #commit({ id, content }: ChatMessage): void {
    if (typeof content !== "string") return;
    const reply = this.#reply && replyId({ id: this.#reply.turnId }) === id ? this.#reply : undefined;
    const isUnheard = this.#context.isSilent() || reply?.isVoiced === false;
    if (isUnheard) this.tell(content.slice(content.startsWith(reply?.text ?? "") ? reply?.end : content.length));
    if (reply) this.#reply = undefined;
  }
}
