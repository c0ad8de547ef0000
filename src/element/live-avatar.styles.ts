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
    display: block;
    position: relative;
    color: var(--_text);
    color-scheme: light dark;
    font-family: inherit;
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
  .frame {
    display: flex;
    flex-direction: column;
    overflow: hidden;
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--live-avatar-shadow, 0 1px 2px rgb(10 14 30 / 10%), 0 12px 40px rgb(10 14 30 / 14%));
  }
  .stage {
    position: relative;
    overflow: hidden;
    flex: 0 0 auto;
    aspect-ratio: var(--live-avatar-aspect-ratio, 16 / 10);
    background: radial-gradient(120% 130% at 50% 0%, #3a4a78, #1a2036 62%, #10131f);
    color: #fff;
  }
  @container (max-width: 520px) {
    .stage {
      aspect-ratio: var(--live-avatar-aspect-ratio, 4 / 5);
    }
  }
  video,
  .poster {
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
  ::slotted([slot="poster"]) {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
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
  .gate {
    position: absolute;
    inset: 0;
    box-sizing: border-box;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: flex-end;
    gap: 12px;
    padding: 20px;
    background: linear-gradient(transparent 20%, rgb(8 10 18 / 78%));
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
    transition: transform 0.15s;
  }
  .start:enabled:hover {
    transform: translateY(-1px);
  }
  .start:disabled {
    opacity: 0.55;
    cursor: default;
  }
  svg {
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
  svg.figure {
    stroke: none;
    fill: rgb(255 255 255 / 9%);
  }
  @media (forced-colors: active) {
    .frame,
    button {
      border: 1px solid;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .start {
      transition: none;
    }
  }
`;
