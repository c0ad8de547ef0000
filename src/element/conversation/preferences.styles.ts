import { css } from "@lit/reactive-element";

/** What the visitor prefers: forced colours, reduced motion. It comes after the rules that it changes. */
export const preferencesStyles = css`
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
    .start,
    .live[data-picture] :is(video, slot, .figure) {
      transition: none;
    }
  }
`;
