import { css } from "@lit/reactive-element";

/** The styles of what an avatar shows that is open: frame, stage, gate. They are parsed when it is opened. */
export const frameStyles = css`
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
    background: var(--live-avatar-stage, radial-gradient(120% 130% at 50% 0%, #3a4a78, #1a2036 62%, #10131f));
    color: var(--_on-stage);
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
  .figure {
    position: absolute;
    inset-block-end: 0;
    inset-inline: 0;
    block-size: 92%;
    overflow: visible;
    inline-size: 100%;
    fill: var(--live-avatar-figure, rgb(255 255 255 / 9%));
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
    background: linear-gradient(transparent, var(--_shade));
    text-align: center;
  }
  .gate p {
    max-inline-size: 34rem;
    margin: 0;
    font-size: 0.9375rem;
    line-height: 1.45;
    text-wrap: balance;
    text-shadow: 0 1px 2px var(--_shade);
  }
  .gate .hint {
    font-size: 0.8125rem;
    color: var(--live-avatar-hint, var(--_on-stage));
  }
  .stage :focus-visible {
    outline-color: var(--_stage-focus);
    box-shadow: 0 0 0 6px var(--live-avatar-stage-focus-halo, #10131f);
  }
  .start {
    display: inline-flex;
    align-items: center;
    gap: 10px;
    min-block-size: 56px;
    padding: 0 30px 0 24px;
    border: 0;
    border-radius: var(--_control-radius);
    background: var(--live-avatar-start, #fff);
    color: var(--live-avatar-on-start, #12172b);
    font-size: 1.0625rem;
    font-weight: 600;
    cursor: pointer;
    box-shadow: 0 6px 24px rgb(0 0 0 / 32%);
  }
  .start:disabled {
    opacity: 0.55;
    cursor: default;
  }
  .with-poster .figure {
    display: none;
  }
  /* In the layouts outside the flow of the page: what a page adds to it may be higher than the window. */
  :host(:is([layout="floating"], [layout="fullscreen"])) .frame {
    min-block-size: 0;
    overflow: hidden auto;
  }
  :host([layout="fullscreen"]) .frame {
    box-sizing: border-box;
    block-size: 100%;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    border-radius: 0;
    overscroll-behavior: contain;
  }
  :host([layout="fullscreen"]) .frame:focus {
    outline: none;
  }
  /* Lines of text that the eye finds back from, however wide the window is. */
  :host([layout="fullscreen"]) .panel > * {
    box-sizing: border-box;
    inline-size: 100%;
    max-inline-size: 70ch;
    margin-inline: auto;
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
    border-radius: var(--_control-radius);
    background: var(--live-avatar-chip, rgb(12 14 20 / 72%));
    color: var(--live-avatar-on-chip, #fff);
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .frame,
    .close {
      border: 1px solid;
    }
  }
`;
