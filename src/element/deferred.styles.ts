/** The styles of the shell that most pages need only after a press, or never: they are parsed when they are needed. */
import { css, type CSSResult } from "lit";

/** The styles of connecting, talking and errors. */
export const activityStyles = css`
  .live video {
    visibility: visible;
  }
  .live slot[name="poster"],
  .live .figure,
  .gate.error .start svg {
    display: none !important;
  }
  .gate.error {
    justify-content: center;
    background: rgb(10 12 20 / 82%);
  }
  .pill {
    min-block-size: 44px;
    padding: 0 18px;
    border: 0;
    border-radius: 99px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
  }
  .gate .pill {
    background: rgb(255 255 255 / 18%);
    color: #fff;
  }
  .spinner {
    inline-size: 36px;
    block-size: 36px;
    margin-block-end: 4px;
    border: 3px solid rgb(255 255 255 / 28%);
    border-block-start-color: #fff;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 3s;
    }
  }
`;

/** The styles of the layouts `floating` and `fullscreen`. */
export const layoutStyles = css`
  :host([layout="floating"]) {
    position: fixed;
    z-index: var(--live-avatar-z-index, 2147483000);
    inset-block-end: 20px;
    inset-inline-end: 20px;
    inline-size: min(380px, calc(100vw - 40px));
    pointer-events: none;
  }
  :host([layout="floating"]) > * {
    pointer-events: auto;
  }
  :host([placement$="start"]) {
    inset-inline: 20px auto;
  }
  :host([placement^="top"]) {
    inset-block: 20px auto;
  }
  :host([layout="fullscreen"]) {
    position: fixed;
    z-index: var(--live-avatar-z-index, 2147483000);
    inset: 0;
  }
  :host([layout="fullscreen"]) .frame {
    block-size: 100%;
    border-radius: 0;
  }
  :host([layout="fullscreen"]) .stage {
    flex: 1;
    min-block-size: 0;
    aspect-ratio: auto;
  }
  .launcher {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin-inline-start: auto;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    cursor: pointer;
    box-shadow: 0 8px 28px rgb(10 14 30 / 32%);
  }
  :host([placement$="start"]) .launcher {
    margin-inline: 0 auto;
  }
  .close {
    position: absolute;
    z-index: 1;
    inset-block-start: 10px;
    inset-inline-end: 10px;
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(12 14 20 / 62%);
    color: #fff;
    cursor: pointer;
  }
`;

/** Adds the styles to a render root, once. */
export function adopt(root: HTMLElement | DocumentFragment, { styleSheet }: CSSResult): void {
  if (!styleSheet || !(root instanceof ShadowRoot) || root.adoptedStyleSheets.includes(styleSheet)) return;
  root.adoptedStyleSheets.push(styleSheet);
}
