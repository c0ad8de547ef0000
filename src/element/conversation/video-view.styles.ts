import { css } from "@lit/reactive-element";

/** The styles of what the visitor shows: its note and the self-view. */
export const videoViewStyles = css`
  .looking {
    display: flex;
    align-items: center;
    border-radius: var(--_control-radius);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .looking:not(.on) {
    /* Not display: a live region that appears with its text is not announced. */
    margin-block-start: -8px;
  }
  .looking.on {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .looking p {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    margin: 0;
  }
  .looking.on p {
    padding: 5px 12px 5px 9px;
  }
  .looking p svg {
    inline-size: 16px;
    block-size: 16px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
  }
  .looking .plain {
    inline-size: 44px;
    block-size: 44px;
    margin-block: -8px;
    margin-inline-start: -8px;
  }
  .looking .plain svg {
    inline-size: 18px;
    block-size: 18px;
  }
  video.self {
    inset: 12px 12px auto auto;
    inline-size: clamp(84px, 24cqi, 168px);
    block-size: auto;
    max-block-size: 34%;
    border: 2px solid color-mix(in srgb, var(--_on-stage) 82%, transparent);
    border-radius: var(--_box-radius);
    background: #10131f;
    object-fit: contain;
  }
  :host(:dir(rtl)) video.self {
    inset: 12px auto auto 12px;
  }
  .stage:has(> .close) video.self {
    inset-block-start: 64px;
  }
  .mirrored {
    transform: scaleX(-1);
  }
`;
