import { css } from "@lit/reactive-element";

export const openingStyles = css`
  .write {
    min-block-size: 48px;
    background: var(--live-avatar-chip, rgb(12 14 20 / 72%));
    color: var(--live-avatar-on-chip, #fff);
    box-shadow: inset 0 0 0 1.5px color-mix(in srgb, currentcolor 72%, transparent);
  }
  .suggestions {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    max-inline-size: 100%;
  }
  .suggestion {
    min-block-size: 44px;
    max-inline-size: 100%;
    padding: 6px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--live-avatar-field-radius, 22px);
    background: var(--_raised);
    color: var(--_text);
    font-size: 0.9375rem;
    line-height: 1.3;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .gate .suggestion {
    border-color: color-mix(in srgb, var(--live-avatar-on-chip, #fff) 48%, transparent);
    background: var(--live-avatar-chip, rgb(12 14 20 / 72%));
    color: var(--live-avatar-on-chip, #fff);
  }
  .suggestion:hover {
    text-decoration: underline;
  }
  /* One row, which scrolls: the room is for what is said. */
  .panel > .suggestions {
    flex-wrap: nowrap;
    justify-content: flex-start;
    margin: -6px;
    padding: 6px;
    overflow-x: auto;
  }
  .panel .suggestion {
    flex: none;
    max-inline-size: 84%;
  }
`;
