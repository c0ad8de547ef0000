import { css } from "@lit/reactive-element";

/** The styles of what lies over the picture, and of the picture under it. */
export const overlayStyles = css`
  .start {
    transition: transform 0.15s;
  }
  .start:enabled:hover {
    transform: translateY(-1px);
  }
  .live video {
    visibility: visible;
  }
  .keyed {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .live:not([data-picture]) :is(slot[name="poster"], .figure) {
    display: none;
  }
  /* The picture comes over the poster, in the same box, when its first frame is painted. */
  .stage:not(.live) video,
  .live[data-picture] video {
    opacity: 0;
  }
  .live[data-picture="live"] video {
    opacity: 1;
    transition: opacity 0.3s;
  }
  .live[data-picture]:not([data-picture="live"]) .keyed {
    opacity: 0;
  }
  /* Not hidden: the frames of a hidden video are told to nobody. */
  .stage video:has(~ .keyed:not([hidden])) {
    opacity: 0;
    transition: none;
  }
  .live[data-picture="live"] :is(slot[name="poster"], .figure) {
    visibility: hidden;
    transition: visibility 0s 0.3s;
  }
  .overlay {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 8px;
    padding: 12px;
  }
  .still {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .top {
    /* Above the still. */
    position: relative;
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .top > .plain {
    flex: none;
  }
  .still-button {
    margin-block: -7px;
  }
  .still-button svg {
    padding: 5px;
    box-sizing: border-box;
    inline-size: 30px;
    block-size: 30px;
    border-radius: var(--_control-radius);
    background: var(--_chip);
    color: var(--_on-chip);
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 5px 12px 5px 10px;
    border-radius: var(--_control-radius);
    background: var(--_chip);
    color: var(--_on-chip);
    font-size: 0.8125rem;
    font-weight: 500;
    outline-offset: 2px;
  }
  .gate .status {
    flex-direction: column;
  }
  progress {
    inline-size: min(14rem, 60cqi);
    accent-color: var(--_accent);
  }
  /* The button in the corner is higher than the status. */
  .stage:has(> .close) .status {
    margin-block-end: 10px;
  }
  .dot {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--live-avatar-dot, #9aa3b5);
  }
  .listening .dot,
  .userSpeaking .dot {
    background: var(--live-avatar-dot-listening, #3ddc84);
  }
  .thinking .dot {
    background: var(--live-avatar-dot-thinking, #ffc857);
  }
  .speaking .dot {
    background: var(--live-avatar-dot-speaking, #7ab8ff);
  }
  .reconnecting .dot,
  .poor .dot {
    background: var(--live-avatar-dot-poor, #ff8a65);
  }
  .userSpeaking .dot,
  .thinking .dot,
  .reconnecting .dot {
    animation: pulse 1.2s ease-in-out infinite;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
  .foot {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 10px;
    padding: 48px 12px 14px;
    background: linear-gradient(transparent, color-mix(in srgb, var(--_shade) 60%, transparent) 40%, var(--_shade));
    pointer-events: none;
  }
  .foot > * {
    pointer-events: auto;
  }
`;
