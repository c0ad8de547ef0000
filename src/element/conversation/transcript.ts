import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Texts } from "../locales/en.js";
import type { LogEntry } from "./conversation-log.js";
import { downIcon } from "./icons.js";
import { PART_LENGTH, partsOf } from "./long-text.js";
import type { TranscriptScroll } from "./transcript-scroll.js";

/** @param picture stands for a message that has no words */
function textOf({ content }: LogEntry, picture: string): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("") || picture;
}

/** One message. It never changes, so it is rendered once; only its speaker's name and its mark are translated. */
function message(entry: LogEntry, who: string, mark: string, picture: string): TemplateResult {
  const text = textOf(entry, picture);
  const isLong = text.length > PART_LENGTH;
  return html`<div
    class="message ${entry.role} ${isLong ? "long" : ""}"
    part="message message-${entry.role}"
    dir="auto"
  >
    <span class="who">${who}</span>
    <p>${isLong ? partsOf(text).map((part) => html`<span class="part">${part}</span>`) : text}</p>
    ${mark ? html`<p class="mark">${mark}</p>` : nothing}
  </div>`;
}

/** The conversation, as a log that screen readers follow, and the button that leads to what has come since. */
export function transcript(entries: readonly LogEntry[], texts: Texts, scroll: TranscriptScroll): TemplateResult {
  return html`<div class="log">
    <div
      class="transcript"
      part="transcript"
      role="log"
      aria-live="polite"
      aria-label=${texts.transcript}
      tabindex="0"
      @scroll=${scroll.handleScroll}
    >
      ${entries.length === 0 ? html`<p class="empty">${texts.transcriptEmpty}</p>` : nothing}
      ${repeat(
        entries,
        ({ id }) => id,
        (entry) => {
          const who = entry.role === "user" ? texts.you : texts.avatar;
          const mark = entry.isInterrupted ? texts.interrupted : "";
          return guard([entry.id, mark, who], () => message(entry, who, mark, texts.picture));
        },
      )}
    </div>
    ${
      scroll.hasUnread.get()
        ? html`<button class="pill newest" part="newest-button" type="button" @click=${scroll.handlePress}>
            ${downIcon} ${texts.newMessages}
          </button>`
        : nothing
    }
  </div>`;
}
