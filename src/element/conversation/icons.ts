/** The line icons, 24 × 24, in the text's colour. Their buttons carry the accessible names. */
import { svg, type SVGTemplateResult, html, type TemplateResult } from "lit";

function icon(paths: SVGTemplateResult): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;
}

export const micIcon = icon(svg`
  <rect x="9" y="3" width="6" height="11" rx="3"></rect><path d="M5 11a7 7 0 0 0 14 0M12 18v3"></path>`);
export const micOffIcon = icon(svg`
  <path d="M9 9v2a3 3 0 0 0 5 2.2M15 10.5V6a3 3 0 0 0-5.9-.8M5 11a7 7 0 0 0 11.5 5.4M19 11a7 7 0 0 1-.5 2.6M12 18v3M4 4l16 16"></path>`);
export const soundIcon = icon(svg`
  <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"></path>`);
export const soundOffIcon = icon(svg`
  <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5"></path>`);
export const stopIcon = icon(svg`<rect x="7" y="7" width="10" height="10" rx="2"></rect>`);
export const endIcon = icon(svg`
  <path d="M3.5 14.5c0-2 3.8-4 8.5-4s8.5 2 8.5 4v1.2c0 .7-.6 1.2-1.3 1.1l-2.9-.5a1.3 1.3 0 0 1-1-1.3v-1.3a13 13 0 0 0-6.6 0V15c0 .7-.4 1.2-1 1.3l-2.9.5c-.7.1-1.3-.4-1.3-1.1z"></path>`);
export const sendIcon = icon(svg`<path d="M12 19V5M6 11l6-6 6 6"></path>`);
export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18"></path>`);
export const downIcon = icon(svg`<path d="M12 5v14M6 13l6 6 6-6"></path>`);
