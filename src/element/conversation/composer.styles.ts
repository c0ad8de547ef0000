import { css } from "lit";

/** The styles of the composer. */
export const composerStyles = css`
  .composer {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: 99px;
    background: var(--_field);
  }
  .composer:has(.input:focus-visible) {
    outline: 3px solid var(--_accent);
    outline-offset: -1px;
  }
  .input:focus-visible {
    outline: none;
  }
  .input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 0 14px;
    border: 0;
    border-radius: 99px;
    background: none;
    color: inherit;
    font: inherit;
    font-size: 1rem;
  }
  .input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .send {
    inline-size: 44px;
    block-size: 44px;
    flex: none;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send:hover {
    background: var(--_accent-strong);
  }
`;
