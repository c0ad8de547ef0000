/**
 * The few means with which the shell makes its nodes and writes them. What it shows before intent is little and stays the same,
 * and a library of templates, with the browser's parsing of each, would be half of the script time until then.
 */
import type { render } from "lit";

type Texts = Readonly<Record<string, string>>;

/** Writes the attributes that are new; `true` is one without text, `false` and undefined are none. */
export function write(element: Element, attributes: Readonly<Record<string, string | boolean | undefined>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) element.removeAttribute(name);
    else {
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-template-expression -- a marked word is an object that reads as its text
      const text = value === true ? "" : `${value}`;
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

/** Gives a new element its attributes: there is nothing to compare with. */
function dress<E extends Element>(element: E, attributes: Texts): E {
  for (const name in attributes) element.setAttribute(name, attributes[name] ?? "");
  return element;
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Texts = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[Name] {
  const element = dress(document.createElement(name), attributes);
  element.append(...children);
  return element;
}

/** A line drawing: a path for each of `lines`. */
export function drawing(attributes: Texts, ...lines: readonly string[]): SVGElement {
  const svg = dress(document.createElementNS("http://www.w3.org/2000/svg", "svg"), attributes);
  svg.setAttribute("aria-hidden", "true");
  for (const d of lines) {
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

export const icon = (line: string): SVGElement => drawing({ part: "icon", viewBox: "0 0 24 24" }, line);

/** Puts `child` before `next`, or takes it away. */
export function toggle(isShown: boolean, child: ChildNode, next: ChildNode): void {
  if (!isShown) child.remove();
  else if (child.nextSibling !== next) next.before(child);
}

let renderTemplate: typeof render | undefined;

/** Tells how templates are rendered. Whatever gives one to the shell is loaded by need, and brings this along. */
export function renderWith(render: typeof renderTemplate): void {
  renderTemplate = render;
}

/** A place for words, or for a template. */
export class Place {
  /** The end of the place, to be put among the nodes; words are its own text. */
  readonly node = document.createTextNode("");
  #hasTemplate = false;

  fill(content: unknown): void {
    const isTemplate = content !== undefined && typeof content !== "string";
    const words = typeof content === "string" ? content : "";
    if (this.node.data !== words) this.node.data = words;
    const { parentNode } = this.node;
    if (!parentNode || !(isTemplate || this.#hasTemplate)) return;
    this.#hasTemplate = isTemplate;
    renderTemplate?.(isTemplate ? content : "", parentNode as HTMLElement, { renderBefore: this.node });
  }
}
