/** The line icons, 24 × 24, in the text's colour. Their buttons carry the accessible names. */
import { svg, type SVGTemplateResult, html, type TemplateResult } from "lit";

/**
 * @csspart icon - The icon of a button, a line drawing in the colour of its text.
 */

function icon(paths: SVGTemplateResult): TemplateResult {
  return html`<svg part="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths}</svg>`;
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
export const cameraIcon = icon(svg`
  <rect x="3" y="6.5" width="12" height="11" rx="2.5"></rect><path d="M15 10.5l6-3.5v10l-6-3.5"></path>`);
export const cameraOffIcon = icon(svg`
  <path d="M9.5 6.5h3A2.5 2.5 0 0 1 15 9v1.500l6-3.500v10l-3-1.750M14.7 16.200a2.5 2.5 0 0 1-2.2 1.300h-7A2.5 2.5 0 0 1 3 15V9a2.5 2.5 0 0 1 2-2.450M4 4l16 16"></path>`);
export const screenIcon = icon(svg`
  <rect x="3" y="4.5" width="18" height="12" rx="2"></rect><path d="M8 20h8M12 13.500v-6M9.2 10.200L12 7.400l2.8 2.8"></path>`);
export const screenOffIcon = icon(svg`
  <rect x="3" y="4.5" width="18" height="12" rx="2"></rect><path d="M8 20h8M9.5 8l5 5M14.5 8l-5 5"></path>`);
export const eyeIcon = icon(svg`
  <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"></path><circle cx="12" cy="12" r="2.8"></circle>`);
export const eyeOffIcon = icon(svg`
  <path d="M9.5 5.900a8.5 8.5 0 0 1 2.5-.400c6 0 9.5 6.5 9.5 6.500a17 17 0 0 1-2.5 3.300M15.5 17.700a8.6 8.6 0 0 1-3.5.800C6 18.5 2.5 12 2.5 12a17 17 0 0 1 4-4.600M4 4l16 16"></path>`);
export const devicesIcon = icon(svg`
  <path d="M4 7h9M17 7h3M4 17h3M11 17h9"></path><circle cx="15" cy="7" r="2"></circle><circle cx="9" cy="17" r="2"></circle>`);
export const historyIcon = icon(svg`<path d="M4 6h16M4 12h16M4 18h10"></path>`);
export const actionsIcon = icon(svg`<path d="M5.5 12h.01M12 12h.01M18.5 12h.01"></path>`);
export const pauseIcon = icon(svg`<path d="M9 6v12M15 6v12"></path>`);
export const moveIcon = icon(svg`<path d="M8 5.5l11 6.5-11 6.5z"></path>`);
export const expandIcon = icon(svg`<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"></path>`);
export const collapseIcon = icon(svg`<path d="M20 10h-6V4M14 10l7-7M4 14h6v6M10 14l-7 7"></path>`);
export const pipIcon = icon(svg`
  <path d="M10 19H5.500A2.5 2.5 0 0 1 3 16.500v-9A2.5 2.5 0 0 1 5.500 5h13A2.5 2.5 0 0 1 21 7.500V10"></path><rect x="13" y="13" width="8" height="6" rx="1.500"></rect>`);
