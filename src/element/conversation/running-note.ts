import { html, nothing, type TemplateResult } from "lit";
import { endIcon } from "./icons.js";
import { lookingText } from "./video-view.js";
import type { ViewContext } from "./view-context.js";

/**
 * The note beside the launcher of a closed avatar: with whom a conversation runs, and whether the microphone is open;
 * and the button that ends it. It is there beside a launcher of the page's own, too.
 */
export function runningNote(context: ViewContext, open: string): { note: TemplateResult; text: string } {
  const { host, session, texts } = context;
  const isHeard = session.signals.mic.get() === "live";
  const microphone = isHeard ? texts.micLive : texts.micShut;
  const details = [microphone, ...(host.hushed ? [texts.hushed] : []), lookingText(context)].filter(Boolean);
  const isAlert = isHeard || session.signals.videoActive.get();
  return {
    note: html`<div class="running ${isAlert ? "heard" : ""}" part="running">
      <span class="dot"></span>
      <p>${host.avatarName ? html`<strong>${host.avatarName}</strong><br />` : nothing}${texts.running}${details.map((detail) => html`<br /><b>${detail}</b>`)}</p>
      <button
        class="round end"
        part="running-end-button"
        type="button"
        aria-label=${texts.end}
        title=${texts.end}
        @click=${() => host.end()}
      >
        ${endIcon}
      </button>
    </div>`,
    text: [open, texts.running, ...details].map((part) => `${part}.`).join(" "),
  };
}
