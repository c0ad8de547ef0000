import { html, type TemplateResult } from "lit";
import { lookingText } from "./video-view.js";
import type { ViewContext } from "./view-context.js";

/** The note beside the launcher of a closed avatar: that a conversation runs, and whether the microphone is open. */
export function runningNote(context: ViewContext, open: string): { note: TemplateResult; text: string } {
  const { session, texts } = context;
  const isHeard = session.signals.mic.get() === "live";
  const microphone = isHeard ? texts.micLive : texts.micShut;
  const looking = lookingText(context);
  return {
    note: html`<p class="running ${isHeard || looking ? "heard" : ""}" part="running">
      <span class="dot"></span
      ><span>${texts.running}<br /><b>${microphone}</b>${looking && html`<br /><b>${looking}</b>`}</span>
    </p>`,
    text: `${open}. ${texts.running}. ${microphone}.${looking ? ` ${looking}.` : ""}`,
  };
}
