// A page's script: the tag and its events are typed by importing the package.
import "live-avatar";
import "live-avatar/live-avatar.css";
import type { ChatMessage, LiveAvatarElement } from "live-avatar";

const avatar: LiveAvatarElement | null = document.querySelector("live-avatar");
export const messages: ChatMessage[] = [];
avatar?.addEventListener("avatar-message", ({ detail }) => messages.push(detail.message));
document.createElement("live-avatar").addEventListener("avatar-ended", ({ detail }) => {
  const reason: "stopped" | "idle-timeout" | (string & {}) = detail.reason;
  return reason;
});
// Events bubble, so that any element around hears them.
document.body.addEventListener("avatar-error", ({ detail }) => detail.error.code === "load-failed");
// @ts-expect-error -- no such key in the detail
avatar?.addEventListener("avatar-ended", ({ detail }) => detail.message);
// @ts-expect-error -- no such word
if (avatar) avatar.theme = "darkish";
