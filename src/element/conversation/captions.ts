import { html, nothing, type TemplateResult } from "lit";
import type { AvatarSession } from "../../session/index.js";
import type { ViewContext } from "./view-context.js";

/** The length of the captions: about two lines. Earlier words are in the transcript. */
const CAPTION_LENGTH = 180;

/** The end of a text that is still growing, starting at a word. */
function tailOf(text: string): string {
  if (text.length <= CAPTION_LENGTH) return text;
  const tail = text.slice(-CAPTION_LENGTH);
  return `… ${tail.slice(tail.indexOf(" ") + 1)}`;
}

/** The newest answer, which nobody could hear. */
function lastAnswer({ signals }: AvatarSession): string {
  const last = signals.messages.get().at(-1);
  return last?.role === "assistant" && typeof last.content === "string" ? last.content : "";
}

/** The captions over the picture. When the sound is off, they show even where the page has switched them off. */
export function captions({ host, session, segment, soundFailed }: ViewContext): TemplateResult | typeof nothing {
  const { reply, partialTranscript, audio } = session.signals;
  const isVoiceless = host.isVoiceless || soundFailed || host.error?.stage === "tts";
  const silent = isVoiceless || host.muted || audio.get() === "blocked" || audio.get() === "muted";
  if (host.noCaptions && !silent) return nothing;
  const heard = partialTranscript.get();
  // Text arrives ahead of the voice: captions show the sentence that sounds.
  const said = segment ?? (isVoiceless ? reply.get() || lastAnswer(session) : host.speaksSegments ? "" : reply.get());
  if (!heard && !said) return nothing;
  // Not a live region: the transcript is one, and the avatar speaks.
  return html`<div class="captions" part="captions" dir="auto">
    <p class=${heard ? "heard" : "said"}>${tailOf(heard || said)}</p>
  </div>`;
}
