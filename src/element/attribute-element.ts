import type { PropertyDeclaration } from "lit";
import { type Attribute, ATTRIBUTES, type AttributeProperty, defaultOf, valueOf } from "./attributes.js";
import { type ElementProperties, SCRIPT_PROPERTIES } from "./properties.js";
import { SignalElement } from "./signal-element.js";

/** One for all: Lit gives it the row of the table, as the type of the property. */
const CONVERTER = {
  // The accessor validates the text.
  fromAttribute: (text: string | null, attribute?: unknown) =>
    (attribute as Attribute).kind === "flag" ? text !== null : text,
  toAttribute: (value: unknown, attribute?: unknown) => {
    // At its default the attribute is absent, as on a new element.
    if (value === defaultOf(attribute as Attribute)) return null;
    return value === true ? "" : value;
  },
};

const declarationOf = (attribute: Attribute): PropertyDeclaration => ({
  attribute: attribute.attribute,
  reflect: attribute.reflect ?? false,
  noAccessor: true,
  type: attribute,
  converter: CONVERTER,
});

/** The types of the properties that the class below declares from the same tables. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unsafe-declaration-merging -- the tables are the content, and the static block makes what they say
export interface AttributeElement extends ElementProperties {}

/**
 * An element with one Lit property for each row of the table of attributes and for each property of the page's script.
 * The accessors of attributes are ours, so that a value counts alike whether it came as text or was set by a script.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see the interface
export abstract class AttributeElement extends SignalElement {
  /** The validated values that were set; a property without one has the table's default. */
  readonly #values: Partial<Record<AttributeProperty, unknown>> = {};

  static {
    for (const [property, attribute] of Object.entries(ATTRIBUTES) as [AttributeProperty, Attribute][]) {
      // Declared before the accessor is defined: Lit would wrap an accessor and reflect its first value into the page.
      this.createProperty(property, declarationOf(attribute));
      Object.defineProperty(this.prototype, property, {
        get(this: AttributeElement) {
          return this.#values[property] ?? defaultOf(attribute);
        },
        set(this: AttributeElement, value: unknown) {
          const old: unknown = this[property];
          this.#values[property] = valueOf(attribute, value);
          this.requestUpdate(property, old);
        },
        configurable: true,
        enumerable: true,
      });
    }
    for (const property of SCRIPT_PROPERTIES) this.createProperty(property, { attribute: false });
  }
}
