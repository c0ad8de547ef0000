/** What a visitor takes along of a conversation that is over: its text, copied or as a file. */
import { html, type TemplateResult } from "lit";
import { systemClock } from "../../core/clock.js";
import { download } from "../download.js";
import type { Texts } from "../locales/en.js";
import type { LogEntry } from "./conversation-log.js";
import { copyButton } from "./copy-button.js";
import { speakerOf, textOf } from "./transcript.js";

/**
 * @csspart download-button - The button that downloads the transcript of a conversation that is over.
 */

/** Each message with its speaker, as it was written, with a line between two. */
function plainText(entries: readonly LogEntry[], texts: Texts): string {
  const messages = entries.map((entry) => {
    const mark = entry.isInterrupted ? ` (${texts.interrupted})` : "";
    return `${speakerOf(entry, texts)}: ${textOf(entry, texts.picture)}${mark}\n`;
  });
  return messages.join("\n");
}

export function transcriptActions(entries: () => readonly LogEntry[], texts: Texts): TemplateResult {
  const handleDownload = ({ currentTarget }: Event): void => {
    const content = plainText(entries(), texts);
    download(currentTarget as HTMLElement, { name: texts.transcript, ending: "txt", content, clock: systemClock });
  };
  const text = (): string => plainText(entries(), texts);
  return html`<div class="transcript-actions">
    ${copyButton({ texts, text, source: ".transcript" })}
    <button type="button" part="download-button" @click=${handleDownload}>${texts.download}</button>
  </div>`;
}
