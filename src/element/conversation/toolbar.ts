import { html, nothing, type TemplateResult } from "lit";
import { endIcon, micIcon, micOffIcon, soundIcon, soundOffIcon, stopIcon } from "./icons.js";
import type { TalkButton } from "./talk-button.js";
import { videoButtons } from "./video-view.js";
import type { ViewContext } from "./view-context.js";

/**
 * @csspart toolbar - The row of round buttons.
 * @csspart mic-button - The button that mutes the microphone, or that is held down to talk.
 * @csspart interrupt-button - The button that interrupts the avatar.
 * @csspart sound-button - The button that turns the avatar's sound off and on.
 * @csspart end-button - The button that ends the conversation.
 */

/** The buttons of parts that are loaded by need. */
export interface ToolbarParts {
  readonly talking: TalkButton;
  readonly devices: unknown;
  readonly history: unknown;
}

/** The round buttons over the picture: microphone, devices, camera, screen, interrupt, sound, earlier conversations, end. */
export function toolbar(context: ViewContext, { talking, devices, history }: ToolbarParts): TemplateResult {
  const { host, session, texts } = context;
  const state = session.signals.state.get();
  const busy = state === "speaking" || state === "thinking";
  return html`<div class="toolbar" part="toolbar" role="group" aria-label=${texts.controls}>
    ${!host.hears ? nothing : host.interaction === "push-to-talk" ? talking.render(context) : microphone(context)}
    ${devices} ${videoButtons(context)}
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
