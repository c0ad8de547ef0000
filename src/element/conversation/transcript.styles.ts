import { css } from "@lit/reactive-element";

/** The styles of the transcript and its messages. */
export const transcriptStyles = css`
  .log {
    position: relative;
    display: flex;
    flex-direction: column;
    flex: 0 1 auto;
    min-block-size: 0;
  }
  .transcript {
    display: flex;
    flex-direction: column;
    flex: 0 1 auto;
    gap: 8px;
    max-block-size: clamp(3.5rem, 25svh, 15rem);
    overflow-y: auto;
    overscroll-behavior: contain;
    border-radius: min(10px, var(--_box-radius));
  }
  .earlier {
    display: flex;
    flex-direction: column;
    align-items: center;
    gap: 4px;
    align-self: center;
    font-size: 0.8125rem;
  }
  .earlier p {
    margin: 0;
  }
  /* Who goes up by the button finds it where it was. */
  .earlier:focus-within {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
  }
  .newest {
    position: absolute;
    inset-block-end: 4px;
    inset-inline: 0;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: fit-content;
    margin-inline: auto;
    box-shadow: 0 4px 16px rgb(0 0 0 / 32%);
  }
  .newest svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .transcript .empty {
    margin: 4px 2px;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .message {
    max-inline-size: 84%;
    padding: 8px 14px;
    border-radius: var(--_message-radius);
    font-size: 0.9375rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .message p {
    margin: 0;
    white-space: pre-wrap;
  }
  .message ::selection {
    background: var(--live-avatar-selection, light-dark(#b9c5ff, #4a5bb5));
  }
  .message.user ::selection {
    background: var(--_on-accent);
    color: var(--_accent);
  }
  /* The width must not depend on parts that are not laid out. */
  .message.long {
    box-sizing: border-box;
    inline-size: 84%;
  }
  .part {
    display: block;
  }
  /* The last part has its real height, so that scrolling to the end works. */
  .part:not(:last-child) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 36em;
  }
  .message.user {
    align-self: flex-end;
    background: var(--_accent);
    color: var(--_on-accent);
    border-end-end-radius: min(5px, var(--_message-radius));
  }
  .message.assistant {
    align-self: flex-start;
    background: var(--_raised);
    border-end-start-radius: min(5px, var(--_message-radius));
  }
  .message .mark {
    margin-block-start: 4px;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-style: italic;
  }
  .transcript-actions {
    display: flex;
    gap: 4px;
    justify-content: flex-end;
  }
  .transcript-actions button {
    min-block-size: 44px;
    padding: 0 14px;
    border: 0;
    border-radius: var(--_control-radius);
    background: none;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
  }
  .transcript-actions button:hover {
    background: var(--_raised);
    color: var(--_text);
  }
  .who {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
`;
