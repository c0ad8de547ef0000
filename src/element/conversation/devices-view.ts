/** The way to the device menu: its button, its chunk, and the focus that comes back when it is closed. */
import { html, nothing, type TemplateResult } from "lit";
import { isAbortError } from "../../core/abort.js";
import type { LiveAvatarError } from "../../core/errors.js";
import { state } from "../../core/signals.js";
import { adopt } from "../adopt-styles.js";
import type { DeviceMenu } from "../devices/device-menu.js";
import { loadChunk } from "../load-chunk.js";
import type { Locale } from "../controllers/locale-controller.js";
import { devicesIcon } from "./icons.js";
import type { Notice, ViewContext } from "./view-context.js";

/**
 * @csspart devices-button - The button that opens the device menu.
 */

const BUTTON = '[part~="devices-button"]';

export class DevicesView {
  readonly #handleFailure: () => void;
  readonly #menu = state<DeviceMenu | undefined>(undefined);
  readonly #failure = state<LiveAvatarError | undefined>(undefined);
  #loading: AbortController | undefined;
  #adoptStyles: (root: ParentNode) => void = noop;
  #isFocusWanted = false;

  /** @param handleFailure called when {@link notices} has the notice anew */
  constructor(handleFailure: () => void) {
    this.#handleFailure = handleFailure;
  }

  /** The toolbar's button; none where there is nothing to choose. */
  button({ host, texts }: ViewContext): TemplateResult | typeof nothing {
    if (host.deviceKinds.length === 0 && host.interaction !== "push-to-talk") return nothing;
    const menu = this.#menu.get();
    return html`<button
      class="round ${menu ? "on" : ""}"
      part="devices-button"
      type="button"
      aria-label=${texts.devices}
      title=${texts.devices}
      aria-haspopup="dialog"
      aria-expanded=${menu ? "true" : "false"}
      @click=${() => {
        if (menu) this.#close(false);
        else this.#open();
      }}
      @keydown=${(event: KeyboardEvent) => menu?.handleEscape(event)}
    >
      ${devicesIcon}
    </button>`;
  }

  /** The notice of a menu that could not be loaded. */
  notices({ texts }: ViewContext): Notice[] {
    const error = this.#failure.get();
    const run = (): void => {
      this.#open();
    };
    const actions = [{ label: texts.retry, run }];
    return error ? [{ key: "devices", text: texts.errors[error.code], actions, dismissable: true }] : [];
  }

  /** The menu, while it is open. */
  menu(context: ViewContext, locale: Locale): TemplateResult | undefined {
    return this.#menu.get()?.render(context, locale);
  }

  /** To be called after each render. */
  updated(root: ParentNode): void {
    const menu = this.#menu.get();
    const panel = root.querySelector<HTMLElement>(".devices");
    const button = root.querySelector<HTMLElement>(BUTTON);
    if (menu && panel) {
      this.#adoptStyles(root);
      if (button?.checkVisibility()) menu.updated(panel, button);
      // The avatar was closed, or there is nothing to choose any more.
      else this.#close(false);
    } else if (this.#isFocusWanted) button?.focus({ preventScroll: true });
    this.#isFocusWanted = false;
  }

  /** Closes the menu at the end of the conversation; a load under way ends. */
  release(): void {
    this.#loading?.abort();
    this.#loading = undefined;
    this.#close(false);
    this.#failure.set(undefined);
  }

  #open(): void {
    if (this.#loading) return;
    const { signal } = (this.#loading = new AbortController());
    this.#failure.set(undefined);
    loadChunk(() => import("../devices/device-menu.js"), { signal }).then(
      ({ DeviceMenu }) => {
        this.#loading = undefined;
        this.#adoptStyles = (root) => {
          adopt(root as ShadowRoot, DeviceMenu.styles);
        };
        this.#menu.set(
          new DeviceMenu((isFocusWanted) => {
            this.#close(isFocusWanted);
          }),
        );
      },
      (error: unknown) => {
        if (isAbortError(error)) return;
        this.#loading = undefined;
        this.#failure.set(error as LiveAvatarError);
        this.#handleFailure();
      },
    );
  }

  #close(isFocusWanted: boolean): void {
    const menu = this.#menu.get();
    if (!menu) return;
    menu.dispose();
    this.#menu.set(undefined);
    this.#isFocusWanted = isFocusWanted;
  }
}

const noop = (): void => undefined;
