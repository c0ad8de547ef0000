import { css } from "@lit/reactive-element";

/** The styles of the note beside the launcher. */
export const runningNoteStyles = css`
  .running {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: fit-content;
    margin-block: 0 8px;
    margin-inline: auto 0;
    padding-block: 8px;
    padding-inline: 14px 8px;
    border-radius: var(--_box-radius);
    background: var(--live-avatar-notice, var(--_surface));
    color: var(--live-avatar-on-notice, var(--_text));
    box-shadow: 0 6px 24px rgb(0 0 0 / 24%);
    font-size: 0.8125rem;
    line-height: 1.35;
  }
  .running p {
    margin: 0;
  }
  .running .dot {
    flex: none;
    background: var(--_live);
  }
  .running.heard .dot {
    background: var(--_danger);
    animation: pulse 1.2s ease-in-out infinite;
  }
  :host([placement$="start"]) .running {
    margin-inline: 0 auto;
  }
`;
