/**
 * The device menu: microphone, speaker, camera, volume, and how to talk. It renders into the conversation view, in the browser's top
 * layer, and opens no device: the level is that of the microphone that the avatar hears. Loaded when a visitor opens it.
 */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import type { AvatarSession } from "../../session/index.js";
import { chosen, type DeviceKind } from "../conversation/choices.js";
import { closeIcon } from "../conversation/icons.js";
import type { ViewContext } from "../conversation/view-context.js";
import { isWriting } from "../conversation/writing-keys.js";
import { isComposing } from "../controllers/keys.js";
import { type DeviceTexts, deviceTexts } from "../locales/device-texts.js";
import type { Locale } from "../controllers/locale-controller.js";
import { DeviceList } from "./device-list.js";
import { devicesStyles } from "./devices.styles.js";
import { LevelBar } from "./level-bar.js";
import { placeMenu } from "./place-menu.js";
import { playTestSound } from "./test-sound.js";

/** The states in which a microphone that is chosen is opened: the one before cannot be had. */
const FAILED: readonly string[] = ["blocked", "missing", "busy", "interrupted"];

/** Firefox asks for a speaker itself, and lists those only that the visitor has chosen there. */
type SpeakerPrompt = { selectAudioOutput?(): Promise<MediaDeviceInfo> } | undefined;

/**
 * @csspart devices - The device menu.
 * @csspart devices-title - The title of the device menu.
 * @csspart devices-close-button - The button that closes the device menu.
 * @csspart device-select - Each list of the device menu: microphones, speakers, cameras, ways to talk.
 * @csspart level - The bar that shows how loud the microphone is.
 * @csspart volume-slider - The slider of the avatar's volume.
 * @csspart choose-speaker-button - The button with which Firefox asks for another speaker.
 * @csspart test-button - The button that plays a test sound.
 * @csspart device-label - The label of each list, slider and box of the device menu.
 * @csspart device-note - A sentence of the device menu.
 * @csspart talk-key-checkbox - The box that turns the key of push-to-talk on and off.
 */
export class DeviceMenu {
  static readonly styles = devicesStyles;
  readonly #handleClose: (isFocusWanted: boolean) => void;
  readonly #list = new DeviceList();
  readonly #level = new LevelBar();
  readonly #life = new AbortController();
  /** Counts the choices, which are kept outside of signals. */
  readonly #choices = state(0);
  readonly #test = state<"off" | "on" | "failed">("off");
  #panel: HTMLElement | undefined;
  #button: HTMLElement | undefined;
  #mic = "";

