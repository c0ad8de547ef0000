import { css } from "lit";

/** The styles of the first render: frame, stage, start gate. They are few, since parsing styles is a large part of loading. */
export const shellStyles = css`
  :host {
    --_accent: var(--live-avatar-accent, light-dark(#3d5af1, #8fa2ff));
    --_accent-strong: var(--live-avatar-accent-strong, light-dark(#2c45c9, #b0bdff));
    --_on-accent: var(--live-avatar-on-accent, light-dark(#fff, #0d1433));
    --_surface: var(--live-avatar-surface, light-dark(#fff, #171a22));
    --_raised: var(--live-avatar-raised, light-dark(#eef0f6, #262b38));
    --_field: light-dark(#f7f8fb, #1f232e);
    --_line: light-dark(#7f879a, #747d92);
    --_text: var(--live-avatar-text, light-dark(#171a22, #f1f3f8));
    --_muted: light-dark(#565e70, #a9b1c2);
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
    font-family: inherit;
    container-type: inline-size;
  }
  :host([hidden]) {
    display: none;
  }
  /* Until the styles of these layouts are loaded. */
  :host(:is([layout="floating"], [layout="fullscreen"])) {
    position: fixed;
    visibility: hidden;
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
  .frame,
  .stage,
  .gate {
    display: flex;
    flex-direction: column;
  }
  /* The height follows from the width and the window alone, so that no conversation moves the page. A height of the host is filled. */
  .frame {
    flex: auto;
    block-size: max(100cqi / (var(--live-avatar-aspect-ratio, 16 / 10)), clamp(22rem, 150cqi, var(--_tall, 32rem)));
    min-block-size: min-content;
    max-block-size: var(--_max);
    overflow: clip;
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--live-avatar-shadow, 0 1px 2px rgb(10 14 30 / 10%), 0 12px 40px rgb(10 14 30 / 14%));
  }
  .body {
    display: grid;
    flex: 1 1 0;
    min-block-size: min(200px, var(--_max));
    container-type: size;
  }
  .stage {
    position: relative;
    justify-content: end;
    overflow: clip;
    background: radial-gradient(120% 130% at 50% 0%, #3a4a78, #1a2036 62%, #10131f);
    color: #fff;
  }
  video,
  .poster,
  ::slotted([slot="poster"]) {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  video {
    visibility: hidden;
  }
  [hidden] {
    display: none !important;
  }
  .figure {
    position: absolute;
    inset-block-end: 0;
    inset-inline: 0;
    block-size: 92%;
    overflow: visible;
    inline-size: 100%;
    fill: rgb(255 255 255 / 9%);
  }
  /* In a window that ends within the picture it sticks to the window's edge. That takes clipped boxes around it, not scrolling ones. */
  .gate {
    position: sticky;
    inset-block-end: 0;
    box-sizing: border-box;
    align-items: center;
    gap: 12px;
    max-block-size: 100%;
    padding: 8px 20px 20px;
    overflow-y: auto;
    background: linear-gradient(transparent, rgb(8 10 18 / 78%));
    text-align: center;
  }
  .gate p {
    max-inline-size: 34rem;
    margin: 0;
    font-size: 0.9375rem;
    line-height: 1.45;
    text-wrap: balance;
    text-shadow: 0 1px 2px rgb(0 0 0 / 60%);
  }
  .gate .hint {
    font-size: 0.8125rem;
    color: #e2e6f0;
  }
  button {
    font: inherit;
  }
  :focus-visible {
    outline: 3px solid light-dark(#1f3fe0, #c3ceff);
    outline-offset: 2px;
  }
  .stage :focus-visible {
    outline-color: #fff;
    box-shadow: 0 0 0 6px #10131f;
  }
  .start {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-block-size: 56px;
    padding: 0 30px 0 24px;
    border: 0;
    border-radius: 99px;
    background: #fff;
    color: #12172b;
    font-size: 1.0625rem;
    font-weight: 600;
    cursor: pointer;
    box-shadow: 0 6px 24px rgb(0 0 0 / 32%);
  }
  .start:disabled {
    opacity: 0.55;
    cursor: default;
  }
  button svg {
    inline-size: 22px;
    block-size: 22px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .with-poster .figure {
    display: none;
  }
  @media (forced-colors: active) {
    .frame,
    button {
      border: 1px solid;
    }
  }
`;
