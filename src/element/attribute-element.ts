import {
  type Attribute,
  ATTRIBUTES,
  type AttributeProperty,
  defaultOf,
  PROPERTIES,
  read,
  written,
} from "./attributes.js";
import { SignalElement } from "./signal-element.js";

type Property = AttributeProperty | (typeof PROPERTIES)[number];

/** Attribute → property. */
const PROPERTY_OF = new Map<string, AttributeProperty>();

/**
 * An element with one property for each attribute of the table; those that are reflected are written at once, as the
 * platform's own are. Lit's declarations could do the same but take a good part of what every page pays before
 * anybody presses anything: decision 8.
 */
export abstract class AttributeElement extends SignalElement {
  /** What was set; until then the table's default counts. */
  readonly #values: Partial<Record<Property, unknown>> = {};

  static {
    // Plain loops: every page pays for this before anybody presses anything, and the tidier forms cost it twice the time.
    for (const key in ATTRIBUTES) {
      const property = key as AttributeProperty;
      PROPERTY_OF.set(ATTRIBUTES[property].attribute, property);
      this.#define(property, ATTRIBUTES[property]);
    }
    for (const property of PROPERTIES) this.#define(property);
  }

  /** @internal */
  static override get observedAttributes(): string[] {
    // What Lit's own getter does besides telling the names.
    this.finalize();
    return [...PROPERTY_OF.keys()];
  }

  /** @internal */
  override attributeChangedCallback(name: string, _old: string | null, text: string | null): void {
    const property = PROPERTY_OF.get(name);
    if (!property) return;
    const attribute = ATTRIBUTES[property];
    this.#set(property, attribute, read(attribute, text));
  }

  /**
   * What a page sets before the upgrade stands in front of the accessors: sets it anew. Call it last in the constructor.
   * @param more names of further accessors
   */
  protected upgradeProperties(...more: readonly string[]): void {
    for (const name of Object.keys(this)) {
      if (!Object.hasOwn(ATTRIBUTES, name) && ![...PROPERTIES, ...more].includes(name)) continue;
      const value: unknown = Reflect.get(this, name);
      if (Reflect.deleteProperty(this, name)) Reflect.set(this, name, value);
    }
  }

  static #define(property: Property, attribute?: Attribute): void {
    Object.defineProperty(this.prototype, property, {
      get(this: AttributeElement) {
        return this.#get(property, attribute);
      },
      set(this: AttributeElement, value: unknown) {
        this.#set(property, attribute, value);
        if (attribute?.reflect) this.#reflect(attribute.attribute, written(value));
      },
      configurable: true,
      enumerable: true,
    });
  }

  #get(property: Property, attribute: Attribute | undefined): unknown {
    return property in this.#values ? this.#values[property] : attribute && defaultOf(attribute);
  }

  #set(property: Property, attribute: Attribute | undefined, value: unknown): void {
    const old = this.#get(property, attribute);
    if (Object.is(value, old)) return;
    this.#values[property] = value;
    this.requestUpdate(property, old);
  }

  #reflect(name: string, text: string | null): void {
    if (text === null) this.removeAttribute(name);
    else if (this.getAttribute(name) !== text) this.setAttribute(name, text);
  }
}
