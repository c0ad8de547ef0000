import { css } from "@lit/reactive-element";

/** The styles of connecting, talking and errors. They are parsed when they are needed: most pages need them only after a press. */
export const activityStyles = css`
  .gate.error .start svg {
    display: none;
  }
  .gate:is(.error, .consent) {
    flex: auto;
    background: var(--_shade);
  }
  /* Not justify-content, with which the top of a long text could not be scrolled to. */
  .gate:is(.error, .consent)::before,
  .gate:is(.error, .consent)::after {
    content: "";
    flex: 1;
  }
  .pill {
    min-block-size: 44px;
    padding: 0 18px;
    border: 0;
    border-radius: var(--_control-radius);
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
  }
  .gate .pill {
    background: color-mix(in srgb, currentcolor 18%, transparent);
    color: var(--_on-stage);
  }
  .spinner {
    inline-size: 36px;
    block-size: 36px;
    margin-block-end: 4px;
    border: 3px solid color-mix(in srgb, currentcolor 28%, transparent);
    border-block-start-color: currentcolor;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation-duration: 3s;
    }
  }
`;