  /** @param handleClose called when the menu is to close. @param handleClose.isFocusWanted whether its button gets the focus */
  constructor(handleClose: (isFocusWanted: boolean) => void) {
    this.#handleClose = handleClose;
    const { signal } = this.#life;
    document.addEventListener("pointerdown", this.#handlePress, { signal, capture: true });
    window.addEventListener("resize", this.#place, { signal });
    window.addEventListener("scroll", this.#place, { signal, capture: true, passive: true });
  }

  render(context: ViewContext, locale: Locale): TemplateResult {
    this.#choices.get();
    const texts = locale.texts(deviceTexts, "deviceMenu");
    const { host } = context;
    const has = (kind: DeviceKind): boolean => host.deviceKinds.includes(kind);
    return html`<div
      class="devices"
      part="devices"
      role="dialog"
      aria-labelledby="devices-title"
      popover="manual"
      @keydown=${this.#handleKey}
      @keypress=${this.#handleKey}
      @keyup=${this.#handleKey}
      @focusout=${this.#handleFocusOut}
    >
      <div class="devices-head">
        <h2 part="devices-title" id="devices-title">${texts.title}</h2>
        <button
          class="plain"
          part="devices-close-button"
          type="button"
          aria-label=${texts.close}
          @click=${() => {
            this.#handleClose(true);
          }}
        >
          ${closeIcon}
        </button>
      </div>
      ${has("microphone") ? html`${this.#select("microphone", context, texts)}${this.#microphone(context.session, texts)}` : nothing}
      ${has("speaker") ? this.#speaker(context, texts) : nothing} ${this.#volume(context, texts)}
      ${has("camera") && this.#list.of("camera").length > 1 ? this.#select("camera", context, texts) : nothing}
      ${host.interaction === "push-to-talk" ? this.#talking(context, texts) : nothing}
    </div>`;
  }

  /** To be called after each render. */
  updated(panel: HTMLElement, button: HTMLElement): void {
    const isNew = panel !== this.#panel;
    this.#panel = panel;
    this.#button = button;
    if ("showPopover" in panel && !panel.matches(":popover-open")) panel.showPopover();
    for (const select of panel.querySelectorAll<HTMLSelectElement>("select[data-value]")) {
      const { value = "" } = select.dataset;
      // One that is not there gives way to the browser's choice.
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    this.#place();
    this.#level.show(panel.querySelector<HTMLElement>(".level"));
    if (isNew) panel.querySelector<HTMLElement>("select, input, button")?.focus({ preventScroll: true });
  }

  dispose(): void {
    this.#life.abort();
    this.#list.dispose();
    this.#level.show(null);
  }

  /** Closes the menu by Escape, and does nothing else with that key. */
  handleEscape(event: KeyboardEvent): void {
    if (event.type !== "keydown" || event.key !== "Escape" || isComposing(event)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#handleClose(true);
  }

  #select(kind: DeviceKind, { host, session }: ViewContext, texts: DeviceTexts): TemplateResult {
    const devices = this.#list.of(kind);
    const change = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      const isNeeded = kind === "microphone" && FAILED.includes(session.signals.mic.get());
      // A failure shows as a notice.
      host.setDevice(kind, value).then(() => {
        if (isNeeded) host.retryMicrophone();
      }, noop);
      this.#choices.set(this.#choices.get() + 1);
    };
    return html`<label class="device" part="device-label"
      >${texts[kind]}
      <select part="device-select" data-kind=${kind} data-value=${chosen(kind) ?? ""} @change=${change}>
        <option value="">${this.#list.nameOfDefault(kind) ?? texts.automatic}</option>
        ${devices.map(
          ({ deviceId, label }, index) =>
            html`<option value=${deviceId}>${label || texts.unnamed(texts[kind], index + 1)}</option>`,
        )}
      </select>
    </label>`;
  }

  #microphone(session: AvatarSession, texts: DeviceTexts): TemplateResult {
    const mic = session.signals.mic.get();
    if (mic !== this.#mic) this.#list.update();
    this.#mic = mic;
    this.#level.read = () => session.inputLevel;
    const text = mic === "live" ? texts.micLive : mic === "muted" ? texts.micMuted : texts.micOff;
    return html`<div class="mic-line" part="device-note">
      ${
        mic === "live"
          ? html`<span class="level" part="level" role="img" aria-label=${texts.level} hidden></span>`
          : nothing
      }
      <span>${text}${this.#list.isNameless ? html` ${texts.nameless}` : nothing}</span>
    </div>`;
  }

  #speaker(context: ViewContext, texts: DeviceTexts): TemplateResult {
    const prompt = navigator.mediaDevices as SpeakerPrompt;
    const test = this.#test.get();
    const choose = async (): Promise<void> => {
      // A visitor who closes the browser's question chooses none.
      const device = await prompt?.selectAudioOutput?.().catch(noop);
      if (!device) return;
      await context.host.setDevice("speaker", device.deviceId);
      this.#list.update();
      this.#choices.set(this.#choices.get() + 1);
    };
    return html`${this.#list.of("speaker").length > 0 ? this.#select("speaker", context, texts) : nothing}
      <div class="speaker-line">
        ${
          prompt?.selectAudioOutput
            ? html`<button
                class="wide"
                part="choose-speaker-button"
                type="button"
                @click=${() => void choose().catch(noop)}
              >
                ${texts.chooseSpeaker}
              </button>`
            : nothing
        }
        <button
          class="wide"
          part="test-button"
          type="button"
          aria-disabled=${test === "on" ? "true" : "false"}
          @click=${() => {
            if (test !== "on") void this.#play(context.host.volume);
          }}
        >
          ${test === "on" ? texts.testing : texts.test}
        </button>
        <p part="device-note" role="status">${test === "failed" ? texts.testFailed : nothing}</p>
      </div>`;
  }

  #volume({ host }: ViewContext, texts: DeviceTexts): TemplateResult {
    const percent = Math.round(host.volume * 100);
    return html`<label class="device" part="device-label"
      >${texts.volume}
      <input
        type="range"
        part="volume-slider"
        min="0"
        max="100"
        step="5"
        .value=${String(percent)}
        aria-valuetext=${texts.percent(percent)}
        @input=${(event: Event) => {
          host.volume = Number((event.target as HTMLInputElement).value) / 100;
          // Whoever makes it louder wants to hear it.
          if (host.muted && host.volume > percent / 100) host.muted = false;
        }}
      />
    </label>`;
  }

  #talking({ host }: ViewContext, texts: DeviceTexts): TemplateResult {
    return html`<label class="device" part="device-label"
        >${texts.talking}
        <select
          part="device-select"
          data-kind="talk"
          data-value=${host.talkMode}
          @change=${(event: Event) => {
            host.talkMode = (event.target as HTMLSelectElement).value === "toggle" ? "toggle" : "hold";
          }}
        >
          <option value="hold">${texts.hold}</option>
          <option value="toggle">${texts.toggle}</option>
        </select>
      </label>
      ${
        !host.talkKey
          ? nothing
          : html`<label class="talk-key" part="device-label"
              ><input
                part="talk-key-checkbox"
                type="checkbox"
                .checked=${host.talkKeyOn}
                @change=${(event: Event) => {
                  host.talkKeyOn = (event.target as HTMLInputElement).checked;
                }}
              />${texts.talkKey(host.talkKey)}</label
            >`
      }`;
  }

  async #play(volume: number): Promise<void> {
    this.#test.set("on");
    try {
      await playTestSound(chosen("speaker") ?? "", volume, this.#life.signal);
      this.#test.set("off");
    } catch {
      // Its reason would help nobody who does not hear it.
      this.#test.set("failed");
    }
  }

  readonly #place = (): void => {
    if (this.#panel && this.#button) placeMenu(this.#panel, this.#button);
  };

  /** A press elsewhere closes the menu, and does what it does. */
  readonly #handlePress = (event: Event): void => {
    const path = event.composedPath();
    const isInside = [this.#panel, this.#button].some((own) => own && path.includes(own));
    if (this.#panel && !isInside) this.#handleClose(false);
  };

  /** So does the focus elsewhere. A window that is left takes the focus along. */
  readonly #handleFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (!(relatedTarget instanceof Node)) return;
    if (!this.#panel?.contains(relatedTarget) && relatedTarget !== this.#button) this.#handleClose(false);
  };

  readonly #handleKey = (event: KeyboardEvent): void => {
    this.handleEscape(event);
    // To a page's listener the event would come from `<live-avatar>`, and it would take a letter for one of its shortcuts.
    if (isWriting(event)) event.stopPropagation();
  };
}

const noop = (): undefined => undefined;
