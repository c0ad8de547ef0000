import { css } from "@lit/reactive-element";

/** The styles of the history panel. It covers the conversation; where that is beside the picture, the picture stays in sight. */
export const historyStyles = css`
  .body:has(> .history) {
    position: relative;
  }
  /* What is covered takes no focus, and is told to nobody. */
  .body:has(> .history) > :is(.stage, .panel) {
    visibility: hidden;
  }
  .history {
    position: absolute;
    z-index: 2;
    inset: 0;
    display: flex;
    flex-direction: column;
    gap: 10px;
    box-sizing: border-box;
    padding: 0 14px 14px;
    overflow: hidden auto;
    overscroll-behavior: contain;
    /* What has the focus is not under the heading. */
    scroll-padding-block: 64px 12px;
    background: var(--_surface);
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  @container (min-width: 900px) {
    .body:has(> .history):has(> .panel) > .stage {
      visibility: visible;
    }
    .stage ~ .panel ~ .history {
      inset-inline-start: auto;
      inline-size: clamp(200px, 40%, 380px);
    }
  }
  .history > * {
    flex: none;
  }
  .history-head {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    padding-block: 8px 2px;
    background: var(--_surface);
  }
  .history-title {
    margin: 0;
    font-size: 1.125rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .history .plain {
    flex: none;
  }
  .history-tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .history-input {
    flex: 1 1 100%;
    box-sizing: border-box;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 0 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_field-radius);
    background: var(--_field);
    color: inherit;
    font: inherit;
    font-size: 1rem;
  }
  .history-input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .history .pill {
    padding-block: 6px;
  }
  .pill.quiet {
    border: 1px solid var(--_line);
    background: none;
    color: inherit;
  }
  .pill.danger {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .history-problem:empty {
    display: none;
  }
  .history-problem .notice {
    inline-size: 100%;
    box-shadow: none;
    border: 1px solid var(--_line);
  }
  .history-status,
  .history-empty {
    margin: 0 2px;
    color: var(--_muted);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .threads {
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .thread {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    border-radius: var(--_box-radius);
  }
  .thread.current {
    background: var(--_raised);
    box-shadow: inset 3px 0 var(--_accent);
  }
  :host(:dir(rtl)) .thread.current {
    box-shadow: inset -3px 0 var(--_accent);
  }
  .thread-open {
    display: flex;
    flex: 1 1 0;
    flex-direction: column;
    min-inline-size: 0;
    min-block-size: 52px;
    justify-content: center;
    padding: 6px 12px;
    border: 0;
    border-radius: var(--_box-radius);
    background: none;
    color: inherit;
    text-align: start;
    cursor: pointer;
  }
  .thread-open:hover,
  .history .plain:hover {
    background: var(--_raised);
  }
  .thread-more svg {
    stroke-width: 3;
  }
  .thread-name {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .thread-date {
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .thread-actions,
  .thread-form {
    display: flex;
    flex: 1 1 100%;
    flex-wrap: wrap;
    gap: 8px;
    min-inline-size: 0;
    padding: 4px 12px 10px;
  }
  .thread-form {
    padding-block: 10px;
  }
  .thread-question {
    flex: 1 1 100%;
    margin: 0;
    overflow-wrap: anywhere;
  }
  .history-more {
    align-self: center;
  }
  @media (forced-colors: active) {
    .history-input,
    .history .pill,
    .thread.current {
      border: 1px solid;
    }
    .thread-open {
      border: 0;
    }
    .thread.current {
      border-inline-start: 4px solid Highlight;
    }
  }
`;
