/** The notices of a conversation: each problem with the actions that solve it. */
import { html, nothing, type TemplateResult } from "lit";
import type { LiveAvatarError } from "../../core/errors.js";
import { counted, waitText } from "./countdown.js";
import { closeIcon } from "./icons.js";
import { videoNotice } from "./video-view.js";
import type { IdleWarning, Notice, NoticeAction, ViewContext } from "./view-context.js";

/**
 * @csspart notices - The list of notices.
 * @csspart notice - A notice about a problem, such as blocked sound.
 * @csspart notice-button - The button of a notice, which does something about the problem.
 * @csspart dismiss-button - The button that takes a notice away.
 */

/** The microphone states in which a second try may succeed. */
const MIC_RETRYABLE: readonly string[] = ["blocked", "missing", "busy", "interrupted"];
/** The error codes after which the same question may be answered. */
const ASKABLE = /^(no-answer$|command-timeout$|llm-)/;
/** The error codes after which the microphone may be opened again, where they have closed it. */
const LISTENABLE = /^(stt-|load-failed$)/;
/** The error codes that have a notice of their own. */
const SHOWN_ELSEWHERE = /^(mic-|autoplay-blocked$)/;

/** The present notices; reads signals. */
export function noticesOf(context: ViewContext, warning: IdleWarning | undefined): Notice[] {
  const { host, session, texts, countdown } = context;
  const notices: Notice[] = [];
  if (warning) {
    const { secondsLeft, reason } = warning;
    const idle = reason === "idle-timeout";
    const sentence = idle ? texts.idleSoon : texts.endsSoon;
    notices.push({
      key: "idle",
      text: sentence(Math.round(secondsLeft)),
      shown: sentence(countdown.left(warning, secondsLeft)),
      actions: idle ? [{ label: texts.stillThere, run: () => host.keepAlive(), focus: true }] : [],
      dismissable: !idle,
    });
  }
  if (session.signals.audio.get() === "blocked") {
    notices.push({
      key: "sound",
      text: context.soundFailed ? texts.soundFailed : texts.soundBlocked,
      actions: [{ label: texts.soundOn, run: context.startAudio }],
      dismissable: false,
    });
  }
  const picture = session.signals.picture.get();
  if (picture === "off") {
    const run = (): void => {
      session.setPicture("on");
    };
    notices.push({
      key: "picture",
      text: texts.pictureOff,
      actions: [{ label: texts.showPicture, run }],
      dismissable: true,
    });
  }
  if (host.forgotten) notices.push({ key: "forgotten", text: texts.forgotten, actions: [], dismissable: true });
  if (host.isVoiceless) notices.push({ key: "voice", text: texts.voiceless, actions: [], dismissable: true });
  const mic = session.signals.mic.get();
  const error = host.error;
  // The browser could, and something that it needs did not come.
  const isUnloaded = mic === "unsupported" && error?.code === "load-failed";
  const micText = isUnloaded ? texts.micNotLoaded : texts.mic[mic];
  if (micText !== undefined) {
    const isRetryable = isUnloaded || MIC_RETRYABLE.includes(mic);
    const actions = [...(isRetryable ? [openAgain(context)] : []), ...typeInstead(context)];
    notices.push({ key: `mic-${mic}`, text: micText, actions, dismissable: true });
  }
  const video = videoNotice(context);
  if (video) notices.push(video);
  // A chosen microphone could not be had, and another one works.
  if (error?.stage === "mic" && (mic === "live" || mic === "muted"))
    notices.push({ key: error.code, text: texts.micReplaced, actions: [], dismissable: true });
  if (error && !error.fatal && !isUnloaded && !SHOWN_ELSEWHERE.test(error.code)) {
    notices.push({
      key: error.code,
      ...errorTexts(error, context),
      actions: waysOn(context, error),
      dismissable: true,
    });
  }
  return notices;
}

function errorTexts(error: LiveAvatarError, { texts, countdown }: ViewContext): Pick<Notice, "text" | "shown"> {
  const { code, retryAfter } = error;
  // Only a microphone loads something in the middle of a conversation.
  const text = code === "load-failed" ? texts.micNotLoaded : texts.errors[code];
  if (!retryAfter) return { text };
  const left = countdown.left(error, retryAfter);
  if (left === 0) return { text: `${text} ${texts.retryNow}` };
  return { text: `${text} ${waitText(retryAfter, texts)}`, shown: `${text} ${waitText(left, texts)}` };
}

/** What may be done after an error. */
function waysOn(context: ViewContext, { code, retryable }: LiveAvatarError): NoticeAction[] {
  if (ASKABLE.test(code)) return retryable ? askAgain(context) : [];
  const isClosed = context.session.signals.mic.get() === "off";
  if (!isClosed || !LISTENABLE.test(code)) return [];
  return [...(retryable ? [openAgain(context)] : []), ...typeInstead(context)];
}

const openAgain = ({ host, texts }: ViewContext): NoticeAction => ({
  label: texts.retry,
  run: () => host.retryMicrophone(),
});

const typeInstead = ({ host, texts }: ViewContext): NoticeAction[] =>
  host.noTextInput ? [] : [{ label: texts.typeInstead, run: () => void host.focusComposer() }];

/** Only of a question that has got no answer. */
function askAgain({ session, texts }: ViewContext): NoticeAction[] {
  if (session.messages.at(-1)?.role !== "user") return [];
  return [{ label: texts.askAgain, run: () => void session.askAgain().catch(() => undefined) }];
}

export function notices(
  shown: readonly Notice[],
  dismissLabel: string,
  dismiss: (key: string) => void,
): TemplateResult {
  // The region is always rendered: a live region that is added together with its text is not announced.
  return html`<div class="notices" part="notices" role="status" aria-live="polite">
    ${shown.map(
      ({ key, text, shown = text, actions, dismissable }) =>
        html`<div class="notice" part="notice" data-key=${key}>
          <p>${shown === text ? text : counted(shown, text)}</p>
          ${actions.map(
            ({ label, run, focus }) =>
              html`<button
                class="pill"
                part="notice-button"
                type="button"
                ?data-focus=${focus === true}
                @click=${() => {
                  run();
                  dismiss(key);
                }}
              >
                ${label}
              </button>`,
          )}
          ${
            dismissable
              ? html`<button
                  class="plain"
                  part="dismiss-button"
                  type="button"
                  aria-label=${dismissLabel}
                  @click=${() => dismiss(key)}
                >
                  ${closeIcon}
                </button>`
              : nothing
          }
        </div>`,
    )}
  </div>`;
}
