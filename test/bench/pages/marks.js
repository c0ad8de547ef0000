/* global document, requestAnimationFrame */
// Runs before the page's own scripts: notes the first press and the first frame of the page's one video.
const marks = (globalThis.marks = {});
document.addEventListener("pointerdown", (event) => (marks.pressedAt ??= event.timeStamp), { capture: true });

function watch() {
  const video =
    document.querySelector("video") ?? document.querySelector("live-avatar")?.shadowRoot?.querySelector("video");
  if (video) video.requestVideoFrameCallback((now) => (marks.firstFrameAt = now));
  else requestAnimationFrame(watch);
}
watch();
