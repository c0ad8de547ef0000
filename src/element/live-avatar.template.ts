import { html, nothing, type TemplateResult } from "lit";
import type { EndReason, SessionState } from "../core/vocabulary.js";
import type { ShellTexts } from "./locales/shell-texts.js";
import type { OpeningView } from "./opening/opening.js";

/** The values that the shell's template renders. */
export interface ShellView {
  readonly state: Exclude<SessionState, "destroyed">;
  readonly texts: ShellTexts;
  readonly poster: string | undefined;
  readonly asksMicrophone: boolean;
  /** Whether the configuration has no way to answer: the Start button is disabled. */
  readonly incomplete: boolean;
  /** Whether the visitor is asked for consent. */
  readonly asksConsent: boolean;
  /** Whether the media element is rendered: a conversation runs or is about to. */
  readonly hasVideo: boolean;
  /** Whether the avatar can be closed. */
  readonly closable: boolean;
  /** Whether it is closed: only the launcher shows. */
  readonly shut: boolean;
  /** The text of the last failure or end, or what is waited for while it connects; empty where there is none. */
  readonly message: TemplateResult | string | undefined;
  /** The reason of the last end; undefined before the first one, and from the next start on. */
  readonly ended: EndReason | undefined;
  /** The other ways to begin; undefined where the page has none, and until they are loaded. */
  readonly opening: OpeningView | undefined;
  /** The conversation's overlay over the picture, while a conversation runs. */
  readonly foreground: unknown;
  readonly panel: unknown;
  /** The note beside the launcher, while a conversation runs. */
  readonly running: { readonly note: unknown; readonly text: string } | undefined;
  readonly start: () => void;
  readonly cancel: () => void;
  readonly show: () => void;
  readonly hide: () => void;
}

const CLOSE = "M6 6l12 12M18 6L6 18";
const TALK = "M4 5.5h16v11H10l-4 3.5v-3.5H4zM8.5 11h.01M12 11h.01M15.5 11h.01";
const MICROPHONE = "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5 11a7 7 0 0 0 14 0M12 18v3";
const icon = (path: string) =>
  html`<svg part="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

/**
 * The template of the shell. Hidden parts are hidden by style: each template less saves time at the first render.
 * @csspart frame - The box of the whole avatar, without the launcher.
 * @csspart stage - The box of the picture.
 * @csspart video - The video of the avatar.
 * @csspart poster - The image of the `poster` attribute.
 * @csspart start-gate - The layer over the picture before, between and after conversations.
 * @csspart figure - The silhouette where there is no picture; its colour is its `fill`.
 * @csspart hint - The line below the Start button that says what the browser will ask.
 * @csspart start-button - The Start button.
 * @csspart cancel-button - The button that cancels a start.
 * @csspart spinner - The spinner that turns while the avatar is connecting.
 * @csspart message - The sentence that says why a conversation failed or ended, and each message of the transcript.
 * @csspart launcher - The round button that opens a closed avatar.
 * @csspart close-button - The button that closes a floating or fullscreen avatar.
 */
export function shellTemplate(view: ShellView): TemplateResult {
  const { state, texts } = view;
  const live = state === "ready" || state === "thinking" || state === "speaking";
  return html`<div class="layer">
    ${
      view.shut
        ? html`${view.running?.note}<slot name="launcher"
              ><button
                class="launcher ${view.running ? "live" : ""}"
                part="launcher"
                type="button"
                aria-label=${view.running?.text ?? texts.open}
                @click=${view.show}
              >
                ${icon(TALK)}
              </button></slot
            >`
        : nothing
    }
    <div class="frame" part="frame" role="region" aria-label=${texts.region} ?hidden=${view.shut}>
      <slot name="header"></slot>
      <div class="body">
        <div class="stage ${live ? "live" : ""} ${view.poster ? "with-poster" : ""}" part="stage">
          <svg
            class="figure"
            part="figure"
            viewBox="0 0 200 120"
            preserveAspectRatio="xMidYMax slice"
            aria-hidden="true"
          >
            <path d="M100 20a27 27 0 0 1 27 27c0 18-12 32-27 32S73 65 73 47a27 27 0 0 1 27-27z"></path>
            <path d="M38 130c4-28 30-44 62-44s58 16 62 44z"></path>
          </svg>
          <slot name="poster">
            ${view.poster ? html`<img class="poster" part="poster" src=${view.poster} alt="" />` : nothing}
          </slot>
          ${view.hasVideo ? html`<video data-live-avatar-media part="video" playsinline tabindex="-1" aria-hidden="true"></video>` : nothing}
          ${view.foreground} ${live ? nothing : startGate(view)}
          ${
            view.closable
              ? html`<button
                  class="close"
                  part="close-button"
                  type="button"
                  aria-label=${texts.close}
                  @click=${view.hide}
                >
                  ${icon(CLOSE)}
                </button>`
              : nothing
          }
        </div>
        ${view.panel}
      </div>
      <slot name="footer"></slot>
    </div>
  </div>`;
}

function startGate(view: ShellView): TemplateResult {
  const { state, texts } = view;
  if (state === "connecting") {
    return html`<div class="gate" part="start-gate">
      <div class="spinner" part="spinner"></div>
      <p role="status" class="status" part="status" tabindex="-1">${view.message ?? texts.connecting}</p>
      <button class="pill" part="cancel-button" type="button" @click=${view.cancel}>${texts.cancel}</button>
    </div>`;
  }
  if (view.asksConsent) {
    return html`<div class="gate consent" part="start-gate" role="group" tabindex="-1">
      <slot name="consent"></slot>
    </div>`;
  }
  const failed = state === "error";
  const message = view.incomplete ? texts.incomplete : view.message;
  const label = failed ? texts.retry : view.ended ? texts.startAgain : texts.start;
  return html`<div class="gate ${failed ? "error" : ""}" part="start-gate">
    <p role=${failed ? "alert" : "status"} part="message" ?hidden=${!message}>${message}</p>
    ${failed || view.ended === "no-credits" ? html`<slot name="offline"></slot>` : nothing}
    <slot name="start-gate"
      ><button class="start" part="start-button" type="button" ?disabled=${view.incomplete} @click=${view.start}>
        <svg part="icon" viewBox="0 0 24 24" aria-hidden="true">
          <path d=${view.asksMicrophone ? MICROPHONE : TALK}></path>
        </svg>
        ${view.opening?.label ?? label}
      </button></slot
    >
    ${view.opening?.gate}
    ${view.asksMicrophone && !view.incomplete && !failed && !view.ended ? html`<p class="hint" part="hint">${texts.micHint}</p>` : nothing}
  </div>`;
}
