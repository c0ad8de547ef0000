import { css } from "@lit/reactive-element";

export const ratingStyles = css`
  .rating {
    display: flex;
    flex: none;
    align-items: center;
    margin-block-start: -6px;
    color: var(--_muted);
  }
  .thumb {
    border-radius: var(--_box-radius);
  }
  .thumb svg {
    inline-size: 20px;
    block-size: 20px;
  }
  .thumb:hover {
    color: var(--_text);
  }
  .thumb[aria-pressed="true"] {
    color: var(--_text);
  }
  .thumb[aria-pressed="true"] path {
    fill: var(--_accent);
  }
  .rating.end {
    flex-wrap: wrap;
    gap: 8px;
    margin: 0;
    color: var(--_text);
    font-size: 0.9375rem;
  }
  .rating.end p {
    flex: 1;
    margin: 0;
  }
  .thumbs {
    display: flex;
  }
  .words {
    flex: 1 1 12rem;
    box-sizing: border-box;
    min-block-size: 44px;
    padding: 9px 14px;
    border: 1px solid var(--_line);
    border-radius: var(--_field-radius);
    background: var(--_field);
    color: inherit;
    font: inherit;
    font-size: 1rem;
    resize: none;
  }
  .words::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .rated {
    margin: 4px 2px;
    font-size: 0.9375rem;
  }
`;
