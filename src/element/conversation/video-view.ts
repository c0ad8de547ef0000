/** What a visitor sees of the video that the avatar is shown: its buttons, its indicator, and the visitor's own picture. */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import { canShareScreen, type VideoSource } from "../../media/camera.js";
import { cameraIcon, cameraOffIcon, eyeIcon, eyeOffIcon, screenIcon, screenOffIcon } from "./icons.js";
import type { Notice, ViewContext } from "./view-context.js";

/**
 * @csspart camera-button - The button that turns the visitor's camera on and off.
 * @csspart screen-button - The button that shares the visitor's screen, or stops sharing it.
 * @csspart video-indicator - The note that the avatar is shown the camera or the screen.
 * @csspart self-view - The visitor's own picture, as the avatar is shown it.
 * @csspart self-view-button - The button that hides and shows the visitor's own picture.
 */

/** What the avatar is shown; undefined while it sees nothing. */
export function lookingText({ host, session, texts }: ViewContext): string | undefined {
  if (!session.signals.videoActive.get()) return undefined;
  return texts.looking[host.video.shown?.source ?? "page"];
}

/** The toolbar's buttons for camera and screen: none without the attribute `vision`, and none where nobody would look. */
export function videoButtons(context: ViewContext): unknown {
  const { host } = context;
  if (!host.sees) return nothing;
  const wanted = host.vision?.split(" ") ?? [];
  return [
    wanted.includes("camera") ? videoButton("camera", context) : nothing,
    wanted.includes("screen") && canShareScreen() ? videoButton("screen", context) : nothing,
  ];
}

function videoButton(source: VideoSource, { host, texts }: ViewContext): TemplateResult {
  const { video } = host;
  const isOn = video.shown?.source === source;
  const isAsking = video.asking === source;
  const [on, off] = source === "camera" ? [texts.cameraOn, texts.cameraOff] : [texts.screenOn, texts.screenOff];
  const [onIcon, offIcon] = source === "camera" ? [cameraIcon, cameraOffIcon] : [screenIcon, screenOffIcon];
  const label = isOn ? off : isAsking && source === "camera" ? texts.askingCamera : on;
  const press = (): void => {
    if (isOn) video.stop();
    // A failure shows as a notice.
    else if (!isAsking) video.start(source).catch(() => undefined);
  };
  return html`<button
    class="round ${isOn ? "on" : ""}"
    part=${source === "camera" ? "camera-button" : "screen-button"}
    type="button"
    aria-label=${label}
    title=${label}
    aria-disabled=${isAsking ? "true" : "false"}
    @click=${press}
  >
    ${isOn ? offIcon : onIcon}
  </button>`;
}

/** The notice of a camera or screen that could not be had. A visitor who has closed the choice of screens knows. */
export function videoNotice({ host, texts }: ViewContext): Notice | undefined {
  const { failure } = host.video;
  if (!failure) return undefined;
  const { error, key, source, isReplaced } = failure;
  if (isReplaced) return { key, text: texts.cameraReplaced, actions: [], dismissable: true };
  const { cause } = error;
  if (error.code === "screen-denied" && !(cause instanceof Error && /system/i.test(cause.message))) return undefined;
  const retry = { label: texts.retry, run: () => void host.video.start(source).catch(() => undefined) };
  return { key, text: texts.errors[error.code], actions: error.retryable ? [retry] : [], dismissable: true };
}

/** Indicator and self view. */
export class VideoView {
  readonly #isHidden = state(false);

  render(context: ViewContext): TemplateResult {
    const { host, texts } = context;
    const text = lookingText(context);
    const { shown } = host.video;
    const hidden = this.#isHidden.get();
    const label = hidden ? texts.showOwnPicture : texts.hideOwnPicture;
    // The region is always rendered: a live region that is added together with its text is not announced.
    return html`<div class="looking ${text === undefined ? "" : "on"}" part="video-indicator">
        <p role="status">${text === undefined ? nothing : html`${eyeIcon}${text}`}</p>
        ${
          text !== undefined && shown
            ? html`<button
                class="plain"
                part="self-view-button"
                type="button"
                aria-label=${label}
                title=${label}
                aria-expanded=${hidden ? "false" : "true"}
                @click=${() => this.#isHidden.set(!hidden)}
              >
                ${hidden ? eyeIcon : eyeOffIcon}
              </button>`
            : nothing
        }
      </div>
      ${
        text !== undefined && shown && !hidden
          ? html`<video
              class="self ${isMirrored(shown.stream, shown.source) ? "mirrored" : ""}"
              part="self-view"
              aria-label=${texts.ownPicture}
              playsinline
              autoplay
              disablepictureinpicture
              tabindex="-1"
              .muted=${true}
              .srcObject=${shown.stream}
            ></video>`
          : nothing
      }`;
  }
}

/** People know themselves from the mirror; what the camera on the back of a phone sees would only be the wrong way round. */
function isMirrored(stream: MediaStream, source: string): boolean {
  return source === "camera" && stream.getVideoTracks()[0]?.getSettings().facingMode !== "environment";
}
