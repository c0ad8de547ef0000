import { css } from "lit";

/** The styles of what lies over the picture, and of the picture under it. */
export const overlayStyles = css`
  .start {
    transition: transform 0.15s;
  }
  .start:enabled:hover {
    transform: translateY(-1px);
  }
  .stage.live {
    min-block-size: 132px;
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
  /* Not hidden: the frames of a hidden video are told to nobody. */
  video:has(~ .keyed:not([hidden])) {
    opacity: 0;
  }
  .live slot[name="poster"],
  .live .figure {
    display: none;
  }
  .overlay {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: 8px;
    padding: 12px;
    color: #fff;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 5px 12px 5px 10px;
    border-radius: 99px;
    background: rgb(12 14 20 / 72%);
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
    background: #9aa3b5;
  }
  .listening .dot,
  .userSpeaking .dot {
    background: #3ddc84;
  }
  .thinking .dot {
    background: #ffc857;
  }
  .speaking .dot {
    background: #7ab8ff;
  }
  .reconnecting .dot,
  .poor .dot {
    background: #ff8a65;
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
    background: linear-gradient(transparent, rgb(0 0 0 / 46%) 40%, rgb(0 0 0 / 78%));
    pointer-events: none;
  }
  .foot > * {
    pointer-events: auto;
  }
`;
