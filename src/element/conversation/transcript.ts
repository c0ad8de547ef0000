import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ChatMessage } from "../../core/ports/chat-message.js";
import type { ViewContext } from "./view-context.js";

function textOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
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
      (message) =>
        html`<div class="message ${message.role}" part="message message-${message.role}" dir="auto">
          <span class="who">${message.role === "user" ? texts.you : texts.avatar}</span>
          <p>${textOf(message)}</p>
        </div>`,
    )}
  </div>`;
}
