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
  /* The buttons in the corner are higher than the status. */
  .windows ~ .status {
    margin-block-end: 10px;
    max-inline-size: calc(100% - 170px);
    box-sizing: border-box;
  }
  .plain-round {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--_control-radius);
    background: var(--_chip);
    color: var(--_on-chip);
    cursor: pointer;
  }
`;
