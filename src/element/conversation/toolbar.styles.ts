import { css } from "@lit/reactive-element";

/** The styles of the round buttons over the picture. */
export const toolbarStyles = css`
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 10px;
  }
  /* With camera and screen there are six. */
  @container (max-width: 400px) {
    .toolbar:has(> :nth-child(6)) {
      gap: 6px;
    }
    .toolbar:has(> :nth-child(6)) > .round:not(.talk) {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  /* Five in a row, also where a scrollbar takes its width of the smallest phone's: a second row would lie under the notices. */
  @container (max-width: 303px) {
    .toolbar {
      gap: 5px;
    }
    .toolbar > .round:not(.talk) {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  .round {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    padding: 0;
    border: 0;
    border-radius: var(--_control-radius);
    background: var(--_control);
    color: var(--_on-control);
    cursor: pointer;
    transition: background 0.15s;
  }
  .round:hover {
    background: var(--_control-strong);
  }
  .round[aria-disabled="true"] {
    color: color-mix(in srgb, var(--_on-control) 55%, transparent);
    cursor: default;
  }
  .mic {
    /* How loud it is: somebody who talks reaches 0.1 and more. A page may show it in its own way. */
    box-shadow: 0 0 0 min(var(--live-avatar-input-level, 0) * 60px, 9px)
      color-mix(in srgb, var(--_level) 55%, transparent);
  }
  .mic.live,
  .round.on {
    background: var(--_control-active);
    color: var(--_on-control-active);
  }
  .mic.blocked,
  .mic.missing,
  .mic.busy,
  .mic.interrupted {
    background: var(--_warning);
    color: var(--_on-warning);
  }
  .talk {
    inline-size: 64px;
    touch-action: none;
  }
  .talk-hint {
    margin: 0;
    padding: 2px 10px;
    border-radius: var(--_control-radius);
    background: var(--_chip);
    color: var(--_on-chip);
    font-size: 0.8125rem;
    text-align: center;
  }
  kbd {
    padding: 0 6px;
    border: 1px solid;
    border-radius: 5px;
    font: inherit;
  }
  .talking .dot {
    background: var(--live-avatar-dot-listening, #3ddc84);
  }
  .talk.down {
    background: var(--_level);
    color: var(--live-avatar-on-level, #06210f);
  }
  .round.end {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .round.end:hover {
    background: var(--_danger-strong);
  }
`;
