import { css } from "@lit/reactive-element";

/** The styles of Markdown within a message. */
export const markdownStyles = css`
  .markdown {
    display: flex;
    flex-direction: column;
    gap: 0.6em;
    min-inline-size: 0;
  }
  .markdown > * {
    min-inline-size: 0;
  }
  /* Those out of sight are not laid out; the last one has its real height, so that scrolling to the end works. */
  .message.long .markdown > :not(:last-child) {
    content-visibility: auto;
    contain-intrinsic-block-size: auto 4em;
  }
  .markdown :is(p, li, .heading, td, th) {
    unicode-bidi: plaintext;
    white-space: pre-line;
  }
  .markdown :is(ul, ol, blockquote, pre, hr) {
    margin: 0;
  }
  .markdown :is(ul, ol) {
    padding-inline-start: 1.4em;
    /* Between the items stands no text. */
    white-space: normal;
  }
  .markdown li + li,
  .markdown li > :is(ul, ol, p + p, .code, .scroll) {
    margin-block-start: 0.25em;
  }
  .markdown .heading {
    font-weight: 700;
    line-height: 1.3;
  }
  .markdown [aria-level="3"] {
    font-size: 1.2em;
  }
  .markdown [aria-level="4"] {
    font-size: 1.1em;
  }
  .markdown blockquote {
    display: flex;
    flex-direction: column;
    gap: 0.4em;
    padding-inline-start: 0.8em;
    border-inline-start: 3px solid var(--_line);
  }
  .markdown hr {
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  .markdown a {
    color: inherit;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.18em;
    /* A text that turns the direction of writing turns nothing around it. */
    unicode-bidi: isolate;
  }
  .markdown a:hover {
    text-decoration-thickness: 2px;
  }
  .markdown code {
    font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
    font-size: 0.92em;
    unicode-bidi: isolate;
  }
  .markdown :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: 5px;
    background: color-mix(in srgb, currentcolor 10%, transparent);
    white-space: pre-wrap;
  }
  .markdown .code {
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: min(10px, var(--_box-radius));
    background: var(--_surface);
  }
  .markdown .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline-start: 12px;
    color: var(--_muted);
    font-size: 0.8125rem;
  }
  .markdown .code-head button {
    min-block-size: 44px;
    min-inline-size: 44px;
    padding: 0 14px;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .markdown .code-head button:hover {
    color: var(--_text);
  }
  .markdown pre {
    padding: 0 12px 12px;
    overflow-x: auto;
    tab-size: 2;
    white-space: pre;
    overflow-wrap: normal;
  }
  .markdown .scroll {
    max-inline-size: 100%;
    overflow-x: auto;
  }
  .markdown :is(pre, .scroll, button):focus-visible {
    outline-offset: -3px;
  }
  .markdown table {
    border-collapse: collapse;
    overflow-wrap: normal;
  }
  .markdown :is(th, td) {
    padding: 0.3em 0.7em;
    border: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }
  .markdown .center {
    text-align: center;
  }
  .markdown .right {
    text-align: end;
  }
  @media (forced-colors: active) {
    .markdown :not(pre) > code {
      border: 1px solid;
    }
  }
`;
