/** `live-avatar/types/vue`: the tag in templates of Vue 3. */
import type { HTMLAttributes, PublicProps } from "vue";
import type { LiveAvatarElement, LiveAvatarEventMap } from "../dist/index.js";
import type { Over, TagProps } from "./tag.js";

type Pascal<Name extends string> = Name extends `${infer Word}-${infer Rest}`
  ? `${Capitalize<Word>}${Pascal<Rest>}`
  : Capitalize<Name>;

/** What a template writes as `@avatar-message`. */
type Listeners = {
  [Name in keyof LiveAvatarEventMap as `on${Pascal<Name>}`]?: ((event: LiveAvatarEventMap[Name]) => void) | undefined;
};

type TagComponent = new () => LiveAvatarElement & {
  $props: Over<TagProps & Listeners, HTMLAttributes & PublicProps>;
};

declare module "vue" {
  interface GlobalComponents {
    "live-avatar": TagComponent;
  }
}
