import { css } from "@lit/reactive-element";

/** The styles of the device menu. */
export const devicesStyles = css`
  .devices {
    position: fixed;
    inset: auto;
    box-sizing: border-box;
    inline-size: min(320px, 100vw - 16px);
    margin: 0;
    padding: 4px 16px 16px;
    overflow-y: auto;
    overscroll-behavior: contain;
    border: 1px solid var(--_line);
    border-radius: var(--_box-radius);
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.9375rem;
    line-height: 1.4;
    text-align: start;
    box-shadow: 0 12px 40px rgb(10 14 30 / 34%);
  }
  .devices-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-inline-end: -10px;
  }
  .devices h2 {
    margin: 0;
    font-size: 1rem;
    font-weight: 600;
  }
  .devices .plain {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .device {
    display: block;
    margin-block-start: 10px;
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .device select,
  .device input {
    display: block;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 44px;
    margin: 4px 0 0;
    font: inherit;
    font-size: 1rem;
    font-weight: 400;
  }
  .device select {
    padding-inline: 10px;
    border: 1px solid var(--_line);
    border-radius: min(10px, var(--_field-radius));
    background: var(--_field);
    color: inherit;
    text-overflow: ellipsis;
  }
  .device input {
    accent-color: var(--_accent);
  }
  .devices :focus-visible {
    outline-color: var(--_focus);
    box-shadow: none;
  }
  .mic-line,
  .speaker-line p {
    margin: 6px 0 0;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .level {
    display: block;
    block-size: 8px;
    margin-block-end: 6px;
    overflow: hidden;
    border-radius: 99px;
    background: var(--_raised);
  }
  .level::before {
    content: "";
    display: block;
    block-size: 100%;
    inline-size: calc(var(--_loud, 0) * 100%);
    border-radius: inherit;
    background: var(--live-avatar-level, light-dark(#0c8043, #3ddc84));
  }
  .wide {
    inline-size: 100%;
    min-block-size: 44px;
    margin-block-start: 8px;
    padding: 4px 12px;
    border: 1px solid var(--_line);
    border-radius: min(10px, var(--_field-radius));
    background: none;
    color: inherit;
    cursor: pointer;
  }
  .wide[aria-disabled="true"] {
    color: var(--_muted);
    cursor: default;
  }
  .talk-key {
    display: flex;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
  }
  .talk-key input {
    inline-size: 22px;
    block-size: 22px;
    margin: 0;
    accent-color: var(--_accent);
  }
  @media (forced-colors: active) {
    .level {
      border: 1px solid;
    }
    .level::before {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
