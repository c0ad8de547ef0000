/** What the matrix test measures in a page with one <live-avatar>. */

/** The parts that take the focus or a press, through shadow roots and slots. */
const CONTROLS =
  "a[href], button, input, select, textarea, summary, [contenteditable], [tabindex]:not([tabindex='-1'])";

/** @returns {Iterable<Element>} */
function* within(root) {
  for (const element of root.querySelectorAll("*")) {
    yield element;
    if (element.shadowRoot) yield* within(element.shadowRoot);
  }
}

/** The element at a point of the window, through shadow roots. */
function deepest(x, y) {
  let element = document.elementFromPoint(x, y);
  for (;;) {
    const inner = element?.shadowRoot?.elementFromPoint(x, y);
    if (!inner || inner === element) return element;
    element = inner;
  }
}

/** As composed trees have it. */
function isInside(element, control) {
  for (let node = element; node; node = node.assignedSlot ?? node.parentNode ?? node.host) {
    if (node === control) return true;
  }
  return false;
}

const nameOf = (element) =>
  element.getAttribute("aria-label") || element.getAttribute("part") || element.className || element.localName;

globalThis.matrix = {
  /** What is wrong in this window: one line for each control that is outside, covered or too small. */
  wrong(state) {
    const avatar = document.querySelector("live-avatar");
    const { clientWidth, clientHeight } = document.documentElement;
    const found = [];
    let writes = false;
    for (const control of [...within(avatar.shadowRoot), ...within(avatar)]) {
      if (!control.matches(CONTROLS) || !control.checkVisibility({ visibilityProperty: true })) continue;
      // What a long log holds is reached by scrolling it.
      if (control.parentElement?.closest("[role=log]")) control.scrollIntoView({ block: "nearest" });
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const isOutside = left < -0.5 || top < -0.5 || right > clientWidth + 0.5 || bottom > clientHeight + 0.5;
      const hit = deepest((left + right) / 2, (top + bottom) / 2);
      const isHit = hit !== null && isInside(hit, control);
      const isSmall = Math.min(right - left, bottom - top) < (control.closest("[role=log]") ? 16 : 43.5);
      writes ||= control.matches("input, textarea") && !isOutside && isHit;
      if (!isOutside && isHit && !isSmall) continue;
      // In a small window a notice takes the room of the transcript for as long as it shows.
      if (state === "notice" && clientHeight < 500 && control.matches("[role=log]")) continue;
      const box = [left, top, right, bottom].map(Math.round).join(" ");
      const why = [isOutside && "outside", !isHit && `under ${hit ? nameOf(hit) : "nothing"}`, isSmall && "too small"];
      found.push(`"${nameOf(control)}" (${box}): ${why.filter(Boolean).join(", ")}`);
    }
    const isWritable = avatar.session !== null && !avatar.noTextInput && state !== "connecting";
    if (isWritable && !writes) found.push("the text field is not in reach");
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page scrolls sideways: ${scrollWidth} of ${clientWidth}`);
    return found;
  },

  /** Where the page goes on after the avatar, in pixels from the page's top. */
  pageBelow: () => document.querySelector("footer").getBoundingClientRect().top + window.scrollY,

  frameHeight: () =>
    document.querySelector("live-avatar").shadowRoot.querySelector(".frame").getBoundingClientRect().height,

  async settle() {
    await new Promise((resolve) => window.requestAnimationFrame(() => window.requestAnimationFrame(resolve)));
  },

  async inaccessible() {
    const { violations } = await globalThis.axe.run(document.querySelector("live-avatar"), {
      rules: { region: { enabled: false } },
    });
    return violations.map(({ id, nodes }) => `axe: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" ")}`);
  },
};
