import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Texts } from "../locales/en.js";
import type { ConversationLog, LogEntry } from "./conversation-log.js";
import type { EarlierMessages } from "./earlier-messages.js";
import { downIcon } from "./icons.js";
import { PART_LENGTH, partsOf } from "./long-text.js";
import type { TranscriptScroll } from "./transcript-scroll.js";
import type { TranscriptWindow } from "./transcript-window.js";

/** @param picture stands for a message that has no words */
function textOf({ content }: LogEntry, picture: string): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("") || picture;
}

/**
 * One message. It never changes, so it is rendered once; only its speaker's name and its mark are translated.
 * @param isNew whether a screen reader says it by itself: not what scrolling or storage brings
 */
function message(entry: LogEntry, who: string, mark: string, picture: string, isNew: boolean): TemplateResult {
  const text = textOf(entry, picture);
  const isLong = text.length > PART_LENGTH;
  return html`<div
    class="message ${entry.role} ${isLong ? "long" : ""}"
    part="message message-${entry.role}"
    dir="auto"
    aria-live=${isNew ? nothing : "off"}
  >
    <span class="who">${who}</span>
    <p>${isLong ? partsOf(text).map((part) => html`<span class="part">${part}</span>`) : text}</p>
    ${mark ? html`<p class="mark">${mark}</p>` : nothing}
  </div>`;
}

const speakerOf = ({ role }: LogEntry, texts: Texts): string => (role === "user" ? texts.you : texts.avatar);

/** What a transcript needs; reads signals. */
export interface TranscriptParts {
  readonly log: ConversationLog;
  readonly window: TranscriptWindow;
  readonly earlier: EarlierMessages;
  readonly scroll: TranscriptScroll;
  /** What stands below a message, such as its rating; undefined where nothing does. */
  readonly below?: (entry: LogEntry) => unknown;
}

/** The conversation, as a log that screen readers follow, and the buttons that lead to what is before and after. */
export function transcript({ log, window, earlier, scroll, below }: TranscriptParts, texts: Texts): TemplateResult {
  const { entries, newest } = window;
  const hasUnread = scroll.hasUnread.get();
  return html`<div class="log">
    <div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="polite"
      aria-label=${texts.transcript}
      tabindex="0"
      @scroll=${scroll.handleScroll}
      @keydown=${scroll.handleKeydown}
    >
      ${entries.length === 0 ? html`<p class="empty">${texts.transcriptEmpty}</p>` : nothing}
      ${scroll.hasButton ? earlierButton(earlier, scroll, texts) : nothing}
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => {
          const who = speakerOf(entry, texts);
          const mark = entry.isInterrupted ? texts.interrupted : "";
          const isNew = log.isNew(entry);
          const shown = guard([entry.id, mark, who, isNew], () => message(entry, who, mark, texts.picture, isNew));
          return html`${shown}${below?.(entry)}`;
        },
      )}
      ${
        // What comes beyond the window is said all the same.
        hasUnread && newest && !window.isAtEnd
          ? html`<p class="who">${speakerOf(newest, texts)}: ${textOf(newest, texts.picture)}</p>`
          : nothing
      }
    </div>
    ${
      hasUnread || !window.isAtEnd
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
    ${status === "failed" ? html`<p role="alert">${texts.earlierFailed}</p>` : nothing}
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
