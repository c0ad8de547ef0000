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

const TABLE = Object.entries(ATTRIBUTES) as unknown as readonly (readonly [AttributeProperty, Attribute])[];
type Property = AttributeProperty | (typeof PROPERTIES)[number];
const NAMES = TABLE.map(([, { attribute }]) => attribute);

/**
 * An element with one property for each attribute of the table; those that are reflected are written at once, as the
 * platform's own are. Lit's declarations could do the same but take a good part of what every page pays before
 * anybody presses anything: decision 8.
 */
export abstract class AttributeElement extends SignalElement {
  /** What was set; until then the table's default counts. */
  readonly #values: Partial<Record<Property, unknown>> = {};

  static {
    const properties = PROPERTIES.map((property) => [property, undefined] as const);
    for (const [property, attribute] of [...TABLE, ...properties]) {
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
  }

  /** @internal */
  static override get observedAttributes(): string[] {
    // What Lit's own getter does besides telling the names.
    this.finalize();
    return [...NAMES];
  }

  /** @internal */
  override attributeChangedCallback(name: string, _old: string | null, text: string | null): void {
    const [property, attribute] = TABLE[NAMES.indexOf(name)] ?? [];
    if (property && attribute) this.#set(property, attribute, read(attribute, text));
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
