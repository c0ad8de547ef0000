/** `live-avatar/types/solid`: the tag in JSX of Solid. */
import type { JSX } from "solid-js";
import type { ElementProperties, LiveAvatarElement } from "../dist/index.js";
import type { Over, TagListeners, TagProps } from "./tag.js";

type SetProperties = { [P in keyof ElementProperties as `prop:${P}`]?: ElementProperties[P] | undefined };

declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements {
      "live-avatar": Over<TagProps & SetProperties & TagListeners<"on:">, JSX.HTMLAttributes<LiveAvatarElement>>;
    }
  }
}
