import { css } from "@lit/reactive-element";

/**
 * The layouts `floating` and `fullscreen`, and the launcher in the corner of either when it is closed. The host has the place,
 * so that a page can change it; the box in the top layer inherits it, and measures it by the window.
 */
export const layoutStyles = css`
  .layer:popover-open {
    display: block;
    position: fixed;
    inset: inherit;
    inline-size: inherit;
    block-size: auto;
    margin: 0;
    border: 0;
    padding: 0;
    overflow: visible;
    background: none;
    color: inherit;
    container-type: inline-size;
  }
  /* What the window gives up: the parts behind a phone's rounded edges, and those that a keyboard covers. */
  :host(:is([layout="floating"], [layout="fullscreen"])) {
    --_gap: 20px;
    --_wide: 380px;
    --_tall: 36rem;
    --_above: calc(max(var(--_gap), env(safe-area-inset-top)) + var(--_keyboard-above, 0px));
    --_below: calc(max(var(--_gap), env(safe-area-inset-bottom)) + var(--_keyboard-below, 0px));
    --_side: max(var(--_gap), env(safe-area-inset-left), env(safe-area-inset-right));
    position: fixed;
    z-index: var(--live-avatar-z-index, 2147483000);
  }
  @media (max-width: 480px), (max-height: 480px) {
    :host(:is([layout="floating"], [layout="fullscreen"])) {
      --_gap: 8px;
    }
  }
  /* A low window has its room at the sides. */
  @media (max-height: 480px) {
    :host(:is([layout="floating"], [layout="fullscreen"])) {
      --_wide: 680px;
    }
  }
  :host(:is([layout="floating"], [layout="fullscreen"]:not([open]))) {
    --_max: calc(100dvh - var(--_above) - var(--_below));
    inset-block: auto var(--_below);
    inset-inline: auto var(--_side);
    inline-size: min(var(--_wide), 100% - 2 * var(--_side));
    pointer-events: none;
  }
  :host(:is([layout="floating"], [layout="fullscreen"]:not([open]))) .layer > * {
    pointer-events: auto;
  }
  :host([placement$="start"]:is([layout="floating"], [layout="fullscreen"]:not([open]))) {
    inset-inline: var(--_side) auto;
  }
  :host([placement^="top"]:is([layout="floating"], [layout="fullscreen"]:not([open]))) {
    inset-block: var(--_above) auto;
  }
  :host([layout="fullscreen"][open]) {
    --_max: calc(100dvh - var(--_keyboard-above, 0px) - var(--_keyboard-below, 0px));
    inset: var(--_keyboard-above, 0px) 0 var(--_keyboard-below, 0px);
  }
  /* Not inherited: the host may have kept its place in the page. */
  :host([layout="fullscreen"][open]) .layer:popover-open {
    inset: var(--_keyboard-above, 0px) 0 var(--_keyboard-below, 0px);
    inline-size: auto;
  }
  .launcher {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin-inline-start: auto;
    padding: 0;
    border: 0;
    border-radius: var(--_control-radius);
    background: var(--_accent);
    color: var(--_on-accent);
    cursor: pointer;
    box-shadow: 0 8px 28px rgb(10 14 30 / 32%);
  }
  .launcher.live {
    outline: 3px solid var(--live-avatar-live, #1f9d57);
    outline-offset: 2px;
  }
  .launcher.live:focus-visible {
    outline-color: var(--_focus);
    box-shadow: 0 0 0 9px var(--live-avatar-live, #1f9d57);
  }
  :host([placement$="start"]) .launcher {
    margin-inline: 0 auto;
  }
  @media (forced-colors: active) {
    .launcher {
      border: 1px solid;
    }
  }
`;
