import { css } from "lit";

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
    border-radius: 50%;
    background: rgb(30 34 44 / 82%);
    color: #fff;
    cursor: pointer;
    transition: background 0.15s;
  }
  .round:hover {
    background: rgb(62 68 84 / 92%);
  }
  .round[aria-disabled="true"] {
    color: #8d94a3;
    cursor: default;
  }
  .mic {
    /* How loud it is: somebody who talks reaches 0.1 and more. A page may show it in its own way. */
    box-shadow: 0 0 0 min(var(--live-avatar-input-level, 0) * 60px, 9px) rgb(61 220 132 / 55%);
  }
  .mic.live,
  .round.on {
    background: #fff;
    color: #14171f;
  }
  .mic.blocked,
  .mic.missing,
  .mic.busy,
  .mic.interrupted {
    background: #7a2e12;
  }
  .talk {
    inline-size: 64px;
    border-radius: 99px;
    touch-action: none;
  }
  .talk-hint {
    margin: 0;
    padding: 2px 10px;
    border-radius: 99px;
    background: rgb(12 14 20 / 72%);
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
    background: #3ddc84;
  }
  .talk.down {
    background: #3ddc84;
    color: #06210f;
  }
  .round.end {
    background: #c62f3b;
  }
  .round.end:hover {
    background: #a8222d;
  }
`;
