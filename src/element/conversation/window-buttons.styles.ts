import { css } from "@lit/reactive-element";

/** The styles of the buttons in the corner of the picture: expand and Picture-in-Picture. They lie beside the close button. */
export const windowButtonsStyles = css`
  .windows {
    position: absolute;
    inset-block-start: 10px;
    inset-inline-end: 10px;
    display: flex;
    gap: 6px;
  }
  .stage:has(> .close) .windows {
    inset-inline-end: 60px;
  }
  /* The status ends where the buttons begin, however long its word. */
  .top {
    max-inline-size: calc(100% - 104px);
  }
  .stage:has(> .close) .top {
    max-inline-size: calc(100% - 154px);
  }
  .top .status {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .windows .round {
    inline-size: 44px;
    block-size: 44px;
    background: var(--_chip);
    color: var(--_on-chip);
  }
`;
