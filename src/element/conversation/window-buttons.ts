import { html, nothing, type TemplateResult } from "lit";
import { collapseIcon, expandIcon } from "./icons.js";
import type { ViewContext } from "./view-context.js";

/** The buttons in the corner of the picture: over the whole page, and in a window of its own. */
export function windowButtons(context: ViewContext): TemplateResult {
  const { host } = context;
  return html`<div class="windows">
    ${host.noPictureInPicture ? nothing : host.smallWindow.button(context.texts)}
    ${host.noExpand ? nothing : expandButton(context)}
  </div>`;
}

function expandButton({ host, texts }: ViewContext): TemplateResult | typeof nothing {
  const { expansion, layout } = host;
  const { isExpanded } = expansion;
  // Where the page itself wants it fullscreen there is nothing to go back to.
  if (layout === "fullscreen" && !isExpanded) return nothing;
  const label = isExpanded ? texts.collapse : texts.expand;
  return html`<button
    class="round"
    part="expand-button"
    type="button"
    aria-label=${label}
    title=${label}
    @click=${() => {
      // A chunk that does not load is on the browser's console; the next press tries again.
      if (!expansion.collapse()) expansion.expand().catch(() => undefined);
    }}
  >
    ${isExpanded ? collapseIcon : expandIcon}
  </button>`;
}
