import { css } from "@lit/reactive-element";

/** The styles of the composer. */
export const composerStyles = css`
  .composer {
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: flex-end;
    gap: 0 8px;
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_field-radius) + 5px);
    background: var(--_field);
  }
  .composer:has(.input:focus-visible) {
    outline: 3px solid var(--_focus);
    outline-offset: -1px;
  }
  .input:focus-visible {
    outline: none;
  }
  .input {
    flex: 1;
    box-sizing: border-box;
    min-inline-size: 0;
    min-block-size: 44px;
    max-block-size: min(calc(5lh + 20px), 34svh);
    padding: 10px 14px;
    border: 0;
    border-radius: var(--_field-radius);
    background: none;
    color: inherit;
    font: inherit;
    font-size: 1rem;
    line-height: 1.5;
    field-sizing: content;
    overflow-y: auto;
    overflow-wrap: anywhere;
    resize: none;
  }
  .input::placeholder {
    color: var(--_muted);
    opacity: 1;
    white-space: nowrap;
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
  .send[aria-disabled="true"] {
    background: var(--_raised);
    color: var(--_muted);
  }
  .limit {
    box-sizing: border-box;
    flex: 1 0 100%;
    margin: 0;
    padding: 2px 14px 6px;
    font-size: 0.8125rem;
  }
  .limit:empty {
    padding: 0;
  }
  .input[aria-invalid] ~ .limit {
    color: var(--live-avatar-text-danger, light-dark(#b3261e, #ffb4ab));
  }
`;
