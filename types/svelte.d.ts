/** `live-avatar/types/svelte`: the tag in templates of Svelte. */
import type { HTMLAttributes } from "svelte/elements";
import type { LiveAvatarElement } from "../dist/index.js";
import type { Over, TagListeners, TagProps } from "./tag.js";

declare module "svelte/elements" {
  interface SvelteHTMLElements {
    "live-avatar": Over<TagProps & TagListeners<"on" | "on:">, HTMLAttributes<LiveAvatarElement>>;
  }
}
