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
  .looking {
    display: flex;
    align-items: center;
    border-radius: 99px;
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .looking:not(.on) {
    /* Not display: a live region that appears with its text is not announced. */
    margin-block-start: -8px;
  }
  .looking.on {
    background: #b3261e;
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
    border: 2px solid rgb(255 255 255 / 82%);
    border-radius: 12px;
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
  .notices {
    /* Above the shade of the foot. */
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-self: stretch;
    align-items: center;
    gap: 8px;
    max-block-size: calc(100% - 118px);
    /* Room for the shadows, which a scrolling box would cut off. */
    margin: -8px -12px -30px;
    padding: 8px 12px 30px;
    overflow-y: auto;
    pointer-events: none;
  }
  .notices:empty {
    display: none;
  }
  .notice {
    pointer-events: auto;
    box-sizing: border-box;
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    inline-size: min(100%, 34rem);
    padding: 8px 8px 8px 16px;
    border-radius: 14px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 6px 24px rgb(0 0 0 / 28%);
    font-size: 0.875rem;
    line-height: 1.4;
  }
  .notice p {
    flex: 1 1 14rem;
    margin: 4px 0;
  }
  .notice:has(.plain) p {
    flex-basis: calc(100% - 60px);
  }
  .notice .pill {
    order: 1;
    padding: 0 14px;
  }
  @media (max-width: 480px), (max-height: 500px) {
    .notice {
      padding-block: 4px 6px;
      padding-inline: 12px 4px;
      font-size: 0.8125rem;
      line-height: 1.3;
    }
    .notice .pill {
      padding: 0 12px;
      font-size: 0.8125rem;
    }
  }
  .plain {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: inherit;
    cursor: pointer;
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
  .captions {
    display: flex;
    flex-direction: column-reverse;
    max-block-size: 4.3em;
    max-inline-size: min(92%, 44rem);
    overflow: hidden;
    font-size: clamp(0.9375rem, 2.6cqi, 1.1875rem);
    line-height: 1.4;
    text-align: center;
    text-wrap: balance;
    text-shadow: 0 1px 3px rgb(0 0 0 / 80%);
  }
  .captions p {
    margin: 0;
  }
  .captions .heard {
    color: #d5e6ff;
    font-style: italic;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 10px;
  }
  /* With camera and screen there are six. */
  @container (max-width: 400px) {
    .toolbar:has(> :nth-child(6)) {
      gap: 6px;
    }
    .toolbar:has(> :nth-child(6)) > .round:not(.talk) {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  .round {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: rgb(30 34 44 / 82%);
    color: #fff;
    cursor: pointer;
    transition: background 0.15s;
  }
  .round:hover {
    background: rgb(62 68 84 / 92%);
  }
  .round[aria-disabled="true"] {
    color: #8d94a3;
    cursor: default;
  }
  .mic {
    /* How loud it is: somebody who talks reaches 0.1 and more. A page may show it in its own way. */
    box-shadow: 0 0 0 min(var(--live-avatar-input-level, 0) * 60px, 9px) rgb(61 220 132 / 55%);
  }
  .mic.live,
  .round.on {
    background: #fff;
    color: #14171f;
  }
  .mic.blocked,
  .mic.missing,
  .mic.busy,
  .mic.interrupted {
    background: #7a2e12;
  }
  .talk {
    inline-size: 64px;
    border-radius: 99px;
    touch-action: none;
  }
  .talk:active {
    background: #3ddc84;
    color: #06210f;
  }
  .round.end {
    background: #c62f3b;
  }
  .round.end:hover {
    background: #a8222d;
  }
  @media (forced-colors: active) {
    .round,
    .status,
    .looking.on,
    .notice,
    .running,
    .message {
      border: 1px solid;
    }
    .dot {
      forced-color-adjust: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none !important;
    }
    .start {
      transition: none;
    }
  }
`;
