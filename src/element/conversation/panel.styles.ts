import { css } from "@lit/reactive-element";

/** Picture and panel side by side. */
const row = css`
  .stage ~ .panel {
    grid-area: 1 / 2 / -1 / -1;
    block-size: auto;
    min-block-size: 0;
    max-block-size: none;
    inline-size: clamp(200px, 38cqi, 26rem);
  }
`;

/** The styles of the box of transcript and composer, and of its place below the picture or beside it. */
export const panelStyles = css`
  .body {
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr) auto;
  }
  .stage {
    grid-area: 1 / 1 / 2 / -1;
  }
  .panel {
    grid-area: 2 / 1 / -1 / -1;
    display: flex;
    flex-direction: column;
    gap: clamp(6px, 2.5cqb, 12px);
    box-sizing: border-box;
    block-size: 44cqb;
    /* Where there is little room, the transcript has what buttons and composer leave. */
    max-block-size: max(70px, 100cqb - var(--_picture, 118px));
    min-block-size: 70px;
    padding: clamp(8px, 3cqb, 14px);
  }
  .panel:not(:has(> .log)) {
    block-size: auto;
  }
  .panel > .log {
    flex: 1 1 0;
  }
  .panel .transcript {
    max-block-size: none;
  }
  /* A notice needs room, if there is any. */
  .stage:has(.notice) ~ .panel {
    --_picture: 256px;
  }
  .stage:has(.gate) ~ .panel {
    --_picture: 160px;
  }
  /* Where captions would cover buttons, the transcript shows what they would. */
  @container (max-width: 239px) or ((max-width: 439px) and (max-height: 300px)) {
    .stage:has(~ .panel > .log) .captions {
      display: none;
    }
  }
  /* At 400 % a notice comes before what can wait. */
  @container (max-width: 439px) and (max-height: 260px) {
    .stage:has(.notice) :is(.top, .windows) {
      display: none;
    }
    .stage:has(.gate) ~ .panel {
      --_picture: 132px;
    }
    .overlay {
      padding: 6px;
    }
    .foot {
      padding-block-end: 8px;
    }
    .notices {
      max-block-size: calc(100% - 50px);
    }
    .stage:has(> .close) .notices {
      margin-inline-end: 42px;
    }
  }
  /* Five buttons in a row, in a column of a page that is narrower than a phone; in a still narrower one there are two rows. */
  @container (max-width: 279px) {
    .foot {
      padding-inline: 4px;
    }
    .toolbar {
      gap: 4px;
    }
    .toolbar > .round {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @container (max-width: 243px) {
    .stage:has(.notice) ~ .panel {
      --_picture: 340px;
    }
    .stage:has(.notice) :is(.top, .windows) {
      display: none;
    }
    .notices {
      max-block-size: calc(100% - 160px);
    }
  }
  @container (min-width: 440px) and (min-aspect-ratio: 3 / 2) {
    ${row}
    .stage:has(~ .panel) {
      grid-area: 1 / 1 / -1 / 2;
    }
  }
  @container (min-width: 560px) and (min-aspect-ratio: 1 / 1) {
    ${row}
    .stage:has(~ .panel) {
      grid-area: 1 / 1 / -1 / 2;
    }
  }
`;
