import { css } from "@lit/reactive-element";

/** The styles of the captions. */
export const captionsStyles = css`
  .captions {
    display: flex;
    flex: none;
    flex-direction: column-reverse;
    max-block-size: calc(2lh);
    max-inline-size: min(100%, 44rem);
    /* The border is the space around the words: what overflows is cut off inside it. */
    border: solid transparent;
    border-width: 5px 14px;
    border-radius: var(--_box-radius);
    overflow: hidden;
    /* On white it is still 9:1. */
    background: var(--live-avatar-caption, rgb(10 12 18 / 80%)) border-box;
    color: var(--live-avatar-on-caption, #fff);
    font-size: var(--live-avatar-caption-size, clamp(0.9375rem, 2.6cqi, 1.1875rem));
    line-height: 1.4;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
    pointer-events: none;
  }
  .foot > .captions {
    pointer-events: none;
  }
  .captions p {
    flex: none;
    margin: 0;
  }
  .captions .heard {
    color: var(--live-avatar-caption-heard, var(--live-avatar-on-caption, #d5e6ff));
    font-style: italic;
  }
`;
