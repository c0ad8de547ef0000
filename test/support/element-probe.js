/* global document, requestAnimationFrame */
// Runs in the page before its own scripts: what a visitor sees of the one <live-avatar>, and what its page hears.
const heard = [];
for (const name of ["state-change", "error", "ended", "message", "speech-start", "speech-end", "connection-change"]) {
  document.addEventListener(`avatar-${name}`, ({ detail }) => {
    const { state, reason, error, message, turnId, connection } = detail;
    heard.push({
      name,
      at: Math.round(performance.now()),
      state,
      reason,
      code: error?.code,
      text: message?.content,
      role: message?.role,
      turnId,
      connection,
    });
  });
}

function see() {
  const element = document.querySelector("live-avatar");
  const root = element?.shadowRoot;
  const attribute = (name) => element?.getAttribute(name) ?? "";
  const buttons = [...(root?.querySelectorAll("button") ?? [])].filter(
    (button) => !button.disabled && button.checkVisibility({ visibilityProperty: true }),
  );
  return {
    state: attribute("state"),
    code: attribute("error-code"),
    mic: attribute("mic-state"),
    connection: attribute("connection"),
    text: root?.querySelector("[part~=frame]")?.innerText ?? "",
    buttons: buttons.map((button) => button.getAttribute("aria-label") ?? button.innerText.trim()),
  };
}

function press(name) {
  const buttons = [...document.querySelector("live-avatar").shadowRoot.querySelectorAll("button")];
  const found = buttons.find((button) => (button.getAttribute("aria-label") ?? button.innerText.trim()) === name);
  if (!found) throw new Error(`there is no button ${name}`);
  found.click();
}

/** Frames that the video shows in the time of some repaints. */
async function framesIn(ms) {
  const video = document.querySelector("live-avatar").shadowRoot.querySelector("video");
  const from = performance.now();
  const before = video.getVideoPlaybackQuality().totalVideoFrames;
  while (performance.now() - from < ms) await new Promise(requestAnimationFrame);
  return video.getVideoPlaybackQuality().totalVideoFrames - before;
}

globalThis.probe = { heard, see, press, framesIn };

// Waits of 10 s and more take a fifth of the time where the address asks for it; whoever times out does so soon.
if (new URL(document.URL).searchParams.has("hurry")) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (run, ms = 0, ...rest) => setTimeout(run, ms >= 10_000 ? ms / 5 : ms, ...rest);
}
