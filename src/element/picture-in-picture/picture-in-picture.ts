/**
 * Picture-in-Picture, a chunk that only visitors load who press its button. The window shows a second view of the picture, so
 * that nothing of the page is moved, and neither picture nor sound breaks off when it opens or closes.
 */
import { html, type ReactiveController, render } from "lit";
import { windowPageStyles, windowStyles } from "./picture-in-picture.styles.js";

export interface WindowHost extends HTMLElement {
  readonly renderRoot: HTMLElement | DocumentFragment;
  keepAlive(): void;
  addController(controller: ReactiveController): void;
  removeController(controller: ReactiveController): void;
}

export interface OpenWindow {
  /** Shows the content over the picture. */
  render(content: unknown): void;
  close(): void;
}

/** https://developer.mozilla.org/docs/Web/API/DocumentPictureInPicture; TypeScript does not know it yet. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window & typeof globalThis>;
}

/** What the page has set on the element, and what its styles read. */
const VARIABLES = [
  ...["accent", "accent-strong", "on-accent", "surface", "raised", "text", "text-secondary", "focus", "icon-stroke"],
  ...["stage", "on-stage", "stage-focus", "stage-focus-halo", "shade", "chip", "on-chip", "notice", "on-notice"],
  ...["control", "control-strong", "on-control", "control-active", "on-control-active", "danger", "danger-strong"],
  ...[
    "on-danger",
    "warning",
    "on-warning",
    "level",
    "on-level",
    "caption",
    "on-caption",
    "caption-heard",
    "caption-size",
  ],
  ...["dot", "dot-listening", "dot-thinking", "dot-speaking", "dot-poor", "box-radius", "control-radius"],
];
const SIZE = { width: 360, height: 420 };

/** Opens a window with a document of its own. To be called in a press. */
export async function openDocument(host: WindowHost, title: string, handleClose: () => void): Promise<OpenWindow> {
  const { documentPictureInPicture } = host.ownerDocument.defaultView as unknown as {
    readonly documentPictureInPicture: DocumentPictureInPicture;
  };
  const view = await documentPictureInPicture.requestWindow(SIZE);
  const root = furnish(host, view, title);
  const picture = new Picture();
  const leave = endWith(host, () => {
    view.close();
  });
  view.addEventListener("pagehide", () => {
    leave();
    picture.release();
    handleClose();
  });
  for (const sign of ["pointerdown", "keydown"]) view.addEventListener(sign, () => host.keepAlive());
  return {
    render: (content) => {
      render(
        html`<div class="frame">
          <div class="stage live">
            <video
              autoplay
              playsinline
              tabindex="-1"
              aria-hidden="true"
              .muted=${true}
              .srcObject=${picture.of(host)}
            ></video>
            ${content}
          </div>
        </div>`,
        root,
      );
    },
    close: () => {
      view.close();
    },
  };
}

/** Shows the video alone in a window of the browser. To be called in a press. */
export async function openVideo(host: WindowHost, _title: string, handleClose: () => void): Promise<OpenWindow> {
  const video = host.renderRoot.querySelector<HTMLVideoElement>("video[data-live-avatar-media]");
  if (!video) throw new Error("There is no video.");
  await video.requestPictureInPicture();
  const owner = host.ownerDocument;
  const close = (): void => {
    if ((host.renderRoot as ShadowRoot).pictureInPictureElement === video) owner.exitPictureInPicture().catch(noop);
  };
  const leave = endWith(host, close);
  video.addEventListener(
    "leavepictureinpicture",
    () => {
      leave();
      handleClose();
    },
    { once: true },
  );
  return { render: noop, close };
}

/** Makes the window's document a place for the element's styles. */
function furnish(host: WindowHost, view: Window & typeof globalThis, title: string): ShadowRoot {
  const { document: page } = view;
  const style = getComputedStyle(host);
  page.title = title;
  page.documentElement.lang = host.closest<HTMLElement>("[lang]:not([lang=''])")?.lang ?? "";
  page.documentElement.dir = style.direction;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(windowPageStyles.cssText);
  page.adoptedStyleSheets = [sheet];
  const box = page.createElement("div");
  box.setAttribute("theme", host.getAttribute("theme") ?? "auto");
  box.style.fontFamily = style.fontFamily;
  for (const name of VARIABLES) {
    const value = style.getPropertyValue(`--live-avatar-${name}`);
    if (value) box.style.setProperty(`--live-avatar-${name}`, value);
  }
  const root = box.attachShadow({ mode: "open" });
  page.body.append(box);
  for (const { cssRules } of (host.renderRoot as ShadowRoot).adoptedStyleSheets) {
    const copy = new view.CSSStyleSheet();
    copy.replaceSync([...cssRules].map(({ cssText }) => cssText).join(""));
    root.adoptedStyleSheets.push(copy);
  }
  const own = new view.CSSStyleSheet();
  own.replaceSync(windowStyles.cssText);
  root.adoptedStyleSheets.push(own);
  return root;
}

/** The picture of the stage as a stream: that of its video, or what is drawn. */
class Picture {
  #canvas: HTMLCanvasElement | undefined;
  #drawn: MediaStream | undefined;

  of(host: WindowHost): MediaProvider | null {
    const canvas = host.renderRoot.querySelector<HTMLCanvasElement>(".stage canvas");
    if (!canvas)
      return host.renderRoot.querySelector<HTMLVideoElement>("video[data-live-avatar-media]")?.srcObject ?? null;
    if (canvas !== this.#canvas) {
      this.release();
      this.#canvas = canvas;
      this.#drawn = canvas.captureStream();
    }
    return this.#drawn ?? null;
  }

  release(): void {
    for (const track of this.#drawn?.getTracks() ?? []) track.stop();
    this.#drawn = undefined;
  }
}

/** Calls `close` when the element is gone from the page. @returns ends that */
function endWith(host: WindowHost, close: () => void): () => void {
  const controller: ReactiveController = {
    hostDisconnected: () => {
      // A page that moves a node removes it first.
      setTimeout(() => {
        if (!host.isConnected) close();
      });
    },
  };
  host.addController(controller);
  return () => {
    host.removeController(controller);
  };
}

const noop = (): void => undefined;
