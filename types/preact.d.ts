/** `live-avatar/types/preact`: the tag in JSX of Preact. */
import type { JSX } from "preact";
import type { LiveAvatarElement } from "../dist/index.js";
import type { Over, TagListeners, TagProps } from "./tag.js";

declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "live-avatar": Over<TagProps & TagListeners<"on">, JSX.HTMLAttributes<LiveAvatarElement>>;
    }
  }
}
