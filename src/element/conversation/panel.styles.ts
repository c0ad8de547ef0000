import { css } from "lit";

/** Picture and panel side by side, where the window is too low for one above the other. */
const row = css`
  .body:has(> .panel) {
    flex-direction: row;
  }
  .body > .stage:has(~ .panel) {
    flex: 1 1 0;
    min-inline-size: 0;
  }
  .stage ~ .panel {
    flex: 0 0 clamp(200px, 40%, 380px);
    box-sizing: border-box;
    min-inline-size: 0;
  }
  /* The picture alone makes the height. */
  .stage ~ .panel > .log {
    flex: 1 1 0;
    contain: size;
  }
  .stage ~ .panel .transcript {
    max-block-size: none;
  }
`;

/** The styles of transcript and composer, and of their place by the picture. */
export const panelStyles = css`
  .panel {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-block-size: 70px;
    padding: 14px;
  }
  /* A notice needs room, if there is any. */
  .stage:has(.notice) {
    min-block-size: clamp(132px, var(--_max) - 90px, 290px);
  }
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
    border-radius: 10px;
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
  @media (max-height: 800px) {
    @container (min-width: 600px) {
      ${row}
      .body > .stage:has(~ .panel) {
        aspect-ratio: var(--live-avatar-aspect-ratio, 1);
      }
    }
  }
  @media (max-height: 500px) {
    @container (min-width: 440px) {
      ${row}
      .body > .stage:has(~ .panel) {
        aspect-ratio: var(--live-avatar-aspect-ratio, 4 / 5);
      }
    }
  }
  @container (min-width: 900px) {
    ${row}
    .body > .stage:has(~ .panel) {
      aspect-ratio: var(--live-avatar-aspect-ratio, 16 / 10);
    }
  }
  .transcript .empty {
    margin: 4px 2px;
    color: var(--_muted);
    font-size: 0.875rem;
  }
  .message {
    max-inline-size: 84%;
    padding: 8px 14px;
    border-radius: 16px;
    font-size: 0.9375rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .message p {
    margin: 0;
    white-space: pre-wrap;
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
    border-end-end-radius: 5px;
  }
  .message.assistant {
    align-self: flex-start;
    background: var(--_raised);
    border-end-start-radius: 5px;
  }
  .message .mark {
    margin-block-start: 4px;
    color: var(--_muted);
    font-size: 0.8125rem;
    font-style: italic;
  }
  .running {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: fit-content;
    margin-block: 0 8px;
    margin-inline: auto 0;
    padding: 8px 14px;
    border-radius: 14px;
    background: var(--_surface);
    box-shadow: 0 6px 24px rgb(0 0 0 / 24%);
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .running.heard .dot {
    background: #e5484d;
    animation: pulse 1.2s ease-in-out infinite;
  }
  :host([placement$="start"]) .running {
    margin-inline: 0 auto;
  }
  .who {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
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
