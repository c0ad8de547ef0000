import { css } from "@lit/reactive-element";

/** The styles of the small window's document. */
export const windowPageStyles = css`
  html,
  body {
    block-size: 100%;
    margin: 0;
    overflow: hidden;
    background: #10131f;
  }
`;

/** What is different in the small window: the picture fills it. */
export const windowStyles = css`
  :host {
    block-size: 100%;
  }
  .frame {
    block-size: 100%;
    max-block-size: none;
    border-radius: 0;
    box-shadow: none;
  }
  .stage {
    flex: 1 1 0;
    min-block-size: 0;
    aspect-ratio: auto;
  }
`;
