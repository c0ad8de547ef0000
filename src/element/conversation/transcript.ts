import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Texts } from "../locales/en.js";
import type { LogEntry } from "./conversation-log.js";
import type { EarlierMessages } from "./earlier-messages.js";
import { downIcon } from "./icons.js";
import { PART_LENGTH } from "./long-text.js";
import type { MessageTexts } from "./message-texts.js";
import type { TranscriptScroll } from "./transcript-scroll.js";
import type { TranscriptWindow } from "./transcript-window.js";

/**
 * @csspart transcript - The list of the messages of the conversation.
 * @csspart newest-button - The button that leads a reader who has scrolled up to the newest message.
 * @csspart earlier-button - The button, above the first message that is rendered, that leads a page up to earlier ones.
 * @csspart message-user - A message of the visitor in the transcript.
 * @csspart message-assistant - A message of the avatar in the transcript.
 * @csspart empty - The sentence in a transcript without messages.
 * @csspart mark - The note that an answer was interrupted.
 * @csspart earlier-note - The sentence that says why earlier messages did not come.
 */

/** @param picture stands for a message that has no words */
export function textOf({ content }: LogEntry, picture: string): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("") || picture;
}

/** One message. Most never change, and are rendered once; a running reply grows. @param content the words, rendered */
function message(entry: LogEntry, who: string, mark: string, isLong: boolean, content: unknown): TemplateResult {
  return html`<div
    class="message ${entry.role} ${isLong ? "long" : ""}"
    part="message message-${entry.role}"
    dir="auto"
  >
    <span class="who">${who}</span>
    ${content} ${mark ? html`<p class="mark" part="mark">${mark}</p>` : nothing}
  </div>`;
}

export const speakerOf = ({ role }: LogEntry, texts: Texts): string => (role === "user" ? texts.you : texts.avatar);

/** What a transcript needs; reads signals. */
export interface TranscriptParts {
  readonly window: TranscriptWindow;
  readonly earlier: EarlierMessages;
  readonly scroll: TranscriptScroll;
  readonly messages: MessageTexts;
  /** What stands below a message, such as its rating; undefined where nothing does. */
  readonly below?: (entry: LogEntry) => unknown;
}

/** The conversation, as a log, and the buttons that lead to what is before and after. {@link ReplyAnnouncer} tells what comes. */
export function transcript(
  { window, earlier, scroll, messages, below }: TranscriptParts,
  texts: Texts,
): TemplateResult {
  const { entries } = window;
  const hasUnread = scroll.hasUnread.get();
  return html`<div class="log">
    <div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="off"
      aria-label=${texts.transcript}
      tabindex="0"
      @scroll=${scroll.handleScroll}
      @keydown=${scroll.handleKeydown}
    >
      ${entries.length === 0 ? html`<p class="empty" part="empty">${texts.transcriptEmpty}</p>` : nothing}
      ${scroll.hasButton ? earlierButton(earlier, scroll, texts) : nothing}
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => {
          const who = speakerOf(entry, texts);
          const mark = entry.isInterrupted ? texts.interrupted : "";
          const text = textOf(entry, texts.picture);
          const shown = guard([text, mark, who, texts, messages.version], () => {
            const content = messages.render(entry.id, text, entry.role === "assistant", texts);
            return message(entry, who, mark, text.length > PART_LENGTH, content);
          });
          return html`${shown}${below?.(entry)}`;
        },
      )}
    </div>
    ${
      (hasUnread || !window.isAtEnd) && scroll.hasRoom.get()
        ? html`<button class="pill newest" part="newest-button" type="button" @click=${scroll.handlePress}>
            ${downIcon} ${hasUnread ? texts.newMessages : texts.newestMessages}
          </button>`
        : nothing
    }
  </div>`;
}

/** The button is always the same one, so that the focus stays on it. */
function earlierButton({ status }: EarlierMessages, scroll: TranscriptScroll, texts: Texts): TemplateResult {
  const label = { loading: texts.loadingEarlier, failed: texts.retry, idle: "", over: "" }[status];
  return html`<div class="earlier" aria-live="off" @focusout=${scroll.handleEarlierBlur}>
    ${status === "failed" ? html`<p part="earlier-note" role="alert">${texts.earlierFailed}</p>` : nothing}
    <button
      class="pill"
      part="earlier-button"
      type="button"
      aria-disabled=${status === "loading"}
      @click=${scroll.handleEarlierPress}
    >
      ${label || texts.earlierMessages}
    </button>
  </div>`;
}
