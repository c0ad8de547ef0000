import { css } from "lit";

/** Picture and panel side by side, where the window is too low for one above the other. */
const row = css`
  .body:has(> .panel) {
    flex-direction: row;
  }
  .body > .stage:has(~ .panel) {
    flex: 1 1 0;
    min-inline-size: 0;
  }
  .stage ~ .panel {
    flex: 0 0 clamp(200px, 40%, 380px);
    box-sizing: border-box;
    min-inline-size: 0;
  }
  /* The picture alone makes the height. */
  .stage ~ .panel > .log {
    flex: 1 1 0;
    contain: size;
  }
  .stage ~ .panel .transcript {
    max-block-size: none;
  }
`;

/** The styles of the box of transcript and composer, and of its place by the picture. */
export const panelStyles = css`
  .panel {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-block-size: 70px;
    padding: 14px;
  }
  /* A notice needs room, if there is any. */
  .stage:has(.notice) {
    min-block-size: clamp(132px, var(--_max) - 90px, 290px);
  }
  @media (max-height: 800px) {
    @container (min-width: 600px) {
      ${row}
      .body > .stage:has(~ .panel) {
        aspect-ratio: var(--live-avatar-aspect-ratio, 1);
      }
    }
  }
  @media (max-height: 500px) {
    @container (min-width: 440px) {
      ${row}
      .body > .stage:has(~ .panel) {
        aspect-ratio: var(--live-avatar-aspect-ratio, 4 / 5);
      }
    }
  }
  @container (min-width: 900px) {
    ${row}
    .body > .stage:has(~ .panel) {
      aspect-ratio: var(--live-avatar-aspect-ratio, 16 / 10);
    }
  }
`;
