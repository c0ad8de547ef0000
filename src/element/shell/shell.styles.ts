import { css } from "@lit/reactive-element";

/**
 * The styles of every avatar, open or closed. They are few, since parsing styles is a large part of loading.
 * @cssproperty --live-avatar-aspect-ratio - The aspect ratio of an inline avatar; default 16 / 10. It is at least 1.5 times as high as it is wide where that is between 22rem and 32rem, else at least the nearer of the two.
 * @cssproperty --live-avatar-max-height - The greatest height of an inline avatar: its picture shrinks and its transcript scrolls. Default `min(100svh - 1rem, max(14.5rem, 100svh - 7rem))`, so that it has room in the window under a page's heading.
 * @cssproperty --live-avatar-radius - The corner radius of the frame; default 20px.
 * @cssproperty --live-avatar-control-radius - The corner radius of buttons and of the status; default 99px, which is round.
 * @cssproperty --live-avatar-shadow - The shadow of the frame, as a value of `box-shadow`.
 * @cssproperty --live-avatar-accent - The accent colour: the background of the launcher, of the send button and of the visitor's messages; default `light-dark(#3d5af1, #8fa2ff)`.
 * @cssproperty --live-avatar-on-accent - The colour of text and icons on the accent colour; default `light-dark(#fff, #0d1433)`.
 * @cssproperty --live-avatar-surface - The background colour of the frame and of the menus; default `light-dark(#fff, #171a22)`.
 * @cssproperty --live-avatar-text - The colour of text on `surface` and `raised`; default `light-dark(#171a22, #f1f3f8)`.
 * @cssproperty --live-avatar-raised - The background colour of the avatar's messages; default `light-dark(#eef0f6, #262b38)`.
 * @cssproperty --live-avatar-line - The colour of borders, such as those of text fields; default `light-dark(#7f879a, #747d92)`.
 * @cssproperty --live-avatar-focus - The colour of the focus ring outside the picture; default `light-dark(#1f3fe0, #c3ceff)`.
 * @cssproperty --live-avatar-stage - The background of the picture's box, as a value of `background`; default a dark blue gradient.
 * @cssproperty --live-avatar-on-stage - The colour of text on the picture's box and its shade; default #fff.
 * @cssproperty --live-avatar-stage-focus - The colour of the focus ring over the picture; default #fff.
 * @cssproperty --live-avatar-stage-focus-halo - The colour around that ring, so that it is seen on any picture; default #10131f.
 * @cssproperty --live-avatar-figure - The colour of the silhouette where there is no picture; default `rgb(255 255 255 / 9%)`, and `transparent` takes it away.
 * @cssproperty --live-avatar-shade - The colour that the foot of the picture fades to, behind the Start button, the captions and the toolbar, and the ground of errors; default `rgb(8 10 18 / 78%)`.
 * @cssproperty --live-avatar-hint - The colour of the line below the Start button; default `on-stage`.
 * @cssproperty --live-avatar-start - The background colour of the Start button; default #fff.
 * @cssproperty --live-avatar-on-start - The colour of text and icon of the Start button; default #12172b.
 * @cssproperty --live-avatar-icon-stroke - How thick the lines of the icons are, in units of their 24 × 24 box; default 1.8.
 * @cssproperty --live-avatar-z-index - The z-index of a floating or fullscreen avatar in a browser without popovers; default 2147483000. In all others the avatar is in the top layer, above every z-index.
 */
export const shellStyles = css`
  :host {
    --_accent: var(--live-avatar-accent, light-dark(#3d5af1, #8fa2ff));
    --_on-accent: var(--live-avatar-on-accent, light-dark(#fff, #0d1433));
    --_surface: var(--live-avatar-surface, light-dark(#fff, #171a22));
    --_raised: var(--live-avatar-raised, light-dark(#eef0f6, #262b38));
    --_line: var(--live-avatar-line, light-dark(#7f879a, #747d92));
    --_text: var(--live-avatar-text, light-dark(#171a22, #f1f3f8));
    --_focus: var(--live-avatar-focus, light-dark(#1f3fe0, #c3ceff));
    --_on-stage: var(--live-avatar-on-stage, #fff);
    --_stage-focus: var(--live-avatar-stage-focus, #fff);
    --_shade: var(--live-avatar-shade, rgb(8 10 18 / 78%));
    --_control-radius: var(--live-avatar-control-radius, 99px);
    --_radius: var(--live-avatar-radius, 20px);
    --_max: var(--live-avatar-max-height, min(100svh - 1rem, max(14.5rem, 100svh - 7rem)));
    display: flex;
    flex-direction: column;
    position: relative;
    /* Where the width is to follow from the content: in a flex row, a float, a cell, a dialog. */
    contain-intrinsic-inline-size: min(480px, 100vw - 2rem);
    min-inline-size: 0;
    max-inline-size: 100%;
    color: var(--_text);
    color-scheme: light dark;
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  /* The box that the layouts lift out of the page. In the page it is as good as not there. */
  .layer {
    display: contents;
  }
  [hidden] {
    display: none !important;
  }
  button {
    font: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--_focus);
    outline-offset: 2px;
  }
  button svg {
    inline-size: 22px;
    block-size: 22px;
    fill: none;
    stroke: currentcolor;
    stroke-width: var(--live-avatar-icon-stroke, 1.8);
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid;
    }
  }
`;
