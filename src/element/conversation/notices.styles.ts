import { css } from "@lit/reactive-element";

/** The styles of the notices over the picture. */
export const noticesStyles = css`
  .notices {
    /* Above the shade of the foot. */
    z-index: 1;
    display: flex;
    flex-direction: column;
    align-self: stretch;
    align-items: center;
    gap: 8px;
    max-block-size: calc(100% - 118px);
    /* Room for the shadows, which a scrolling box would cut off. */
    margin: -8px -12px -30px;
    padding: 8px 12px 30px;
    overflow-y: auto;
    pointer-events: none;
  }
  .notices:empty {
    display: none;
  }
  .notice {
    pointer-events: auto;
    box-sizing: border-box;
    display: flex;
    flex: none;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    inline-size: min(100%, 34rem);
    padding: 8px 8px 8px 16px;
    border-radius: var(--_box-radius);
    background: var(--live-avatar-notice, var(--_surface));
    color: var(--live-avatar-on-notice, var(--_text));
    box-shadow: 0 6px 24px rgb(0 0 0 / 28%);
    font-size: 0.875rem;
    line-height: 1.4;
  }
  .notice p {
    flex: 1 1 14rem;
    margin: 4px 0;
  }
  .notice:has(.plain) p {
    flex-basis: calc(100% - 60px);
  }
  .told {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .notice .pill {
    order: 1;
    padding: 0 14px;
  }
  @media (max-width: 480px), (max-height: 500px) {
    .notice {
      padding-block: 4px 6px;
      padding-inline: 12px 4px;
      font-size: 0.8125rem;
      line-height: 1.3;
    }
    .notice .pill {
      padding: 0 12px;
      font-size: 0.8125rem;
    }
  }
  .plain {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: var(--_control-radius);
    background: none;
    color: inherit;
    cursor: pointer;
  }
`;
