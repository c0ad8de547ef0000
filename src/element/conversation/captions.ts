import { html, nothing, type TemplateResult } from "lit";
import type { ViewContext } from "./view-context.js";

/** About two lines; earlier words have been read and are in the transcript. */
const CAPTION_LENGTH = 180;

/** The end of a text that is still growing, begun at a word. */
function tailOf(text: string): string {
  if (text.length <= CAPTION_LENGTH) return text;
  const tail = text.slice(-CAPTION_LENGTH);
  return `… ${tail.slice(tail.indexOf(" ") + 1)}`;
}

/** What is being said, over the picture. Whoever hears nothing gets captions whatever the page says. */
export function captions({ host, session, segment }: ViewContext): TemplateResult | typeof nothing {
  const { reply, partialTranscript, audio } = session.signals;
  const silent = host.muted || audio.get() === "blocked" || audio.get() === "muted";
  if (host.noCaptions && !silent) return nothing;
  const heard = partialTranscript.get();
  // Text runs ahead of the voice: captions show what is heard.
  const said = segment ?? (host.speaksSegments ? "" : reply.get());
  if (!heard && !said) return nothing;
  // No live region: the transcript announces, and the avatar speaks.
  return html`<div class="captions" part="captions" dir="auto">
    <p class=${heard ? "heard" : "said"}>${tailOf(heard || said)}</p>
  </div>`;
}
