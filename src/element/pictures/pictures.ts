/** The pictures of a message that is being written: chosen, pasted or dropped, previewed, and removed again. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { state } from "../../core/signals.js";
import { picturesTexts } from "../locales/pictures-texts.js";
import type { Locale } from "../controllers/locale-controller.js";
import { picturesStyles } from "./pictures.styles.js";
import { PictureError, type PictureProblem, readPicture } from "./read-picture.js";

/** The pictures that a message may have. */
export const MAX_PICTURES = 4;
/** The side of a preview, in pixels of a sharp screen. */
const PREVIEW_SIDE = 128;

export interface Picture {
  /** As it is sent: a `data:` URL. */
  readonly url: string;
  /** A canvas, since a page's policy may allow no `data:` images. */
  readonly preview: HTMLCanvasElement;
}

/** What the composer renders and listens with. */
export interface PicturesParts {
  readonly isBusy: boolean;
  readonly previews: TemplateResult;
  readonly button: TemplateResult;
  readonly handlePaste: (event: ClipboardEvent) => void;
  readonly handleDragover: (event: DragEvent) => void;
  readonly handleDrop: (event: DragEvent) => void;
}

type Problem = PictureProblem | "tooMany" | "refused";

/**
 * @csspart picture-button - The button that adds pictures to a message.
 * @csspart picture - The preview of a picture of a message: a button that removes it.
 */
export class Pictures {
  readonly styles = picturesStyles;
  readonly #pictures = state<readonly Picture[]>([]);
  /** How many files are being read. */
  readonly #reading = state(0);
  readonly #problem = state<Problem | undefined>(undefined);
  /** Not in the document: a browser opens its dialog all the same. */
  readonly #input = document.createElement("input");
  /** The place of the picture that was removed with the focus on it. */
  #focusAt: number | undefined;

  constructor() {
    Object.assign(this.#input, { type: "file", accept: "image/*", multiple: true });
    this.#input.addEventListener("change", () => {
      this.#add(this.#input.files);
      this.#input.value = "";
    });
  }

  /** Whether a file is being read. Reads signals, as {@link render} does. */
  get isBusy(): boolean {
    return this.#reading.get() > 0;
  }

  render(locale: Locale): PicturesParts {
    const texts = locale.texts(picturesTexts, "messagePictures");
    const problem = this.#problem.get();
    return {
      isBusy: this.isBusy,
      previews: html`<div class="pictures" role="group" aria-label=${texts.list}>
          ${repeat(
            this.#pictures.get(),
            ({ url }) => url,
            (picture, index) =>
              html`<button
                class="picture"
                part="picture"
                type="button"
                aria-label=${texts.remove(index + 1)}
                title=${texts.remove(index + 1)}
                @click=${() => this.#remove(index)}
                @keydown=${(event: KeyboardEvent) => {
                  if (event.key === "Delete" || event.key === "Backspace") this.#remove(index);
                }}
              >
                ${picture.preview}<svg viewBox="0 0 24 24" aria-hidden="true">
                  <path d="M7 7l10 10M17 7L7 17"></path>
                </svg>
              </button>`,
          )}
        </div>
        <p class="limit" part="limit" role="status" .textContent=${textOf(problem, locale)}></p>`,
      button: html`<button
        class="round add"
        part="picture-button"
        type="button"
        aria-label=${texts.add}
        title=${texts.add}
        aria-busy=${this.isBusy ? "true" : nothing}
        @click=${() => {
          this.#input.click();
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 5.500h16v13H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9.500h.01"></path>
        </svg>
      </button>`,
      handlePaste: this.#handlePaste,
      handleDragover: this.#handleDragover,
      handleDrop: this.#handleDrop,
    };
  }

  take(): readonly Picture[] | undefined {
    const pictures = this.#pictures.get();
    this.#pictures.set([]);
    this.#problem.set(undefined);
    return pictures.length > 0 ? pictures : undefined;
  }

  restore(pictures: readonly Picture[], areRefused: boolean): void {
    this.#pictures.set([...pictures, ...this.#pictures.get()]);
    if (areRefused) this.#problem.set("refused");
  }

  /** Puts the focus where it belongs after a picture with the focus was removed; called after each render. */
  updated(composer: ParentNode): void {
    const at = this.#focusAt;
    if (at === undefined) return;
    this.#focusAt = undefined;
    const left = composer.querySelectorAll<HTMLElement>(".picture");
    (left[Math.min(at, left.length - 1)] ?? composer.querySelector<HTMLElement>(".input"))?.focus();
  }

  #remove(index: number): void {
    this.#focusAt = index;
    this.#problem.set(undefined);
    this.#pictures.set(this.#pictures.get().toSpliced(index, 1));
  }

  #add(files: FileList | null | undefined): void {
    this.#problem.set(undefined);
    for (const file of files ?? []) void this.#read(file);
  }

  async #read(file: Blob): Promise<void> {
    this.#reading.set(this.#reading.get() + 1);
    try {
      const { url, bitmap } = await readPicture(file);
      const pictures = this.#pictures.get();
      if (pictures.length >= MAX_PICTURES) this.#problem.set("tooMany");
      // The same picture twice tells nobody more.
      else if (!pictures.some((other) => other.url === url)) {
        this.#pictures.set([...pictures, { url, preview: previewOf(bitmap) }]);
      }
      bitmap.close();
    } catch (error) {
      this.#problem.set(error instanceof PictureError ? error.problem : "broken");
    } finally {
      this.#reading.set(this.#reading.get() - 1);
    }
  }

  readonly #handlePaste = ({ clipboardData }: ClipboardEvent): void => {
    // Text processors put a picture of the text beside it.
    if (clipboardData?.files.length && !clipboardData.getData("text/plain")) this.#add(clipboardData.files);
  };

  readonly #handleDragover = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };

  readonly #handleDrop = (event: DragEvent): void => {
    if (!event.dataTransfer?.files.length) return;
    // Without it the browser would leave the page for the file.
    event.preventDefault();
    this.#add(event.dataTransfer.files);
  };
}

function textOf(problem: Problem | undefined, locale: Locale): string {
  const texts = locale.texts(picturesTexts, "messagePictures");
  if (problem === undefined) return "";
  if (problem === "tooMany") return texts.tooMany(MAX_PICTURES);
  return problem === "refused" ? texts.refused : texts.problems[problem];
}

/** The middle of the picture, as a square. */
function previewOf(bitmap: ImageBitmap): HTMLCanvasElement {
  const { width, height } = bitmap;
  const side = Math.min(width, height);
  const preview = document.createElement("canvas");
  preview.width = preview.height = PREVIEW_SIDE;
  const place = [(width - side) / 2, (height - side) / 2, side, side, 0, 0, PREVIEW_SIDE, PREVIEW_SIDE] as const;
  preview.getContext("2d")?.drawImage(bitmap, ...place);
  return preview;
}
