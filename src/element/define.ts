import { LiveAvatarElement } from "./live-avatar.element.js";
import { consoleLogger } from "./console-logger.js";

const TAG = "live-avatar";

/** Registers the tag, once. A version that was registered first stays, with a warning for a different one. */
export function define(registry: CustomElementRegistry = customElements): void {
  const present = registry.get(TAG) as { readonly version?: string } | undefined;
  if (!present) registry.define(TAG, LiveAvatarElement);
  else if (present.version !== LiveAvatarElement.version) {
    consoleLogger.warn(
      `Version ${present.version ?? "unknown"} is registered already; ${LiveAvatarElement.version} is not used.`,
    );
  }
}
