/** Buttons that say something for whoever does not know what to say. */
const avatar = document.querySelector("live-avatar");
const list = document.querySelector("#suggestions");
const LIVE = ["ready", "thinking", "speaking"];

function showWhetherLive() {
  const isLive = LIVE.includes(avatar.getAttribute("state"));
  for (const button of list.querySelectorAll("button")) button.disabled = !isLive;
}

list.addEventListener("click", ({ target }) => {
  if (!target.closest("button")) return;
  // What goes wrong shows as a notice.
  avatar.sendMessage(target.textContent).catch(() => undefined);
});

new window.MutationObserver(showWhetherLive).observe(avatar, { attributes: true, attributeFilter: ["state"] });
showWhetherLive();
