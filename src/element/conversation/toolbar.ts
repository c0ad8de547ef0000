import { html, nothing, type TemplateResult } from "lit";
import type { AvatarSession } from "../../session/index.js";
import { endIcon, micIcon, micOffIcon, soundIcon, soundOffIcon, stopIcon } from "./icons.js";
import { videoButtons } from "./video-view.js";
import type { ViewContext } from "./view-context.js";

/** The round buttons over the picture: microphone, camera, screen, interrupt, sound, earlier conversations, end. */
export function toolbar(context: ViewContext, talking: TalkButton, history: unknown): TemplateResult {
  const { host, session, texts } = context;
  const state = session.signals.state.get();
  const busy = state === "speaking" || state === "thinking";
  return html`<div class="toolbar" part="toolbar" role="group" aria-label=${texts.controls}>
    ${!host.hears ? nothing : host.interaction === "push-to-talk" ? talking.render(context) : microphone(context)}
    ${videoButtons(context)}
    <button
      class="round"
      part="interrupt-button"
      type="button"
      aria-label=${texts.interrupt}
      title=${texts.interrupt}
      aria-disabled=${busy ? "false" : "true"}
      @click=${() => session.interrupt()}
    >
      ${stopIcon}
    </button>
    <button
      class="round"
      part="sound-button"
      type="button"
      aria-label=${host.muted ? texts.soundOn : texts.soundOff}
      title=${host.muted ? texts.soundOn : texts.soundOff}
      @click=${() => (host.muted = !host.muted)}
    >
      ${host.muted ? soundOffIcon : soundIcon}
    </button>
    ${history}
    <button
      class="round end"
      part="end-button"
      type="button"
      aria-label=${texts.end}
      title=${texts.end}
      @click=${() => host.end()}
    >
      ${endIcon}
    </button>
  </div>`;
}

function microphone({ host, session, texts }: ViewContext): TemplateResult {
  const mic = session.signals.mic.get();
  const press = (): void => {
    if (mic === "asking") return;
    if (mic === "live" || mic === "muted") session.setMicMuted(mic === "live");
    else host.retryMicrophone();
  };
  const label =
    mic === "live" ? texts.mute : mic === "muted" ? texts.unmute : mic === "asking" ? texts.askingMic : texts.openMic;
  return html`<button
    class="round mic ${mic}"
    part="mic-button"
    type="button"
    aria-label=${label}
    title=${label}
    aria-disabled=${mic === "asking" ? "true" : "false"}
    @click=${press}
  >
    ${mic === "live" ? micIcon : micOffIcon}
  </button>`;
}

/** The push-to-talk button: held by pointer, Space or Enter, and released anywhere. */
export class TalkButton {
  /** The session for which the button is held: one that is removed while held gets no release event, and must not stay down. */
  #held: AvatarSession | undefined;

  render({ host, session, texts }: ViewContext): TemplateResult {
    const press = (): void => {
      if (this.#held === session) return;
      this.#held = session;
      // A refusal is also an error event, and shows as a notice.
      host.startPushToTalk().catch(() => undefined);
    };
    const release = (): void => {
      if (this.#held !== session) return;
      this.#held = undefined;
      host.stopPushToTalk().catch(() => undefined);
    };
    const isTalkKey = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
    return html`<button
      class="round mic talk"
      part="mic-button"
      type="button"
      aria-label=${texts.holdToTalk}
      title=${texts.holdToTalk}
      @pointerdown=${(event: PointerEvent) => {
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        press();
      }}
      @pointerup=${release}
      @pointercancel=${release}
      @lostpointercapture=${release}
      @keydown=${(event: KeyboardEvent) => {
        if (!isTalkKey(event)) return;
        event.preventDefault();
        event.stopPropagation();
        if (!event.repeat) press();
      }}
      @keyup=${(event: KeyboardEvent) => {
        if (!isTalkKey(event)) return;
        // A page's shortcuts would hear a key of the element, and not of a button.
        event.stopPropagation();
        release();
      }}
      @blur=${release}
      @contextmenu=${(event: Event) => event.preventDefault()}
    >
      ${micIcon}
    </button>`;
  }
}
