/** Shows what the element says about itself: its attributes, and its events as they come. */
const avatar = document.querySelector("live-avatar");
const stateList = document.querySelector("#state");
const log = document.querySelector("#log");

const ATTRIBUTES = ["state", "mic-state", "audio-state", "connection", "listening", "user-speaking", "error-code"];
const EVENTS = [
  ...[
    "state-change",
    "message",
    "chunk",
    "speech-start",
    "speech-end",
    "segment",
    "emotion",
    "error",
    "listening-change",
    "transcript",
  ],
  ...[
    "user-speech-start",
    "user-speech-end",
    "connection-change",
    "mic-change",
    "audio-change",
    "idle-warning",
    "ended",
    "thread-change",
    "history-loaded",
  ],
];
const MOST_ENTRIES = 200;

function showState() {
  const rows = ATTRIBUTES.map((name) => {
    const term = document.createElement("dt");
    const value = document.createElement("dd");
    term.textContent = name;
    value.textContent = avatar.getAttribute(name) ?? "–";
    if (value.textContent === "") value.textContent = "yes";
    return [term, value];
  });
  stateList.replaceChildren(...rows.flat());
}

function summary({ error, message, thread, messages, ...detail }) {
  if (error) return error.code;
  if (thread) return thread.title ?? "(no title yet)";
  if (messages) return `${messages.length} messages`;
  if (message) return `${message.role}: ${message.content}`;
  return Object.entries(detail)
    .filter(([name, value]) => value !== undefined && name !== "accumulated")
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

// A page may show its events in another way.
for (const name of log ? EVENTS : []) {
  avatar.addEventListener(`avatar-${name}`, (event) => {
    const entry = document.createElement("li");
    const title = document.createElement("b");
    title.textContent = name;
    entry.append(title, ` ${summary(event.detail)}`);
    log.append(entry);
    while (log.children.length > MOST_ENTRIES) log.firstElementChild.remove();
    log.scrollTop = log.scrollHeight;
  });
}

if (stateList) {
  new window.MutationObserver(showState).observe(avatar, { attributes: true, attributeFilter: ATTRIBUTES });
  showState();
}

document.querySelector("#copy").addEventListener("click", async () => {
  const said = document.querySelector("#copied");
  try {
    await navigator.clipboard.writeText(document.querySelector("#tag").textContent);
    said.textContent = "Copied.";
  } catch {
    said.textContent = "Select the text above to copy it.";
  }
});
