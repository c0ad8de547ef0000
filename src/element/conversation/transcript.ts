import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import { PART_LENGTH, partsOf } from "./long-text.js";
import type { ViewContext } from "./view-context.js";

/** @param picture stands for a message that has no words */
function textOf({ content }: ChatMessage, picture: string): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("") || picture;
}

/** One message. It never changes, so it is rendered once; only its speaker's name is translated. */
function entry(message: ChatMessage, who: string, picture: string): TemplateResult {
  const text = textOf(message, picture);
  const isLong = text.length > PART_LENGTH;
  return html`<div
    class="message ${message.role} ${isLong ? "long" : ""}"
    part="message message-${message.role}"
    dir="auto"
  >
    <span class="who">${who}</span>
    <p>${isLong ? partsOf(text).map((part) => html`<span class="part">${part}</span>`) : text}</p>
  </div>`;
}

/** The committed conversation, as a log that screen readers follow. */
export function transcript({ host, session, texts }: ViewContext): TemplateResult | typeof nothing {
  if (host.noTranscript) return nothing;
  const messages = session.signals.messages.get().filter(({ role }) => role !== "system");
  return html`<div
    class="transcript"
    part="transcript"
    role="log"
    aria-live="polite"
    aria-label=${texts.transcript}
    tabindex="0"
  >
    ${messages.length === 0 ? html`<p class="empty">${texts.transcriptEmpty}</p>` : nothing}
    ${repeat(
      messages,
      ({ id }) => id,
      (message) => {
        const who = message.role === "user" ? texts.you : texts.avatar;
        return guard([message, who], () => entry(message, who, texts.picture));
      },
    )}
  </div>`;
}
