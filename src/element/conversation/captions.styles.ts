import { css } from "lit";

/** The styles of the captions. */
export const captionsStyles = css`
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
`;
