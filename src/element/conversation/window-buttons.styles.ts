import { css } from "lit";

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
  .windows .round {
    inline-size: 44px;
    block-size: 44px;
    background: rgb(12 14 20 / 62%);
  }
`;
