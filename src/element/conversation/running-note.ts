import { html, type TemplateResult } from "lit";
import type { ViewContext } from "./view-context.js";

/** The note beside the launcher of a closed avatar: that a conversation runs, and whether the microphone is open. */
export function runningNote({ session, texts }: ViewContext, open: string): { note: TemplateResult; text: string } {
  const isHeard = session.signals.mic.get() === "live";
  const microphone = isHeard ? texts.micLive : texts.micShut;
  return {
    note: html`<p class="running ${isHeard ? "heard" : ""}" part="running">
      <span class="dot"></span><span>${texts.running}<br /><b>${microphone}</b></span>
    </p>`,
    text: `${open}. ${texts.running}. ${microphone}.`,
  };
}
