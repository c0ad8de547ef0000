/** The way to Picture-in-Picture: its button, its chunk, and what is shown there. */
import { html, nothing, type TemplateResult } from "lit";
import { state } from "../../core/signals.js";
import { consoleLogger } from "../console-logger.js";
import { loadChunk } from "../load-chunk.js";
import type { OpenWindow, WindowHost } from "../picture-in-picture/picture-in-picture.js";
import { pipIcon } from "./icons.js";
import type { Texts } from "../locales/en.js";

const WINDOWS = new WeakMap<WindowHost, SmallWindow>();

export function smallWindowOf(host: WindowHost): SmallWindow {
  const made = WINDOWS.get(host) ?? new SmallWindow(host);
  WINDOWS.set(host, made);
  return made;
}

export class SmallWindow {
  readonly #host: WindowHost;
  readonly #window = state<OpenWindow | undefined>(undefined);
  #isOpening = false;

  constructor(host: WindowHost) {
    this.#host = host;
  }

  /** Whether the avatar is shown in a window of its own; reads signals. */
  get isOpen(): boolean {
    return this.#window.get() !== undefined;
  }

  button(texts: Texts): TemplateResult | typeof nothing {
    const open = this.#window.get();
    const kind = this.#kind();
    if (!open && !kind) return nothing;
    const label = open ? texts.pipClose : texts.pipOpen;
    return html`<button
      class="round"
      part="pip-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => {
        if (open) open.close();
        else if (kind) void this.#open(kind, texts.pipTitle);
      }}
    >
      ${pipIcon}
    </button>`;
  }

  /** Shows the content over the picture of the small window, if there is one. */
  render(content: unknown): void {
    this.#window.get()?.render(content);
  }

  close(): void {
    this.#window.get()?.close();
  }

  /** A document of its own has captions and buttons; browsers give one only to a page that is in no frame. */
  #kind(): "document" | "video" | undefined {
    const owner = this.#host.ownerDocument;
    const view = owner.defaultView;
    if (!view) return undefined;
    if ("documentPictureInPicture" in view && view.parent === view) return "document";
    // A drawn picture is no video.
    const isDrawn = this.#host.renderRoot.querySelector(".stage canvas") !== null;
    return owner.pictureInPictureEnabled && !isDrawn ? "video" : undefined;
  }

  async #open(kind: "document" | "video", title: string): Promise<void> {
    if (this.#isOpening) return;
    this.#isOpening = true;
    try {
      const { openDocument, openVideo } = await loadChunk(() => import("../picture-in-picture/picture-in-picture.js"));
      const handleClose = (): void => {
        this.#window.set(undefined);
      };
      const open = kind === "document" ? openDocument : openVideo;
      this.#window.set(await open(this.#host, title, handleClose));
    } catch (error) {
      consoleLogger.warn("The avatar could not be shown in a window of its own.", error);
    } finally {
      this.#isOpening = false;
    }
  }
}
