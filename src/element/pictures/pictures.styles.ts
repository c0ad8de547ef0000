import { css } from "@lit/reactive-element";

export const picturesStyles = css`
  .pictures {
    box-sizing: border-box;
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    gap: 8px;
  }
  .pictures:has(.picture) {
    padding: 8px 10px;
  }
  .picture {
    position: relative;
    inline-size: 56px;
    block-size: 56px;
    padding: 0;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_box-radius);
    background: var(--_raised);
    cursor: pointer;
  }
  .picture canvas {
    inline-size: 100%;
    block-size: 100%;
  }
  .picture svg {
    position: absolute;
    inset-block-start: 2px;
    inset-inline-end: 2px;
    inline-size: 20px;
    block-size: 20px;
    border-radius: 50%;
    background: var(--_control);
    color: var(--_on-control);
  }
  .round.add {
    inline-size: 44px;
    block-size: 44px;
    flex: none;
    background: none;
    color: var(--_muted);
  }
  .round.add:hover {
    background: var(--_raised);
  }
  .round.add[aria-busy="true"] {
    opacity: 0.5;
  }
`;
