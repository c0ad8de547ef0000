/** `live-avatar/types/react`: the tag in JSX of React 19. */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { LiveAvatarElement } from "../dist/index.js";
import type { Over, TagListeners, TagProps } from "./tag.js";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "live-avatar": Over<
        TagProps & TagListeners<"on">,
        DetailedHTMLProps<HTMLAttributes<LiveAvatarElement>, LiveAvatarElement>
      >;
    }
  }
}
