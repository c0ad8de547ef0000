import type { ReactiveElement } from "lit";
import { ATTRIBUTES } from "./attributes.js";
import { consoleLogger } from "./console-logger.js";

const FLAGS = Object.entries(ATTRIBUTES).filter(([, { kind }]) => kind === "flag");

/**
 * Has elements of this class warn of a flag that was given as the text "false", as Vue writes `:no-captions="false"`: an attribute
 * that is there counts as true. Once for each element and attribute. For development: no page of visitors loads it.
 */
export function warnOfFalseFlags(elementClass: typeof ReactiveElement): void {
  elementClass.addInitializer((element) => {
    const told = new Set<string>();
    element.addController({
      hostUpdate: () => {
        for (const [property, { attribute }] of FLAGS) {
          if (told.has(attribute) || element.getAttribute(attribute) !== "false") continue;
          told.add(attribute);
          consoleLogger.warn(
            `${attribute}="false" counts as true, because the attribute is there. Leave it out, or set the property ${property} to false (Vue: :${attribute}.prop="false").`,
          );
        }
      },
    });
  });
}
