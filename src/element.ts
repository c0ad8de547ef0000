/** `live-avatar/element`: the class without a tag name, for pages that give it their own. */
export { LiveAvatarElement } from "./element/live-avatar.element.js";
export type { LiveAvatarEventMap } from "./element/events.js";
